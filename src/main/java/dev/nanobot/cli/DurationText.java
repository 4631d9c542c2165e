package dev.nanobot.cli;

import java.time.Duration;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/// A time span as people write and read it: `500ms`, `30s`, `5m`, `2h`; a bare number is seconds.
final class DurationText implements ITypeConverter<Duration> {
  private static final Pattern FORM = Pattern.compile("(\\d{1,9})(ms|s|m|h)?");

  @Override
  public Duration convert(String value) {
    var match = FORM.matcher(value);
    if (!match.matches()) {
      throw new TypeConversionException(
          "a time is written 500ms, 30s, 5m or 2h, not '" + value + "'");
    }
    long count = Long.parseLong(match.group(1));
    String unit = match.group(2) == null ? "s" : match.group(2);
    return switch (unit) {
      case "ms" -> Duration.ofMillis(count);
      case "m" -> Duration.ofMinutes(count);
      case "h" -> Duration.ofHours(count);
      default -> Duration.ofSeconds(count);
    };
  }

  static String of(Duration duration) {
    if (duration.toMillis() < 1_000) return duration.toMillis() + " ms";
    if (duration.toSeconds() < 60) {
      return duration.toSeconds() + "." + duration.toMillisPart() / 100 + " s";
    }
    if (duration.toMinutes() < 60) return duration.toMinutes() + " min";
    return duration.toHours() + " h " + duration.toMinutesPart() + " min";
  }
}
