package dev.nanobot.store;

import dev.nanobot.message.Inbound;
import dev.nanobot.message.SessionKey;
import dev.nanobot.store.Gates.Decision;
import dev.nanobot.store.Gates.Wish;
import dev.nanobot.store.Schedules.Run;
import dev.nanobot.store.Schedules.Start;
import dev.nanobot.store.Store.Receipt;
import dev.nanobot.store.Subagents.Cancellation;
import java.util.Optional;
import java.util.function.Function;

/// What people ask of a session instead of the agent. Each is a message like any other, and is
/// answered in the transaction that takes it, ahead of what waits. A repeat changes nothing.
public interface Controls {
  /// The setting that names a session's model.
  String MODEL = "model";

  /// Takes a message whose answer is known already.
  Receipt answer(Inbound message, String answer);

  /// Stops what the session and its subagents do: waiting messages are superseded by this one, a
  /// running turn is marked, and `answer` says what was stopped.
  Receipt stop(Inbound message, Function<Stopped, String> answer);

  /// Begins the conversation anew: stops as `stop` does, and no later turn sees what was said
  /// before.
  Receipt restart(Inbound message, Function<Stopped, String> answer);

  /// Takes the last answered turn out of the conversation.
  Receipt undo(Inbound message, Function<Undone, String> answer);

  /// Ends one of the session's subagents, as `Subagents.cancel` does.
  Receipt cancel(Inbound message, String subagent, Function<Cancellation, String> answer);

  /// Chooses a setting for the session; an empty `value` takes the choice back.
  Receipt choose(Inbound message, String setting, String value, String answer);

  /// Removes a job; `answer` is told whether it was there.
  Receipt unplan(Inbound message, String job, Function<Boolean, String> answer);

  /// Starts a job now, beside its schedule.
  Receipt start(Inbound message, String job, Run run, Function<Start, String> answer);

  /// Decides who may talk. After so many wrong codes of one person, `Gates.WRONG_CODES_MAX` in a
  /// time, nothing of theirs is looked at for the rest of it.
  Receipt decide(Inbound message, Wish wish, Function<Decision, String> answer);

  /// What was chosen for the session.
  Optional<String> chosen(SessionKey session, String setting);

  /// What a stop found: whether a turn was running, how many messages waited, and how many
  /// subagents were at work or queued.
  record Stopped(boolean wasRunning, int waiting, int subagents) {}

  /// What became of the wish to undo.
  enum Undone {
    UNDONE,
    NOTHING,
    RUNNING
  }
}
