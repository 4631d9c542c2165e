package dev.nanobot.store;

import dev.nanobot.message.Origin;
import dev.nanobot.message.SessionKey;
import dev.nanobot.message.Task;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// What an operator looks at: messages that came, messages that leave, and how it all goes.
public interface Board {
  /// How many of the newest messages tell when a channel was last used.
  int RECENT_MAX = 10_000;

  /// Messages with an id below `before`, the newest first.
  List<Came> came(Filter filter, long before, int messagesMax);

  Optional<Came> came(long message);

  /// Takes back a message that waits: it is superseded.
  Withdrawal withdraw(long message);

  /// What leaves in a state, with an id below `before`, the newest first: `pending`, `sending`,
  /// `sent`, `dead` after the last attempt, or `dropped` by an operator.
  List<Leaves> leaves(String state, long before, int messagesMax);

  Optional<Leaves> leaves(long outbound);

  /// Ids of all messages that were given up and not dropped, the oldest first.
  List<Long> givenUp();

  /// Lets a message that was given up be tried again, with as many attempts as a new one, before
  /// what waits in its chat; or one that waits for its next attempt be tried at once. `who` asks
  /// for it.
  Handling retry(long outbound, String who);

  /// Gives up a message that has not left, for good.
  Handling drop(long outbound, String who);

  /// Deletes at most `max` of what is old and was over before `before`, the oldest first, and never
  /// what a person still sees. Returns how many; 0 when nothing is left to delete.
  int prune(Old kind, Instant before, int max);

  /// How it stands with an endpoint.
  Traffic traffic(String endpoint);

  Figures figures();

  /// Which messages; an empty text is any.
  record Filter(String state, String session) {
    private static final Set<String> STATES =
        Set.of("", "new", "taken", "answered", "merged", "superseded", "refused", "dead");

    public static final Filter ALL = new Filter("", "");

    public Filter {
      if (!STATES.contains(state)) throw new IllegalArgumentException("no state: " + state);
    }
  }

  /// A message that came. `tries` is how often its turn was opened; `endedAt` is empty while it is
  /// under way.
  record Came(
      long message,
      String channel,
      String externalId,
      SessionKey session,
      String principal,
      Origin origin,
      Task task,
      String state,
      String reason,
      long turn,
      int tries,
      String text,
      Instant at,
      Optional<Instant> endedAt) {}

  /// What became of the wish to take a message back.
  enum Withdrawal {
    WITHDRAWN,
    /// It is worked on, or was.
    TAKEN,
    NOT_FOUND
  }

  /// What is not kept for ever.
  enum Old {
    /// Conversations that programs without a name for them had, by their last use.
    CONVERSATIONS,
    /// The steps of turns, and what they sent that their conversations have too.
    TRACES,
    /// The slots of jobs that were removed.
    JOBS
  }

  /// What became of the wish to try a message again, or to drop it. Of two who wish it at once, one
  /// is told `DONE`.
  enum Handling {
    DONE,
    /// It was to be sent anyway, as soon as its turn comes.
    DUE,
    /// It is on its way at this moment.
    SENDING,
    SENT,
    DROPPED,
    NOT_FOUND
  }

  /// A message that leaves, or left; `cause` is the message it answers without a turn, or 0.
  record Leaves(
      long id,
      SessionKey session,
      long turn,
      long cause,
      String text,
      String state,
      int attempts,
      String reason,
      Instant at,
      Instant nextAt,
      Optional<Instant> sentAt) {}

  /// What waits at an endpoint, and when it was last used, as far as the newest messages tell.
  /// `trouble` is why the oldest that was tried has not left; empty when none was.
  record Traffic(
      int waiting,
      int pending,
      int dead,
      Optional<Instant> lastIn,
      Optional<Instant> lastOut,
      String trouble) {}

  /// `messages`, `turns` and `replies` are all there ever were. `waited` is how long a message has
  /// waited, `leaseWaited` how long a session has that nobody works on: the longest, each. The rest
  /// is of the newest turns: how long each one's first message waited for it, and steps by kind.
  record Figures(
      long messages,
      long turns,
      long replies,
      Duration waited,
      Duration leaseWaited,
      List<Duration> queueWaits,
      List<Count> steps) {
    /// How many of the newest turns are looked at.
    public static final int TURNS_MAX = 1_000;
  }

  record Count(String name, long count) {}
}
