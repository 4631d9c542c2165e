package dev.nanobot.store;

import dev.nanobot.message.Past;
import dev.nanobot.message.SessionKey;
import dev.nanobot.message.Summary;
import java.time.Instant;

/// What stands in the place of the beginnings of conversations. The transcript itself is never
/// changed.
public interface Summaries {
  /// The channel that messages of this kind come from.
  String CHANNEL = "compaction";

  /// The current conversation before its running turn, from the newest summary on: at least
  /// `entriesMax` entries, when there are so many, and their turns to the end.
  Past past(SessionKey session, int entriesMax);

  /// Notes that the running question asks for a summary first, for those who look at the turn.
  void begin(Lease lease);

  /// Commits the running question's answer as a summary, and begins the next question.
  void compact(Lease lease, Summary summary);

  /// Lets a conversation rest whose compaction failed: it is not to be tried again before it has so
  /// many more entries.
  void rest(Lease lease, int entries);

  boolean isResting(SessionKey session);

  /// Ends a turn that was to compact, with its last summary; `answer` says what was done.
  void finish(Lease lease, Summary summary, String answer);

  /// Ends a turn that was to compact and found nothing to do.
  void finish(Lease lease, String answer);

  /// Posts the wish to compact into sessions that nobody uses, once for each state of theirs;
  /// returns how many.
  int wake(Idle idle);

  /// Sessions last used at `from` or later but before `until`, whose last question took at least
  /// `tokensMin`, or which have `entriesMin` entries or more since their newest summary.
  record Idle(Instant from, Instant until, long tokensMin, int entriesMin, int sessionsMax) {}
}
