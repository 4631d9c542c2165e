package dev.nanobot.message;

/// What model calls took, in tokens, as the provider counts them, and what they cost. `cached` and
/// `cacheWrite` are parts of `input`.
public record Usage(long input, long output, long cached, long cacheWrite, Bill bill) {
  public static final Usage NONE = new Usage(0, 0, 0, 0);

  /// Not priced yet.
  public Usage(long input, long output, long cached, long cacheWrite) {
    this(input, output, cached, cacheWrite, Bill.NONE);
  }

  public Usage plus(Usage other) {
    return new Usage(
        input + other.input,
        output + other.output,
        cached + other.cached,
        cacheWrite + other.cacheWrite,
        bill.plus(other.bill));
  }

  public Usage billed(Bill other) {
    return new Usage(input, output, cached, cacheWrite, other);
  }
}
