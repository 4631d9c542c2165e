package dev.nanobot.http;

import dev.nanobot.world.World;
import java.net.http.HttpHeaders;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import java.util.regex.Pattern;

/// How long a server asks to wait: `retry-after-ms` (milliseconds, some model APIs), else
/// `Retry-After` (seconds or a date; RFC 9110, section 10.2.3, read 2026-11-23).
public final class RetryAfter {
  public static final Duration WAIT_MAX = Duration.ofHours(1);

  private static final Pattern NUMBER = Pattern.compile("\\d{1,9}(\\.\\d{1,9})?");
  private static final double SECOND_MS = 1_000;

  private RetryAfter() {}

  /// At least zero and at most `WAIT_MAX`; empty when the headers say nothing that makes sense.
  public static Optional<Duration> of(HttpHeaders headers, Instant now) {
    Optional<Duration> millis =
        headers.firstValue("retry-after-ms").flatMap(text -> number(text.strip(), 1));
    return millis
        .or(() -> headers.firstValue("retry-after").flatMap(text -> either(text.strip(), now)))
        .map(RetryAfter::bounded);
  }

  private static Optional<Duration> either(String text, Instant now) {
    return number(text, SECOND_MS).or(() -> date(text, now));
  }

  private static Optional<Duration> number(String text, double unitMs) {
    if (!NUMBER.matcher(text).matches()) return Optional.empty();
    return Optional.of(Duration.ofMillis((long) Math.ceil(Double.parseDouble(text) * unitMs)));
  }

  private static Optional<Duration> date(String text, Instant now) {
    try {
      var date = ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME);
      return Optional.of(Duration.between(now, date.toInstant()));
    } catch (DateTimeParseException e) {
      return Optional.empty(); // As good as no header.
    }
  }

  private static Duration bounded(Duration wait) {
    return wait.isNegative() ? Duration.ZERO : World.shorter(wait, WAIT_MAX);
  }
}
