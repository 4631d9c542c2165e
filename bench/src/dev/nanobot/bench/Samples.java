package dev.nanobot.bench;

import java.util.Arrays;

/// Times in nanoseconds, sorted.
record Samples(long[] sorted) {
  static Samples of(long[] nanos) {
    if (nanos.length == 0) throw new IllegalArgumentException("something was measured");
    long[] sorted = nanos.clone();
    Arrays.sort(sorted);
    return new Samples(sorted);
  }

  double medianMs() {
    return percentileMs(50);
  }

  /// The smallest time that `percent` of all do not exceed.
  double percentileMs(double percent) {
    int rank = (int) Math.ceil(percent / 100 * sorted.length);
    return sorted[Math.max(0, rank - 1)] / 1e6;
  }
}
