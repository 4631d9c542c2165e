package dev.nanobot.channel;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class MailPlaceTest {
  private final MailPlace place = new MailPlace("email/ann/INBOX", 42);

  @Test
  void aMailThatTheServerGaveIsNamedByItsNumber() {
    assertThat(place.at(7).value()).isEqualTo("42/7");
    assertThat(place.uid("42/7")).contains(7L);
    assertThat(place.givenUid("42/7")).contains(7L);
  }

  @Test
  void aMailThatTheServerDidNotGiveIsPassedAndNotGiven() {
    String unread = place.atUnread(7).value();
    assertThat(place.uid(unread)).contains(7L);
    assertThat(place.givenUid(unread)).isEmpty();
  }

  @Test
  void aPlaceOfAMailboxThatWasMadeAnewNamesNothing() {
    assertThat(place.uid("4/2")).isEmpty();
    assertThat(place.uid("421/7")).isEmpty();
    assertThat(place.givenUid("421/7")).isEmpty();
  }
}
