package dev.nanobot.agent;

import dev.nanobot.message.Budgets;
import dev.nanobot.message.Outcome;
import dev.nanobot.message.Overdraft;
import dev.nanobot.message.Past;
import dev.nanobot.message.Reply;
import dev.nanobot.message.Reservation;
import dev.nanobot.message.SessionKey;
import dev.nanobot.message.Settled;
import dev.nanobot.message.Summary;
import dev.nanobot.message.Waiting;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Where a turn writes its progress. What a method notes is durable when it returns. After any of
/// them the turn may be ended, by an exception, and go on elsewhere from what was noted.
public interface Journal {
  SessionKey session();

  /// Notes a reply that calls tools; returns the calls.
  List<Waiting> plan(Reply reply) throws InterruptedException;

  /// Notes that a call is about to run. Needed before one that must never run twice.
  void begin(Waiting call) throws InterruptedException;

  /// Notes the outcome of one call while others of its batch still run.
  void note(Waiting call, Outcome outcome);

  /// Notes the outcomes of the waiting calls by their keys; those noted before need not be there.
  Settled settle(Map<String, Outcome> outcomes) throws InterruptedException;

  /// Notes the final reply and ends the turn.
  void finish(Reply reply);

  /// The conversation before the turn, from its newest summary on: at least so many entries, when
  /// there are.
  Past past(int entriesMax);

  /// Notes that the running question asks for a summary first.
  void beginSummary() throws InterruptedException;

  /// Notes the answer to the running question as a summary, and begins the next question.
  void compact(Summary summary) throws InterruptedException;

  /// Notes that compacting failed: it is not to be tried before there are so many more entries.
  void restCompaction(int entries);

  boolean isCompactionResting();

  /// Notes the last summary and ends a turn that was to compact, which says `answer`.
  void endCompaction(Summary summary, String answer);

  /// Ends a turn that was to compact and found nothing to do.
  void endCompaction(String answer);

  /// Sets aside what the next question may take, or says which limit would be passed.
  Optional<Overdraft> reserve(Reservation wanted, Budgets budgets) throws InterruptedException;

  /// Gives back what was set aside: the question cost nothing.
  void release();

  /// Counts what an answer took of which nothing else is noted; the question goes on.
  void waste(Reply reply);

  /// Counts what was set aside as spent: nobody knows what the question cost.
  void forfeit();

  /// The version of the file at `path` that the session last read or wrote.
  Optional<String> seen(String path);
}
