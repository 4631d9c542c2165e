package dev.nanobot.gateway;

import dev.nanobot.agent.Journal;
import dev.nanobot.message.Budgets;
import dev.nanobot.message.Effect;
import dev.nanobot.message.Event;
import dev.nanobot.message.Message.Assistant;
import dev.nanobot.message.Outcome;
import dev.nanobot.message.Overdraft;
import dev.nanobot.message.Past;
import dev.nanobot.message.Reply;
import dev.nanobot.message.Reservation;
import dev.nanobot.message.SessionKey;
import dev.nanobot.message.Settled;
import dev.nanobot.message.Summary;
import dev.nanobot.message.Waiting;
import dev.nanobot.store.Lease;
import dev.nanobot.store.Store;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Function;

/// A turn's journal in the store, under a lease; what tools write rings the bells, and what chats
/// are `told` of a step. While the instance shuts down, the turn ends after the commit it is at.
record LeasedJournal(
    Store store,
    Lease lease,
    Function<String, Effect> effects,
    Function<Assistant, String> told,
    Bells bells,
    Consumer<Event> events,
    BooleanSupplier isDraining)
    implements Journal {
  @Override
  public SessionKey session() {
    return lease.session();
  }

  @Override
  public List<Waiting> plan(Reply reply) throws InterruptedException {
    String said = told.apply(reply.message());
    List<Waiting> calls = store.plan(lease, reply, effects, said);
    events.accept(new Event.Committed());
    if (!said.isBlank()) bells.ringOutboxes();
    endIfDraining();
    return calls;
  }

  @Override
  public void begin(Waiting call) throws InterruptedException {
    endIfDraining();
    store.begin(lease, call);
  }

  @Override
  public void note(Waiting call, Outcome outcome) {
    store.note(lease, call, outcome);
    ring(List.of(outcome));
  }

  @Override
  public Settled settle(Map<String, Outcome> outcomes) throws InterruptedException {
    Settled settled = store.settle(lease, outcomes);
    events.accept(new Event.Committed());
    ring(outcomes.values());
    endIfDraining();
    return settled;
  }

  @Override
  public void finish(Reply reply) {
    store.finish(lease, reply);
  }

  @Override
  public Past past(int entriesMax) {
    return store.summaries().past(lease.session(), entriesMax);
  }

  @Override
  public void beginSummary() throws InterruptedException {
    endIfDraining();
    store.summaries().begin(lease);
  }

  @Override
  public void compact(Summary summary) throws InterruptedException {
    store.summaries().compact(lease, summary);
    endIfDraining();
  }

  @Override
  public void endCompaction(Summary summary, String answer) {
    store.summaries().finish(lease, summary, answer);
  }

  @Override
  public void endCompaction(String answer) {
    store.summaries().finish(lease, answer);
  }

  @Override
  public Optional<Overdraft> reserve(Reservation wanted, Budgets budgets)
      throws InterruptedException {
    endIfDraining();
    return store.ledger().reserve(lease, wanted, budgets);
  }

  @Override
  public void release() {
    store.ledger().release(lease);
  }

  @Override
  public void restCompaction(int entries) {
    store.summaries().rest(lease, entries);
  }

  @Override
  public boolean isCompactionResting() {
    return store.summaries().isResting(lease.session());
  }

  @Override
  public void waste(Reply reply) {
    store.ledger().waste(lease, reply);
  }

  @Override
  public void forfeit() {
    store.ledger().forfeit(lease);
  }

  @Override
  public Optional<String> seen(String path) {
    return store.seen(lease.session(), path);
  }

  private void ring(Collection<Outcome> outcomes) {
    if (outcomes.stream().allMatch(outcome -> outcome.writes().isEmpty())) return;
    bells.ringOutboxes();
    bells.inbox().ring();
  }

  private void endIfDraining() throws InterruptedException {
    if (isDraining.getAsBoolean()) throw new InterruptedException("the instance shuts down");
  }
}
