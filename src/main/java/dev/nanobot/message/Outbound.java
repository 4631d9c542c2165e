package dev.nanobot.message;

/// What is to be said, once, in the order of `id` within its target.
///
/// `key` is the same at every attempt: give it to platforms that recognise repeats. `attempts`
/// counts this one; `spent` of them were before somebody asked to try it again. `mayBeDuplicate`
/// says that an earlier attempt ended without a known result.
public record Outbound(
    long id,
    String key,
    SessionKey target,
    String text,
    int attempts,
    int spent,
    boolean mayBeDuplicate) {
  /// How often it was tried since somebody last asked for it, with this attempt.
  public int tries() {
    return attempts - spent;
  }
}
