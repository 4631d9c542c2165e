package dev.nanobot.message;

/// What calls of a model cost: `micros` are millionths of the currency that prices are written in;
/// `unpriced` counts the calls of models without a known price.
public record Bill(int calls, long micros, int unpriced) {
  /// Nobody looked for a price.
  public static final Bill NONE = new Bill(0, 0, 0);

  Bill plus(Bill other) {
    return new Bill(calls + other.calls, micros + other.micros, unpriced + other.unpriced);
  }
}
