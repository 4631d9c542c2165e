package dev.nanobot.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Two chats, a job and a subagent that say things at the same time.
@Timeout(120)
class CrossingTest {
  @TempDir private Path folder;

  @Test
  void whatManySayAtOnceIsSaidOnceAndWhereItWasMeant() throws Exception {
    Crossing.Outcome outcome = new Crossing(folder, new Crossing.Plan(400, 1)).run();
    System.out.println(outcome);
    assertThat(outcome.blame()).isEmpty();
    assertThat(outcome.said()).isEqualTo(400);
  }
}
