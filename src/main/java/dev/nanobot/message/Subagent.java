package dev.nanobot.message;

/// The sessions of subagents: `subagent:CALL:DEPTH`, where the key of the call that asked for one
/// is its id. Whom a person talks with has depth 0, those it starts 1, and so on.
public final class Subagent {
  /// Nothing outside says or hears anything on this channel.
  public static final String CHANNEL = "subagent";

  private Subagent() {}

  /// The session of the subagent that the call `id` in `parent` asks for.
  public static SessionKey session(SessionKey parent, String id) {
    return new SessionKey(CHANNEL, "", id, Integer.toString(depth(parent) + 1));
  }

  public static boolean isOne(SessionKey session) {
    return session.channel().equals(CHANNEL);
  }

  /// How many subagents deep `session` is.
  ///
  /// @throws IllegalArgumentException when it is on this channel and no subagent's
  public static int depth(SessionKey session) {
    if (!isOne(session)) return 0;
    try {
      return Integer.parseInt(session.thread());
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("a subagent's session names its depth: " + session, e);
    }
  }
}
