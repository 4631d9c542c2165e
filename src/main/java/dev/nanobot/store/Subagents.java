package dev.nanobot.store;

import dev.nanobot.message.SessionKey;
import java.time.Instant;
import java.util.List;

/// The subagents of sessions. They are asked for by a `Write.Spawn`, and tell by a message to the
/// session that asked how they ended. A `Write.Cancel`, or a control word, ends one earlier.
public interface Subagents {
  /// The most that have ended which are listed.
  int ENDED_LISTED_MAX = 10;

  /// Those that were asked for in a session or by its subagents, the oldest first: all that are at
  /// work or wait for their turn, and those that ended last.
  List<Listed> list(SessionKey session);

  /// Those of all sessions, the newest first.
  List<Listed> newest(int subagentsMax);

  /// Those that the turn asked for.
  List<Listed> of(long turn);

  /// Ends one of those below `session`, and what it asked for, since an operator wants it.
  Cancellation cancel(SessionKey session, String id);

  /// The session itself, and those of subagents below it, whose turn somebody stopped and nobody
  /// has ended yet; the session itself also when it is worked on without a turn, since what was
  /// spoken there is being heard.
  List<SessionKey> stopping(SessionKey session);

  /// One of them, asked for in `parent`. `since` is when it came into its state; `reason` says why
  /// it failed; `questions` counts those put to the model.
  record Listed(
      String id,
      SessionKey session,
      SessionKey parent,
      String label,
      String state,
      String reason,
      Instant since,
      int questions) {
    /// At work, or waiting for its turn.
    public boolean isAlive() {
      return state.equals("running") || state.equals("queued");
    }
  }

  /// What became of the wish to end one. It reports nothing, unless to another subagent, which may
  /// wait for it.
  enum Cancellation {
    CANCELLED,
    /// It had ended before.
    ENDED,
    NOT_FOUND;

    /// As people and models read it.
    public String told(String id) {
      return switch (this) {
        case CANCELLED -> "The subagent " + id + " is cancelled.";
        case ENDED -> "The subagent " + id + " had ended before.";
        case NOT_FOUND -> "There is no subagent " + id + " here.";
      };
    }
  }
}
