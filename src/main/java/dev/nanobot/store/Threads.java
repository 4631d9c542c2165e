package dev.nanobot.store;

import dev.nanobot.message.SessionKey;
import dev.nanobot.store.Store.Entry;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// What somebody who follows a session needs to see, and what is new since they looked.
public interface Threads {
  /// The most characters of what is read as a portion, unless its first part alone has more. Who
  /// follows is slow at times, and holds what was read; there are many of them.
  int PORTION_CHARS = 16 * 1024;

  /// A portion of the entries above a sequence number, in order, without what was undone; empty
  /// only when there are no more.
  List<Entry> entries(SessionKey session, long after, int entriesMax);

  /// A portion of the entries of one turn above a sequence number, in order.
  List<Entry> ofTurn(long turn, long after, int entriesMax);

  /// The last entries below a sequence number, in order, without what was undone.
  List<Entry> before(SessionKey session, long seq, int entriesMax);

  /// A portion of what was said into the session by other ways than the answers of its turns: above
  /// an id, in order. These are answers to control words, notices, and what tools and other
  /// sessions say.
  List<Said> said(SessionKey session, long after, int saidMax);

  /// An id that nothing said into the session so far is above.
  long lastSaid(SessionKey session);

  /// The newest messages that people and programs posted into the session, in order, without their
  /// texts.
  List<Mark> marks(SessionKey session, int messagesMax);

  /// A portion of the messages from one to another, in order; empty only when there are none.
  List<Heard> heard(SessionKey session, long first, long last);

  /// How the session stands; empty when there is none.
  Optional<Standing> standing(SessionKey session);

  /// `state` is that of its delivery; `cause` is the message it answers, 0 when it answers none.
  record Said(long id, long turn, long cause, Instant at, String text, String state) {}

  /// What of a message changes on its way: its text stays, or is deleted.
  record Mark(long message, String state, String reason, long turn, int chars) {}

  /// A message on its way; `turn` is 0 before one took it, `insteadOf` unless it takes the place of
  /// a turn.
  record Heard(
      long message,
      String externalId,
      long turn,
      Instant at,
      String state,
      String reason,
      String text,
      long insteadOf) {}

  /// `turn` is the one that runs, or 0. The conversation began behind the turn `afterTurn`.
  /// When `shifts` changes, turns were taken back or another branch was chosen: what was shown is
  /// void.
  record Standing(long turn, int waiting, long head, long afterTurn, long shifts) {}
}
