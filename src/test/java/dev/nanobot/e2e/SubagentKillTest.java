package dev.nanobot.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The gateway as a process, killed while three subagents are at work.
@Tag("slow")
final class SubagentKillTest {
  private static final int ROUNDS = Integer.getInteger("subagent.rounds", 4);

  @TempDir Path home;

  @Test
  void allThreeAnswersArriveOnceAlthoughTheGatewayIsKilled() throws Exception {
    SubagentKills.Outcome outcome = SubagentKills.run(home, ROUNDS, 1);
    assertThat(outcome.violations()).isEmpty();
    assertThat(outcome.answers())
        .hasSize(3 * ROUNDS)
        .allSatisfy((name, count) -> assertThat(count).isEqualTo(1));
    assertThat(outcome.killedAtWork()).isPositive();
  }
}
