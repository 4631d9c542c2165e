package dev.nanobot.store;

import dev.nanobot.message.Effect;
import dev.nanobot.message.Inbound;
import dev.nanobot.message.Message;
import dev.nanobot.message.Opening;
import dev.nanobot.message.Outbound;
import dev.nanobot.message.Outcome;
import dev.nanobot.message.Reply;
import dev.nanobot.message.SessionKey;
import dev.nanobot.message.Settled;
import dev.nanobot.message.Waiting;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;

/// All state that threads or instances share. Each method is one transaction: when it returns, its
/// effect is durable; when it throws, nothing happened.
///
/// Shared: every method may be called from any thread. Methods block for as long as a commit
/// takes and leave a pending interrupt pending.
///
/// A method that takes a `Lease` throws `LeaseLost` when a later lease exists, and those of a turn
/// throw `TurnStopped` when somebody stopped it.
public interface Store extends AutoCloseable {
  /// The most transcript entries an `Opening` brings from before its turn.
  int HISTORY_ENTRIES_MAX = Opening.History.ENTRIES_MAX;

  // ---- arriving

  /// Puts a message into the inbox; as refused, with a notice in the outbox, when `waitingMax`
  /// messages wait in its session already, not counting those of jobs. A repeat of the same channel
  /// and external id changes nothing and returns the same id.
  ///
  /// @throws AttachmentRefused when the message cannot have what it wants attached: nothing is
  /// taken
  Receipt post(Inbound message, int waitingMax, Refusal whenFull);

  /// Puts a message into the inbox as refused, and its notice into the outbox.
  Receipt refuse(Inbound message, Refusal refusal);

  /// What people ask of a session instead of the agent.
  Controls controls();

  /// What is remembered.
  Memories memories();

  /// What works on behalf of sessions.
  Subagents subagents();

  /// The jobs, and what became of their times.
  Schedules schedules();

  /// What stands in the place of the beginnings of conversations.
  Summaries summaries();

  /// What models took.
  Ledger ledger();

  /// Programs that may call into a session, and their calls.
  Callers callers();

  /// The branches of conversations.
  Branches branches();

  /// What followers of sessions see.
  Threads threads();

  /// The sessions as people see them in a list.
  Chats chats();

  /// What an operator looks at.
  Board board();

  /// What opens a door once.
  Tickets tickets();

  /// Who is signed in with a browser.
  Logins logins();

  /// What is kept for channels.
  Gates gates();

  /// What was kept elsewhere and moves in.
  Imports imports();

  /// What programs ask that bring a conversation with them.
  Asks asks();

  /// The files that people send.
  Attachments attachments();

  // ---- leases

  /// Leases the sessions that waited longest among those with work and no live lease; only those
  /// that `scope` names, with their subagents, when it names any; and none that is `held`: a
  /// process whose clock jumped takes nothing from itself.
  List<Lease> lease(
      String worker,
      Duration ttl,
      int sessionsMax,
      Collection<SessionKey> scope,
      Collection<SessionKey> held);

  /// Prolongs leases. Returns those that must end: lost, or their turn was stopped.
  List<Lease> renew(Collection<Lease> leases, Duration ttl);

  /// Gives a session back. Does nothing when the lease is lost.
  void release(Lease lease);

  /// Takes everything from the workers that are gone; returns how many workers that were.
  int evict(Predicate<String> isGone);

  // ---- a turn

  /// Opens the session's running turn again, or a new one over what waits in the inbox; empty when
  /// nothing does. Unless calls wait for results, the arrivals are taken and the first question
  /// to the model is begun.
  Optional<Opening> open(Lease lease);

  /// Commits a reply that calls tools, and plans the calls. `told`, when it is not blank, goes to
  /// the outbox as well, if the turn answers a person in the session itself.
  List<Waiting> plan(Lease lease, Reply reply, Function<String, Effect> effects, String told);

  /// Notes that a call is about to run. Needed before a call that must never run twice.
  void begin(Lease lease, Waiting call);

  /// Notes the outcome of one call while others of its batch still run.
  void note(Lease lease, Waiting call, Outcome outcome);

  /// Commits the outcomes of the waiting calls, by the calls' keys, with what they write; those
  /// noted before need not be among them. Takes the arrivals and begins the next question to the
  /// model.
  Settled settle(Lease lease, Map<String, Outcome> outcomes);

  /// Commits the final reply: transcript, outbox, inbox, turn; and gives the session back.
  void finish(Lease lease, Reply reply);

  /// Ends the turn without an answer: its messages are dead for `reason`, `notice` goes to the
  /// outbox, and the session is given back.
  void fail(Lease lease, String reason, String notice);

  /// Ends the turn because it was stopped: its messages are superseded, the transcript says
  /// `marker` in place of an answer, and the session is given back.
  void cancel(Lease lease, String marker);

  /// The version of the file at `path` that the session last read or wrote.
  Optional<String> seen(SessionKey session, String path);

