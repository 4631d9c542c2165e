package dev.nanobot.store;

import dev.nanobot.message.SessionKey;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// The sessions as people see them in a list, each with a title.
public interface Chats {
  /// The longest title, in characters.
  int TITLE_CHARS_MAX = 80;

  /// Sessions but those of subagents: pinned ones first, then the one used last.
  List<Chat> list(int chatsMax);

  Optional<Chat> find(SessionKey session);

  /// Gives a session a title; an empty one takes the chosen one back. False when there is no such
  /// session.
  boolean rename(SessionKey session, String title);

  /// Pins a session, or no longer; false when there is none.
  boolean pin(SessionKey session, boolean isPinned);

  /// `title` was chosen, or is the beginning of the first message.
  record Chat(
      SessionKey session,
      Title title,
      boolean isPinned,
      long entries,
      int waiting,
      boolean isRunning,
      Instant lastUsed) {}

  record Title(String text, boolean isChosen) {}
}
