package dev.nanobot.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nanobot.channel.FakePlatform.Spoken;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The gateway as a process, killed at random while Telegram and Mochat deliver together.
final class ChannelKillTest {
  private static final int KILLS = Integer.getInteger("channel.kills", 8);
  private static final long SEED = Long.getLong("seed", 1);

  @TempDir Path home;

  @Test
  @Tag("slow")
  void whatTwoPlatformsBringIsAnsweredOnceAndInOrderHoweverOftenTheGatewayIsKilled()
      throws Exception {
    Verdict result = ChannelKills.run(home, new ChannelKills.Plan(KILLS, SEED));
    System.out.println(Kills.table(result.figures()));
    assertThat(result.blame()).isEmpty();
    assertThat(result.figures().path("telegramHeard").intValue()).isPositive();
    assertThat(result.figures().path("mochatHeard").intValue()).isPositive();
  }

  @ParameterizedTest
  @ValueSource(strings = {"a b c", "a a? b c", "a a? a? b c c?"})
  void anAnswerMayComeAgainBehindItselfWhenItSaysSo(String said) {
    assertThat(ChannelKills.wrong("chat", List.of("a", "b", "c"), heard(said))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"a b", "a c", "a b b c", "b a c", "a b a? c", "a b c d"})
  void whatIsMissingDoubledOrMisplacedIsSeen(String said) {
    assertThat(ChannelKills.wrong("chat", List.of("a", "b", "c"), heard(said))).isNotEmpty();
  }

  /// A text with a question mark says that it may be a duplicate.
  private static List<Spoken> heard(String said) {
    return List.of(said.split(" ")).stream()
        .map(text -> new Spoken("chat", "", text.replace("?", ""), text.endsWith("?")))
        .toList();
  }
}
