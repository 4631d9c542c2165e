package dev.nanobot.tool;

import dev.nanobot.world.World;

/// A deadline for work that looks at text character by character and cannot be told to stop, such
/// as a regular expression: the text itself refuses to be read any longer.
record Patience(World world, long endNanos) {
  private static final int READS_BETWEEN_LOOKS = 4_096;

  /// The same text, which throws `Over` when read on and on after the deadline, or when there was
  /// an interrupt. A few reads never do: a machine that stood still has not worked at the text.
  CharSequence over(String text) {
    if (Thread.currentThread().isInterrupted()) throw new Over();
    return new Impatient(text, this);
  }

  /// Throws `Over` after the deadline or an interrupt.
  void check() {
    if (Thread.currentThread().isInterrupted() || world.nanos() - endNanos > 0) throw new Over();
  }

  /// The deadline passed, or the thread was interrupted: its interrupt status tells which.
  static final class Over extends RuntimeException {}

  /// Owned by the thread that reads it.
  private static final class Impatient implements CharSequence {
    private final String text;
    private final Patience patience;
    private int reads;

    Impatient(String text, Patience patience) {
      this.text = text;
      this.patience = patience;
    }

    @Override
    public char charAt(int at) {
      if (++reads % READS_BETWEEN_LOOKS == 0) patience.check();
      return text.charAt(at);
    }

    @Override
    public int length() {
      return text.length();
    }

    @Override
    public CharSequence subSequence(int start, int end) {
      return text.substring(start, end);
    }

    @Override
    public String toString() {
      return text;
    }
  }
}
