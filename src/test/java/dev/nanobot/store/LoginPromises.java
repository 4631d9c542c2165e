package dev.nanobot.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nanobot.store.Logins.Login;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/// What a store promises about who is signed in.
interface LoginPromises {
  Duration LASTS = Duration.ofDays(30);

  Desk desk();

  private Logins here() {
    return desk().store.logins();
  }

  private Logins there() {
    return desk().other.logins();
  }

  @Test
  default void aLoginIsOnUntilItIsEndedInWhicheverProcess() {
    here().begin("one", "mark", "a browser", LASTS);
    here().begin("two", "mark", "", LASTS);
    assertThat(there().isOn("one")).isTrue();
    assertThat(there().end("one")).isTrue();
    assertThat(here().isOn("one")).isFalse();
    assertThat(here().end("one")).isFalse();
    assertThat(here().isOn("two")).isTrue();
    assertThat(here().isOn("three")).isFalse();
  }

  @Test
  default void aLoginIsOnUntilItsTimeIsOver() {
    here().begin("one", "mark", "", LASTS);
    desk().pass(LASTS.minusMillis(1));
    assertThat(here().isOn("one")).isTrue();
    desk().pass(Duration.ofMillis(1));
    assertThat(here().isOn("one")).isFalse();
    assertThat(here().of("mark")).isEmpty();
    assertThat(here().end("one")).isFalse();
  }

  @Test
  default void loginsAreListedTheNewestFirst() {
    here().begin("one", "mark", "a browser", LASTS);
    desk().pass(Duration.ofSeconds(1));
    here().begin("two", "mark", "another", LASTS);
    assertThat(there().of("mark")).extracting(Login::name).containsExactly("two", "one");
    assertThat(there().of("mark")).extracting(Login::agent).containsExactly("another", "a browser");
    Login first = there().of("mark").getLast();
    assertThat(Duration.between(first.at(), first.until())).isEqualTo(LASTS);
  }

  @Test
  default void aLoginUnderAnotherMarkEndsThoseBefore() {
    here().begin("old", "mark", "", LASTS);
    there().begin("new", "other", "", LASTS);
    assertThat(here().isOn("old")).isFalse();
    assertThat(here().of("mark")).isEmpty();
    assertThat(here().of("other")).extracting(Login::name).containsExactly("new");
  }

  @Test
  default void onlySoManyAreOnAndTheOldestGoes() {
    for (int i = 0; i <= Logins.MAX; i++) {
      here().begin("n" + i, "mark", "", LASTS);
      desk().pass(Duration.ofMillis(1));
    }
    assertThat(here().of("mark")).hasSize(Logins.MAX);
    assertThat(here().isOn("n0")).isFalse();
    assertThat(here().isOn("n1")).isTrue();
  }
}
