package dev.nanobot.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The gateway as a process, killed while it compacts a conversation.
@Tag("slow")
final class CompactionKillTest {
  private static final int ROUNDS = Integer.getInteger("compaction.rounds", 8);

  @TempDir Path home;

  @Test
  void aKilledCompactionHappenedOrChangedNothingAndTheTurnIsAnsweredOnce() throws Exception {
    CompactionKills.Outcome outcome = CompactionKills.run(home, ROUNDS, 1);
    System.out.println(outcome);
    assertThat(outcome.violations()).isEmpty();
    assertThat(outcome.summaries()).isGreaterThanOrEqualTo(ROUNDS);
  }
}