  // ---- leaving

  /// How many messages may be under way, and how many of these may be files.
  record Room(int messages, int files) {
    /// As many files as messages.
    public static Room of(int messages) {
      return new Room(messages, messages);
    }
  }

  /// Takes unsent messages of an endpoint to send them now, as many as there is `room` for: the
  /// oldest of each target, never a second one of the same target, and none of a target that is
  /// `busy`: a process whose clock jumped takes nothing from itself. They are this worker's until
  /// `ttl` ends.
  List<Outbound> take(
      String worker, String endpoint, Duration ttl, Room room, Collection<SessionKey> busy);

  /// Notes that messages were said. `platformId` is empty when the platform has none.
  void sent(List<Delivery> deliveries);

  /// Notes that an attempt failed and that the message is to be tried again after `wait`.
  /// `isUndecided` says that the platform may have taken it. Does nothing when the message has been
  /// taken again since: that attempt decides.
  void postpone(Attempt attempt, Duration wait, boolean isUndecided, String reason);

  /// Notes that an attempt failed for a reason that says nothing of the message, which is to be
  /// tried again after `wait`: the attempt does not count. Does nothing when the message has been
  /// taken again since.
  void putOff(Attempt attempt, Duration wait, String reason);

  /// Notes that a part of a message was said. The rest is taken next, and tried as often. Does
  /// nothing when the message has been taken again since.
  void saidPart(Attempt attempt);

  /// Gives a message up after an attempt. `isUndecided` says that the platform may have taken it.
  /// Does nothing when it has been taken again since.
  void bury(Attempt attempt, boolean isUndecided, String reason);

  /// Unsent messages to one session, oldest first, without taking them.
  List<Outbound> unsent(SessionKey session);

  // ---- looking

  Optional<Status> status(long messageId);

  Optional<Trace> trace(long messageId);

  /// Sessions, the one used last first.
  List<Summary> sessions(int sessionsMax);

  /// The same without those of subagents.
  List<Summary> chats(int sessionsMax);

  Optional<Summary> session(SessionKey session);

  /// The last entries of a session's conversation, in order, without what was undone.
  List<Entry> recent(SessionKey session, int entriesMax);

  /// A session's transcript entries with a sequence number above `after`, in order.
  List<Entry> transcript(SessionKey session, long after, int entriesMax);

  /// Removes a session's transcript, turns and unsent messages, and the text of its messages; and
  /// its subagents.
  Deletion delete(SessionKey session);

  Health health();

  @Override
  void close();

  // ---- what goes in and out

  /// `isNew` is false for a repeat. `interrupts` says that the message ended a turn that runs;
  /// `isRefused` that it is new, and kept as one that nobody answers.
  record Receipt(long messageId, boolean isNew, boolean interrupts, boolean isRefused) {
    public Receipt(long messageId, boolean isNew) {
      this(messageId, isNew, false);
    }

    public Receipt(long messageId, boolean isNew, boolean interrupts) {
      this(messageId, isNew, interrupts, false);
    }
  }

  /// Why a message is not taken: `reason` for operators, `notice` for its sender, empty for none.
  record Refusal(String reason, String notice) {}

  /// One attempt to say a message, as it was taken: a later one has a higher number.
  record Attempt(long outboundId, int number) {
    public static Attempt of(Outbound message) {
      return new Attempt(message.id(), message.attempts());
    }
  }

  /// A message said; `platformId` is empty when the platform has none.
  record Delivery(long outboundId, String platformId) {}

  /// Where a message is. `state` is `new`, `taken`, `answered`, `merged`, `superseded`, `refused`
  /// or `dead`; `turn` is 0 before there is one; `answer` is what was decided to say, so far.
  record Status(
      long messageId,
      SessionKey session,
      String state,
      String reason,
      long turn,
      String answer,
      Usage usage) {}

  record Usage(String model, long input, long output, long cached, int modelCalls) {}

  /// All that is known of a message on its way, in order.
  record Trace(Status status, List<Moment> moments) {}

  /// `what` is one of accepted, leased, model, tool, answered, outbox, sent and so on; `took` is
  /// zero for an instant.
  record Moment(Instant at, String what, String detail, Duration took) {}

  record Summary(
      SessionKey session, long entries, int waiting, boolean isRunning, Instant lastUsed) {}

  record Entry(long seq, long turn, Instant at, Message message) {}

  /// Counts of what is there, and of races that were detected and came to nothing.
  record Health(
      String schema,
      long inboxWaiting,
      long turnsRunning,
      long outboxPending,
      long outboxDead,
      Duration oldestPending,
      List<Race> races) {}

  /// What became of the wish to delete a session. While a turn runs in it, or a subagent is at work
  /// for it or is itself, nothing is deleted.
  enum Deletion {
    DELETED,
    NOT_FOUND,
    RUNNING
  }

  record Race(String name, long count, Instant last) {}
}
