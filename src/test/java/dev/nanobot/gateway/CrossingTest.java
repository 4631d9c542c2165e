package dev.nanobot.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Two chats, a job and a subagent that say things at the same time.
@Timeout(1_200)
class CrossingTest {
  private static final int MESSAGES = Integer.getInteger("crossing.messages", 400);
  private static final long SEED = Long.getLong("seed", 1);

  @TempDir private Path folder;

  @Test
  void whatManySayAtOnceIsSaidOnceAndWhereItWasMeant() throws Exception {
    Crossing.Outcome outcome = new Crossing(folder, new Crossing.Plan(MESSAGES, SEED)).run();
    System.out.println(outcome);
    assertThat(outcome.blame()).isEmpty();
    assertThat(outcome.said()).isGreaterThanOrEqualTo(MESSAGES);
  }
}
