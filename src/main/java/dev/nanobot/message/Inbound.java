package dev.nanobot.message;

/// What was heard.
///
/// `channel` and `externalId`, the platform's own id, together name a message: posting it twice
/// counts once. `session` is where it belongs; `purpose` says what is to be done with it.
public record Inbound(
    String channel,
    String externalId,
    SessionKey session,
    Principal principal,
    Trust trust,
    String text,
    Purpose purpose) {
  public Inbound {
    if (channel.isBlank() || externalId.isBlank()) {
      throw new IllegalArgumentException("a message names its channel and its external id");
    }
  }

  /// A person's message, answered where it was said.
  public Inbound(
      String channel,
      String externalId,
      SessionKey session,
      Principal principal,
      Trust trust,
      String text) {
    this(channel, externalId, session, principal, trust, text, Purpose.TALK);
  }

  /// The same with another text.
  public Inbound withText(String other) {
    return new Inbound(channel, externalId, session, principal, trust, other, purpose);
  }
}
