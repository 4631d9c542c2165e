package dev.nanobot.api;

import dev.nanobot.web.Rejected;
import java.util.regex.Pattern;

/// How much of a session a reader has: entries of its transcript up to `seq`, and what was said
/// beside it up to `said`. Written `SEQ.SAID`.
record Position(long seq, long said) {
  private static final Pattern WRITTEN = Pattern.compile("[0-9]{1,19}(\\.[0-9]{1,19})?");

  static final Position START = new Position(0, 0);

  /// Reads what `toString` wrote; an empty text is the start.
  ///
  /// @throws Rejected when it is something else
  static Position parse(String written) {
    if (written.isEmpty()) return START;
    int dot = written.indexOf('.');
    if (!WRITTEN.matcher(written).matches()) throw wrong();
    try {
      long seq = Long.parseLong(dot < 0 ? written : written.substring(0, dot));
      long said = dot < 0 ? 0 : Long.parseLong(written.substring(dot + 1));
      return new Position(seq, said);
    } catch (NumberFormatException e) {
      throw wrong();
    }
  }

  private static Rejected wrong() {
    return Rejected.invalid("after", "the id of an event: SEQ.SAID");
  }

  @Override
  public String toString() {
    return seq + "." + said;
  }
}
