package dev.nanobot.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Jobs done by two processes, one of which is killed on the way.
@Timeout(300)
class CronProcessesTest {
  private static final int JOBS = 200;
  private static final int ROUNDS = 2;

  @TempDir private Path folder;

  @Test
  void eachSlotBecomesOneMessageThoughAProcessIsKilled() throws Exception {
    var plan = new CronProcesses.Plan(JOBS, Duration.ofSeconds(3), ROUNDS);
    CronProcesses.Outcome outcome = new CronProcesses(folder, plan).run();
    System.out.println(outcome.table());
    assertThat(outcome.violations()).isEmpty();
    assertThat(outcome.ran()).isGreaterThanOrEqualTo(ROUNDS * JOBS);
    assertThat(outcome.messages()).isEqualTo(outcome.ran());
  }
}
