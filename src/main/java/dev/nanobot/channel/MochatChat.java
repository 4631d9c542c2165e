package dev.nanobot.channel;

import dev.nanobot.message.SessionKey;

/// One chat of Mochat: a session, or a panel of a group. `isCrowd` says that others are there.
///
/// A session's key is its id; a panel's is its id with the thread `panel`.
record MochatChat(Kind kind, String id, boolean isCrowd) {
  enum Kind {
    SESSION,
    PANEL
  }

  private static final String PANEL = "panel";

  /// What a target may begin with that was written for the original, and means a panel.
  private static final String PANEL_PREFIX = "^(mochat:)?(group|channel|panel):";

  static MochatChat session(String id, boolean isCrowd) {
    return new MochatChat(Kind.SESSION, id, isCrowd);
  }

  static MochatChat panel(String id) {
    return new MochatChat(Kind.PANEL, id, true);
  }

  /// The chat that a key names.
  static MochatChat of(SessionKey key) {
    String bare = key.chat().replaceFirst(PANEL_PREFIX, "");
    boolean isPanel = !key.thread().isEmpty() || !bare.equals(key.chat());
    return isPanel ? panel(bare) : session(bare.replaceFirst("^mochat:", ""), false);
  }

  boolean isPanel() {
    return kind == Kind.PANEL;
  }

  /// Names it among all chats of an agent.
  String name() {
    return (isPanel() ? "panel/" : "session/") + id;
  }

  SessionKey key(String channel) {
    return new SessionKey(channel, "", id, isPanel() ? PANEL : "");
  }
}
