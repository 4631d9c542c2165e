package dev.nanobot.gateway;

import dev.nanobot.agent.OverBudget;
import dev.nanobot.agent.Turn;
import dev.nanobot.message.Event;
import dev.nanobot.message.Opening;
import dev.nanobot.message.SessionKey;
import dev.nanobot.message.Task;
import dev.nanobot.provider.ProviderException;
import dev.nanobot.store.Lease;
import dev.nanobot.store.LeaseLost;
import dev.nanobot.store.Store;
import dev.nanobot.store.StoreException;
import dev.nanobot.store.TurnStopped;
import dev.nanobot.world.Cell;
import dev.nanobot.world.World;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Gives each session with work a thread of its own, and never two.
///
/// The store decides who works on what: a lease is granted to one worker at a time, so the rule
/// holds across threads and processes alike, and no lock is held while a model thinks.
///
/// Shared: `active` holds what runs here; the dispatching thread adds, each session's thread
/// removes itself, anybody may interrupt. `isDraining` only ever becomes true.
public final class Dispatcher {
  private static final Logger log = LoggerFactory.getLogger(Dispatcher.class);

  /// How long a lease lasts without a write or a heartbeat.
  static final Duration LEASE = Duration.ofSeconds(30);

  /// How long a session rests whose turn failed for no known reason, or in the store.
  static final Duration PAUSE = Duration.ofSeconds(2);

  private static final Duration HEARTBEAT = LEASE.dividedBy(6);
  private static final Duration POLL = Duration.ofMillis(250);

  /// One that has not asked for work for so long is not working.
  private static final Duration STILL_MAX = Duration.ofSeconds(5);

  /// How often a turn is opened without progress before it is given up. A machine that is restarted
  /// again and again must not cost an answer; a message that ends the process must not do so
  /// forever.
  static final int ATTEMPTS_MAX = 12;

  private static final String STOPPED = "(Stopped before an answer.)";
  private static final String STOPPED_WRITING = "\n\n(Stopped while it wrote this.)";
  private static final String GIVEN_UP =
      "I tried "
          + ATTEMPTS_MAX
          + " times to answer and was cut off each time, so I gave up. Please ask again.";

  /// A lease that is worked on here; `thread` is null until its thread has begun.
  private static final class Active {
    private final Lease lease;
    private volatile @Nullable Thread thread; // set once, by that thread; read by interrupters

    Active(Lease lease) {
      this.lease = lease;
    }

    /// An interrupt that comes before the thread has begun is not lost: it asks the store first.
    void interrupt() {
      Thread running = thread;
      if (running != null) running.interrupt();
    }
  }

  private final World world;
  private final Store store;
  private final Turns turns;
  private final Bells bells;
  private final Watchers watchers;
  private final Limits limits;
  private final ConcurrentHashMap<SessionKey, Active> active = new ConcurrentHashMap<>();
  private volatile boolean isDraining;
  private final Cell<Long> lookedAt; // when it last asked for work, by the growing clock

  /// `scope` names the only sessions to work on; empty for all.
  public record Limits(int turnsMax, Collection<SessionKey> scope) {
    public Limits {
      if (turnsMax < 1) throw new IllegalArgumentException("at least one turn runs at a time");
      scope = List.copyOf(scope);
    }
  }

  public Dispatcher(
      World world, Store store, Turns turns, Bells bells, Watchers watchers, Limits limits) {
    this.world = world;
    this.store = store;
    this.turns = turns;
    this.bells = bells;
    this.watchers = watchers;
    this.limits = limits;
    this.lookedAt = new Cell<>(world.nanos());
  }

  /// Whether it asked for work of late, and is not about to end.
  public boolean isWorking() {
    return !isDraining && world.since(lookedAt.get()).compareTo(STILL_MAX) < 0;
  }

  /// Starts turns until interrupted.
  public void run() throws InterruptedException {
    while (true) {
      if (Thread.interrupted()) throw new InterruptedException();
      int free = limits.turnsMax() - active.size();
      List<Lease> leases =
          free <= 0
              ? List.of()
              : store.lease(
                  world.worker(), LEASE, free, limits.scope(), Set.copyOf(active.keySet()));
      lookedAt.set(world.nanos());
      for (Lease lease : leases) start(lease);
      // With fewer than were free none is left; what comes meanwhile, or ends, rings.
      if (leases.size() < free || free <= 0) bells.inbox().await(POLL);
    }
  }

  /// Keeps what runs here leased, and notices from elsewhere: a stop, a lost lease, a worker that
  /// is gone. Runs until interrupted.
  public void heartbeat() throws InterruptedException {
    while (true) {
      world.sleep(HEARTBEAT);
      List<Lease> held = active.values().stream().map(entry -> entry.lease).toList();
      if (!held.isEmpty()) store.renew(held, LEASE).forEach(this::interrupt);
      if (store.evict(world::isGone) > 0) bells.inbox().ring();
    }
  }

  /// Interrupts what runs here in `session`; it then asks the store what became of its turn.
  public void interrupt(SessionKey session) {
    Active running = active.get(session);
    if (running != null) running.interrupt();
  }

  /// Interrupts what runs under `lease`, and not what runs in its session under a later one.
  private void interrupt(Lease lease) {
    Active running = active.get(lease.session());
    if (running != null && running.lease.equals(lease)) running.interrupt();
  }

