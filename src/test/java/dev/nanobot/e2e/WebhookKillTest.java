package dev.nanobot.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The gateway as a process, killed while programs deliver to a webhook.
@Tag("slow")
final class WebhookKillTest {
  private static final int KILLS = 8;

  @TempDir Path home;

  @Test
  void whatASenderWasToldIsTakenIsAnsweredOnceAlthoughTheGatewayIsKilled() throws Exception {
    WebhookKills.Outcome outcome = WebhookKills.run(home, new WebhookKills.Plan(20, KILLS, 1));
    System.out.println(outcome);
    assertThat(outcome.wrong()).isEmpty();
    assertThat(outcome.kills()).isEqualTo(KILLS);
    assertThat(outcome.tries()).isGreaterThan(outcome.deliveries());
  }
}
