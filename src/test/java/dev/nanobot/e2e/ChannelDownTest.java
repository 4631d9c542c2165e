package dev.nanobot.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nanobot.channel.BrokenTelegram.How;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// The gateway as a process, while one of its three platforms is down for some seconds.
@Tag("slow")
final class ChannelDownTest {
  private static final Duration DOWN = Duration.ofSeconds(Integer.getInteger("down.seconds", 5));
  private static final Duration BESIDE = Duration.ofSeconds(Math.min(60, DOWN.toSeconds()));

  @TempDir Path home;

  @ParameterizedTest
  @EnumSource(How.class)
  void aPlatformThatIsDownKeepsNobodyElseFromBeingAnswered(How how) throws Exception {
    var plan = new ChannelDown.Plan(BESIDE, DOWN, BESIDE, how);
    ChannelDown.Outcome outcome = ChannelDown.run(home, plan);
    System.out.println(how + "\n" + outcome.table());
    System.out.println(outcome.left() + " waited, " + outcome.again() + " were said again");
    assertThat(outcome.blame()).isEmpty();
    assertThat(outcome.heardWhileDown().getFirst()).isZero();
    assertThat(outcome.heardWhileDown().subList(1, 3)).allMatch(heard -> heard > 0);
    assertThat(outcome.left()).isPositive();
  }
}
