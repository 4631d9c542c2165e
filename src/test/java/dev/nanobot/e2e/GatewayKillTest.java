package dev.nanobot.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The gateway as a process, killed at random while eight chats talk to it.
@Tag("slow")
final class GatewayKillTest {
  private static final int KILLS = Integer.getInteger("kills", 60);
  private static final long SEED = Long.getLong("seed", 1);

  @TempDir Path home;

  @Test
  void aKilledGatewayLosesNothingAndDoesNothingTwice() throws Exception {
    Kills.Result result =
        Kills.run(home, new KillRun.Plan(KILLS, SEED, 1, 8, KILLS + 1, Duration.ofMinutes(5)));
    System.out.println(Kills.table(result.figures()));
    assertThat(result.blame()).isEmpty();
    assertThat(result.outside().accepted()).isGreaterThan(KILLS);
    assertThat(result.outside().onceRan()).isGreaterThan(0);
  }
}
