package dev.nanobot.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The kill run itself: it finds each planted flaw, and nothing where there is none.
@Tag("slow")
final class KillRunTest {
  /// How long the last life of a gateway without a flaw may take: it ends when all is answered.
  private static final Duration DRAIN_MAX = Duration.ofMinutes(5);

  /// Some flaws leave something open for ever.
  private static final Duration FLAWED_DRAIN_MAX = Duration.ofSeconds(20);

  /// Among so many some are commands, and some are brought twice.
  private static final int ACCEPTED_MIN = 300;

  @TempDir Path home;

  @Test
  void aGatewayThatKeepsItsWordIsFoundToKeepIt() throws Exception {
    Finding finding = find(PlantedGateway.Flaw.NONE);
    assertThat(finding.isClean()).as(finding.toString()).isTrue();
    assertThat(finding.accepted()).isGreaterThan(100);
    assertThat(finding.onceRan()).isGreaterThan(10);
  }

  @Test
  void aGatewayThatForgetsIsFound() throws Exception {
    assertThat(find(PlantedGateway.Flaw.FORGETS).lost()).isNotEmpty();
  }

  @Test
  void aGatewayThatAnswersAgainIsFound() throws Exception {
    assertThat(find(PlantedGateway.Flaw.ANSWERS_AGAIN).doubled()).isNotEmpty();
  }

  @Test
  void aGatewayThatRunsACommandAgainIsFound() throws Exception {
    assertThat(find(PlantedGateway.Flaw.RUNS_AGAIN).ranTwice()).isNotEmpty();
  }

  @Test
  void aGatewayThatTakesARepeatForANewMessageIsFound() throws Exception {
    assertThat(find(PlantedGateway.Flaw.RENUMBERS).violations())
        .anyMatch(violation -> violation.contains("is accepted as"));
  }

  private Finding find(PlantedGateway.Flaw flaw) throws IOException, InterruptedException {
    Launch launch =
        Launch.java(
            PlantedGateway.class.getName(),
            List.of(home.toString(), flaw.name()),
            Map.of(),
            home.resolve("stderr.log"));
    var drainMax = flaw == PlantedGateway.Flaw.NONE ? DRAIN_MAX : FLAWED_DRAIN_MAX;
    var plan = new KillRun.Plan(8, 1, 1, 8, ACCEPTED_MIN, drainMax);
    Chats.Tally tally = new KillRun(launch, plan).run();
    Path ran = home.resolve("once.txt");
    return Finding.of(tally, Set.of(), Files.exists(ran) ? Files.readAllLines(ran) : List.of());
  }
}
