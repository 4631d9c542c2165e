package dev.nanobot.message;

/// What was heard.
///
/// `channel` and `externalId`, the platform's own id, together name a message: posting it twice
/// counts once. `session` is where it belongs and where the answer goes.
public record Inbound(
    String channel,
    String externalId,
    SessionKey session,
    Principal principal,
    Trust trust,
    String text) {
  public Inbound {
    if (channel.isBlank() || externalId.isBlank()) {
      throw new IllegalArgumentException("a message names its channel and its external id");
    }
  }
}