  /// Lets running turns come to their next commit and hands their sessions back; after `grace` they
  /// are interrupted. Call it when `run` has ended.
  public void drain(Duration grace) throws InterruptedException {
    isDraining = true;
    long start = world.nanos();
    while (!active.isEmpty() && world.since(start).compareTo(grace) < 0) {
      bells.inbox().await(POLL);
    }
    while (!active.isEmpty()) {
      // Again and again: a thread may have begun meanwhile, or lost its interrupt.
      active.values().forEach(Active::interrupt);
      bells.inbox().await(POLL);
    }
  }

  private void start(Lease lease) {
    var entry = new Active(lease);
    active.put(lease.session(), entry); // It had none: sessions held here are not leased again.
    try {
      world.start("session " + lease.session().value(), () -> run(entry));
    } catch (RuntimeException | Error e) {
      active.remove(lease.session(), entry); // No thread began: the lease runs out by itself.
      throw e;
    }
  }

  private void run(Active entry) {
    entry.thread = Thread.currentThread();
    try {
      work(entry.lease);
    } finally {
      end(entry);
    }
  }

  private void end(Active entry) {
    active.remove(entry.lease.session(), entry);
    watchers.publish(entry.lease.session(), new Event.TurnEnded());
    bells.ringOutboxes();
    bells.inbox().ring();
  }

  /// The root of a session's thread, so any failure is caught here.
  private void work(Lease lease) {
    long start = world.nanos();
    try {
      Optional<Opening> opening = store.open(lease);
      while (opening.isEmpty() && turns.hear(lease.session())) opening = store.open(lease);
      if (opening.isPresent()) work(lease, opening.get(), start);
      else store.release(lease); // What was to be heard may have been stopped meanwhile.
    } catch (InterruptedException e) {
      giveBack(lease);
    } catch (TurnStopped e) {
      cancel(lease);
    } catch (LeaseLost e) {
      log.info("{}: another worker goes on with it", lease.session());
    } catch (StoreException e) {
      log.error("{}: {}", lease.session(), e.getMessage());
      giveBackLater(lease);
    } catch (RuntimeException | Error e) {
      log.error("{}: the turn failed unexpectedly", lease.session(), e);
      giveBackLater(lease);
    }
  }

  private void work(Lease lease, Opening opening, long start) throws InterruptedException {
    if (opening.isStopped()) throw new TurnStopped(lease);
    if (opening.attempts() > ATTEMPTS_MAX) {
      log.error(
          "{}: turn {} is given up after {} attempts",
          lease.session(),
          opening.turn(),
          ATTEMPTS_MAX);
      store.fail(lease, "given up after " + ATTEMPTS_MAX + " attempts", GIVEN_UP);
      return;
    }
    try {
      run(lease, opening);
      log.info(
          "{}: turn {} answered in {} ms",
          lease.session(),
          opening.turn(),
          world.since(start).toMillis());
    } catch (ProviderException e) { // A stop may end the question this way: then this fails too.
      store.fail(lease, "model: " + e.getMessage(), "Sorry, I could not answer: " + e.getMessage());
      log.warn("{}: turn {} failed: {}", lease.session(), opening.turn(), e.getMessage());
    } catch (OverBudget e) {
      store.fail(lease, e.reason(), e.getMessage());
      log.warn("{}: turn {} was refused: {}", lease.session(), opening.turn(), e.reason());
    }
  }

  private void run(Lease lease, Opening opening) throws InterruptedException {
    if (opening.task() == Task.CONSOLIDATE) {
      Optional<Turns.Chore> chore = turns.chore(opening.task());
      if (chore.isPresent()) chore.get().run(lease, opening);
      else store.fail(lease, "nothing here does it", "");
      return;
    }
    Turn turn = turns.of(lease.session(), opening);
    Consumer<Event> events = event -> watchers.publish(lease.session(), event);
    events.accept(new Event.Committed()); // The opening took messages into the transcript.
    var journal =
        new LeasedJournal(
            store,
            lease,
            turn::effect,
            step -> turns.told(lease.session(), step),
            bells,
            events,
            () -> isDraining);
    turn.run(opening, journal, events);
  }

  /// Ends a turn that was interrupted: closed if somebody stopped it, else handed on.
  private void giveBack(Lease lease) {
    try {
      if (isEnded(lease)) cancel(lease);
      else store.release(lease);
    } catch (StoreException e) {
      log.warn("{}: the lease runs out by itself: {}", lease.session(), e.getMessage());
    }
  }

  /// Ends a turn that failed for no known reason, or in the store. Its lease runs out after a
  /// pause, so that a fault which comes back does not ask a model again and again within a moment.
  private void giveBackLater(Lease lease) {
    try {
      if (!store.renew(List.of(lease), PAUSE).isEmpty()) cancel(lease);
    } catch (StoreException e) {
      log.warn("{}: the lease runs out by itself: {}", lease.session(), e.getMessage());
    }
  }

  /// Whether the turn was stopped, or the lease is lost.
  private boolean isEnded(Lease lease) {
    return !store.renew(List.of(lease), LEASE).isEmpty();
  }

  /// Ends a stopped turn with what it had said, so that nobody loses what was on the screen.
  private void cancel(Lease lease) {
    try {
      String said = watchers.text(lease.session()).strip();
      store.cancel(lease, said.isEmpty() ? STOPPED : said + STOPPED_WRITING);
    } catch (LeaseLost e) {
      log.info("{}: another worker goes on with it", lease.session());
    } catch (StoreException e) {
      log.warn("{}: the stop is finished later: {}", lease.session(), e.getMessage());
    }
  }
}
