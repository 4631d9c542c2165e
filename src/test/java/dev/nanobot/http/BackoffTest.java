package dev.nanobot.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nanobot.world.RealWorld;
import dev.nanobot.world.World;
import java.net.http.HttpHeaders;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class BackoffTest {
  private static final Instant NOW = Instant.parse("2026-11-23T12:00:00Z");

  private final World world = new RealWorld();
  private final Backoff backoff = new Backoff(Duration.ofMillis(100), Duration.ofMillis(1_000), 12);

  @ParameterizedTest
  @CsvSource({"1,50,100", "2,100,200", "3,200,400", "4,400,800", "5,500,1000", "11,500,1000"})
  void aWaitLiesInTheUpperHalfOfItsDoubledCeiling(int failures, long leastMs, long mostMs) {
    for (int i = 0; i < 200; i++) {
      assertThat(backoff.next(world, failures, Optional.empty()))
          .hasValueSatisfying(wait -> assertThat(wait.toMillis()).isBetween(leastMs, mostMs));
    }
  }

  @Test
  void waitsDiffer() {
    Set<Duration> waits = new HashSet<>();
    for (int i = 0; i < 100; i++) waits.add(backoff.next(world, 5, Optional.empty()).orElseThrow());
    assertThat(waits).hasSizeGreaterThan(10);
  }

  @Test
  void theLastAttemptIsNotFollowedByAWait() {
    assertThat(backoff.next(world, 12, Optional.of(Duration.ofSeconds(1)))).isEmpty();
  }

  @Test
  void aLongerWaitThatTheServerAskedForIsKept() {
    Duration asked = Duration.ofMinutes(2);
    assertThat(backoff.next(world, 1, Optional.of(asked))).contains(asked);
    assertThat(backoff.next(world, 1, Optional.of(Duration.ZERO)))
        .hasValueSatisfying(wait -> assertThat(wait).isPositive());
  }

  @ParameterizedTest
  @CsvSource({
    "retry-after,120,120000",
    "Retry-After,' 1.5 ',1500",
    "retry-after,0,0",
    "retry-after-ms,250,250",
    "retry-after-ms,0.2,1",
    "retry-after,'Mon, 23 Nov 2026 12:00:30 GMT',30000",
    "retry-after,'Mon, 23 Nov 2026 11:00:00 GMT',0",
    "retry-after,999999999,3600000",
    "retry-after,'Tue, 23 Nov 2027 12:00:00 GMT',3600000",
  })
  void whatTheServerAsksForIsUnderstood(String name, String value, long waitMs) {
    assertThat(RetryAfter.of(headers(Map.of(name, value)), NOW))
        .contains(Duration.ofMillis(waitMs));
  }

  @ParameterizedTest
  @CsvSource({"soon", "-1", "''", "1e9", "99999999999999999999", "١٢"})
  void whatMakesNoSenseIsNoWait(String value) {
    assertThat(RetryAfter.of(headers(Map.of("retry-after", value)), NOW)).isEmpty();
  }

  @Test
  void millisecondsComeBeforeSeconds() {
    var headers = headers(Map.of("retry-after", "9", "retry-after-ms", "5"));
    assertThat(RetryAfter.of(headers, NOW)).contains(Duration.ofMillis(5));
  }

  private static HttpHeaders headers(Map<String, String> values) {
    Map<String, List<String>> lists = new HashMap<>();
    values.forEach((name, value) -> lists.put(name, List.of(value)));
    return HttpHeaders.of(lists, (ignored, alsoIgnored) -> true);
  }
}
