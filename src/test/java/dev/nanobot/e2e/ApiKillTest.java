package dev.nanobot.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The gateway as a process, killed at random while 64 callers of its API try again until they are
/// answered.
@Tag("slow")
final class ApiKillTest {
  private static final int KILLS = Integer.getInteger("api.kills", 8);
  private static final long SEED = Long.getLong("seed", 1);

  @TempDir Path home;

  @Test
  void eachQuestionIsAnsweredOnceHoweverOftenTheGatewayIsKilled() throws Exception {
    Verdict result = ApiKills.run(home, new ApiKills.Plan(KILLS, SEED, 64));
    System.out.println(Kills.table(result.figures()));
    assertThat(result.blame()).isEmpty();
    assertThat(result.figures().path("answered").intValue()).isGreaterThanOrEqualTo(64);
    assertThat(result.figures().path("again").intValue()).isPositive();
  }
}
