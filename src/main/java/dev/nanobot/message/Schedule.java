package dev.nanobot.message;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// When something is to happen: once, in even steps, or by a cron expression.
public sealed interface Schedule {
  int EXPRESSION_CHARS_MAX = 1_000;

  /// The last time that is kept.
  Instant LAST = Instant.parse("9999-12-31T23:59:59Z");

  /// The first time after `after`; empty when there is none, or none within five years.
  Optional<Instant> next(Instant after);

  /// As the original writes it: `kind`, and `atMs`, `everyMs`, or `expr` and `tz`.
  ObjectNode json();

  /// For people.
  String inWords();

  /// One time.
  record At(Instant time) implements Schedule {
    public At {
      time = kept(time);
    }

    @Override
    public Optional<Instant> next(Instant after) {
      return time.isAfter(after) ? Optional.of(time) : Optional.empty();
    }

    @Override
    public ObjectNode json() {
      return Json.object().put("kind", "at").put("atMs", time.toEpochMilli());
    }

    @Override
    public String inWords() {
      return "at " + time;
    }
  }

  /// Each `period`, counted from `anchor`: whatever stopped meanwhile, the phase stays.
  record Every(Duration period, Instant anchor) implements Schedule {
    private static final Duration LEAST = Duration.ofSeconds(1);
    private static final Duration MOST = Duration.ofDays(3_660);

    public Every {
      anchor = anchor.truncatedTo(ChronoUnit.MILLIS);
      if (period.compareTo(LEAST) < 0 || period.compareTo(MOST) > 0) {
        throw new IllegalArgumentException("what repeats does so every second to every ten years");
      }
    }

    @Override
    public Optional<Instant> next(Instant after) {
      // Also before the anchor: a clock that was ahead when it was taken may be set back.
      long millis = Duration.between(anchor, after).toMillis();
      long passed = Math.floorDiv(millis, period.toMillis());
      return Optional.of(anchor.plusMillis((passed + 1) * period.toMillis()));
    }

    @Override
    public ObjectNode json() {
      return Json.object().put("kind", "every").put("everyMs", period.toMillis());
    }

    @Override
    public String inWords() {
      long seconds = period.toSeconds();
      if (seconds % 3_600 == 0) return "every " + seconds / 3_600 + " h";
      if (seconds % 60 == 0) return "every " + seconds / 60 + " min";
      return "every " + seconds + " s";
    }
  }

  /// The times that match `expression` on the clocks of `zone`. Make it with `cron`.
  record Cron(String expression, ZoneId zone, CronTimes times) implements Schedule {
    @Override
    public Optional<Instant> next(Instant after) {
      return times.next(after, zone);
    }

    @Override
    public ObjectNode json() {
      return Json.object().put("kind", "cron").put("expr", expression).put("tz", zone.getId());
    }

    @Override
    public String inWords() {
      return "cron " + expression + " (" + zone + ")";
    }
  }

  /// A time as it is kept: in whole milliseconds.
  ///
  /// @throws IllegalArgumentException when it is too far away
  static Instant kept(Instant time) {
    if (!time.isBefore(Instant.EPOCH) && !time.isAfter(LAST)) {
      return time.truncatedTo(ChronoUnit.MILLIS);
    }
    throw new IllegalArgumentException("a time is between the years 1970 and 9999");
  }

  /// Reads a time in ISO form; one without an offset is of `zone`.
  ///
  /// @throws IllegalArgumentException when it is none
  static At at(String iso, ZoneId zone) {
    String text = iso.strip().replace(' ', 'T');
    try {
      var read =
          DateTimeFormatter.ISO_DATE_TIME.parseBest(
              text, OffsetDateTime::from, LocalDateTime::from);
      return new At(
          read instanceof OffsetDateTime there
              ? there.toInstant()
              : LocalDateTime.from(read).atZone(zone).toInstant());
    } catch (DateTimeParseException e) {
      throw new IllegalArgumentException(
          "a time is written like 2026-12-24T18:00 or 2026-12-24T18:00:00+01:00, not \""
              + iso
              + "\"",
          e);
    }
  }

  /// Reads a cron expression, with `TZ=ZONE` or `CRON_TZ=ZONE` in front if it has a zone of its
  /// own.
  ///
  /// @throws IllegalArgumentException saying what is wrong
  static Cron cron(String text, ZoneId zone) {
    var prefix = Pattern.compile("(?:CRON_)?TZ=(\\S*)\\s+(.*)").matcher(text.strip());
    String expression = prefix.matches() ? prefix.group(2).strip() : text.strip();
    if (expression.length() > EXPRESSION_CHARS_MAX) {
      throw new IllegalArgumentException(
          "a cron expression has at most " + EXPRESSION_CHARS_MAX + " characters");
    }
    ZoneId own = prefix.matches() ? zone(prefix.group(1)) : zone;
    return new Cron(expression, own, CronTimes.parse(expression));
  }

  /// @throws IllegalArgumentException when there is no such time zone
  static ZoneId zone(String name) {
    try {
      return ZoneId.of(name);
    } catch (DateTimeException e) {
      throw new IllegalArgumentException(
          "\"" + name + "\" is not a time zone; write a name like Europe/Berlin", e);
    }
  }

  /// Reads what `json` wrote. What repeats is counted from `anchor`; a cron expression without a
  /// zone is of `zone`.
  ///
  /// @throws IllegalArgumentException when it is no schedule
  static Schedule read(JsonNode json, Instant anchor, ZoneId zone) {
    String kind = json.path("kind").asString("");
    return switch (kind) {
      case "at" -> new At(Instant.ofEpochMilli(number(json, "atMs")));
      case "every" -> new Every(Duration.ofMillis(number(json, "everyMs")), anchor);
      case "cron" -> {
        String own = json.path("tz").asString("");
        yield cron(json.path("expr").asString(""), own.isEmpty() ? zone : zone(own));
      }
      default ->
          throw new IllegalArgumentException(
              "a schedule is of kind at, every or cron, not \"" + kind + "\"");
    };
  }

  private static long number(JsonNode json, String name) {
    JsonNode value = json.path(name);
    if (value.isIntegralNumber() && value.canConvertToLong()) return value.longValue();
    throw new IllegalArgumentException("a schedule's " + name + " is a whole number");
  }
}
