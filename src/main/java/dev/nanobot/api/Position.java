package dev.nanobot.api;

import dev.nanobot.web.Rejected;

/// How much of a session a reader has: entries of its transcript up to `seq`, and what was said
/// beside it up to `said`. Written `SEQ.SAID`.
record Position(long seq, long said) {
  static final Position START = new Position(0, 0);

  /// Reads what `toString` wrote; an empty text is the start.
  ///
  /// @throws Rejected when it is something else
  static Position parse(String written) {
    if (written.isEmpty()) return START;
    int dot = written.indexOf('.');
    try {
      long seq = Long.parseLong(dot < 0 ? written : written.substring(0, dot));
      long said = dot < 0 ? 0 : Long.parseLong(written.substring(dot + 1));
      if (seq >= 0 && said >= 0) return new Position(seq, said);
    } catch (NumberFormatException e) {
      throw wrong();
    }
    throw wrong();
  }

  private static Rejected wrong() {
    return Rejected.invalid("after", "the id of an event: SEQ.SAID");
  }

  @Override
  public String toString() {
    return seq + "." + said;
  }
}
