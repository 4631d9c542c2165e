package dev.nanobot.channel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nanobot.channel.Arrival.Scope;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PolicyTest {
  private static Policy letting(String... allowed) {
    return new Policy(
        Set.of("own"),
        Set.of(allowed),
        true,
        Policy.Groups.MENTION,
        Policy.WhenUnsure.RESEND,
        Policy.Rate.USUAL);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"ann", "Ann1", "ann1 ", " ann1", "ann12", "xann1", "ann1|bob", "@ann1", ""})
  void whoIsNotExactlyOnTheListMayNotTalk(String sender) {
    assertThat(letting("ann1").isAllowed(sender)).isFalse();
    assertThat(letting("ann1").isOwner(sender)).isFalse();
  }

  @Test
  void anEmptyListLetsNobodyButOwners() {
    assertThat(letting().isAllowed("ann1")).isFalse();
    assertThat(letting().isAllowed("own")).isTrue();
    assertThat(Policy.NOBODY.isAllowed("ann1")).isFalse();
  }

  @Test
  void whoMayTalkIsNoOwner() {
    assertThat(letting("ann1").isOwner("ann1")).isFalse();
    assertThat(letting("*").isOwner("ann1")).isFalse();
  }

  @Test
  void theSameLettersWrittenOtherwiseAreTheSameId() {
    assertThat(letting("jos\u00e9").isAllowed("jose\u0301")).isTrue();
    assertThat(letting("jose\u0301").isAllowed("jos\u00e9")).isTrue();
    assertThat(letting("jos\u00e9").isAllowed("jose")).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"**", " *", "*.", ".*", "ann*", "\uff0a", "all", "any"})
  void onlyTheStarLetsEverybody(String entry) {
    assertThat(letting("*").isAllowed("anybody")).isTrue();
    assertThat(letting(entry).isAllowed("anybody")).isFalse();
    assertThat(letting(entry).letsEverybody()).isFalse();
  }

  @Test
  void inGroupsOnlyWhatIsSaidToItIsHeardUnlessThatIsWanted() {
    assertThat(letting().hears(Scope.DIRECT)).isTrue();
    assertThat(letting().hears(Scope.ADDRESSED)).isTrue();
    assertThat(letting().hears(Scope.OVERHEARD)).isFalse();
    assertThat(Policy.NOBODY.hears(Scope.ADDRESSED)).isFalse();
  }
}
