package dev.nanobot.message;

/// What one model call took, in tokens, as the provider counts them. `cached` and `cacheWrite` are
/// parts of `input`.
public record Usage(long input, long output, long cached, long cacheWrite) {
  public static final Usage NONE = new Usage(0, 0, 0, 0);

  public Usage plus(Usage other) {
    return new Usage(
        input + other.input,
        output + other.output,
        cached + other.cached,
        cacheWrite + other.cacheWrite);
  }
}
