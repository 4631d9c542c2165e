package dev.nanobot.message;

import java.util.List;
import java.util.Locale;

/// One field of a cron expression: which values it can have, by which names.
///
/// `*` and, for days, `?` are every value; lists have commas, ranges a hyphen, and `/n` takes each
/// n-th value: of a range, or from a single value to the last.
enum CronField {
  SECOND("second", 0, 59, List.of()),
  MINUTE("minute", 0, 59, List.of()),
  HOUR("hour", 0, 23, List.of()),
  DAY("day of the month", 1, 31, List.of()),
  MONTH(
      "month",
      1,
      12,
      List.of("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")),
  WEEKDAY("day of the week", 0, 6, List.of("sun", "mon", "tue", "wed", "thu", "fri", "sat"));

  private static final int SUNDAY_TOO = 7;

  private final String title;
  private final int least;
  private final int most;
  private final List<String> names;

  CronField(String title, int least, int most, List<String> names) {
    this.title = title;
    this.least = least;
    this.most = most;
    this.names = names;
  }

  /// Which values match. `isAny` says that the field leaves all open, as `*` does.
  record Values(long bits, boolean isAny) {
    boolean has(int value) {
      return (bits >>> value & 1) == 1;
    }

    /// The least matching value that is at least `from`, or -1.
    int next(int from) {
      if (from >= Long.SIZE) return -1;
      long later = bits & (-1L << from);
      return later == 0 ? -1 : Long.numberOfTrailingZeros(later);
    }
  }

  /// Reads what stands in the field.
  ///
  /// @throws IllegalArgumentException saying what the field takes
  Values parse(String text) {
    long bits = 0;
    boolean isAny = false;
    for (String part : text.split(",", -1)) {
      Values values = part(part);
      bits |= values.bits();
      isAny |= values.isAny();
    }
    return new Values(bits, isAny);
  }

  private Values part(String part) {
    int slash = part.indexOf('/');
    String range = slash < 0 ? part : part.substring(0, slash);
    int step = slash < 0 ? 1 : step(part.substring(slash + 1));
    if (range.equals("*") || (range.equals("?") && isDay())) {
      return new Values(bits(least, most, step), step == 1);
    }
    int hyphen = range.indexOf('-');
    int from = value(hyphen < 0 ? range : range.substring(0, hyphen));
    int to = hyphen >= 0 ? value(range.substring(hyphen + 1)) : slash < 0 ? from : most;
    if (this == WEEKDAY && hyphen >= 0 && to == 0 && from > 0) to = SUNDAY_TOO; // fri-sun
    if (from > to) throw wrong(part, "a range begins with its smaller end");
    return new Values(bits(from, to, step), false);
  }

  private boolean isDay() {
    return this == DAY || this == WEEKDAY;
  }

  private long bits(int from, int to, int step) {
    long bits = 0;
    for (int value = from; value <= to; value += step) {
      bits |= 1L << (this == WEEKDAY && value == SUNDAY_TOO ? 0 : value);
    }
    return bits;
  }

  private int step(String text) {
    int step = text.matches("\\d{1,4}") ? Integer.parseInt(text) : 0;
    if (step == 0) throw wrong(text, "a step is a number above 0");
    return step;
  }

  private int value(String text) {
    int name = names.indexOf(text.toLowerCase(Locale.ROOT));
    if (name >= 0) return name + least;
    int value = text.matches("\\d{1,4}") ? Integer.parseInt(text) : -1;
    boolean isKnown = value >= least && (value <= most || isSunday(value));
    if (!isKnown) throw wrong(text, takes());
    return value;
  }

  private boolean isSunday(int value) {
    return this == WEEKDAY && value == SUNDAY_TOO;
  }

  private String takes() {
    String numbers = "it takes " + least + " to " + (this == WEEKDAY ? SUNDAY_TOO : most);
    return names.isEmpty()
        ? numbers
        : numbers + ", or " + names.getFirst() + " to " + names.getLast();
  }

  private IllegalArgumentException wrong(String text, String rule) {
    return new IllegalArgumentException(
        "the " + title + " of a cron expression cannot be \"" + text + "\": " + rule);
  }
}
