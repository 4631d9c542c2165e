package dev.nanobot.store;

import dev.nanobot.message.Effect;
import dev.nanobot.message.Inbound;
import dev.nanobot.message.Opening;
import dev.nanobot.message.Outbound;
import dev.nanobot.message.Outcome;
import dev.nanobot.message.Redaction;
import dev.nanobot.message.Reply;
import dev.nanobot.message.SessionKey;
import dev.nanobot.message.Settled;
import dev.nanobot.message.Waiting;
import dev.nanobot.world.World;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;

/// The store in one SQLite file, for any number of processes of one machine.
///
/// Shared: writes go through the writer's thread, reads through the readers' threads.
public final class SqliteStore implements Store {
  private final World world;
  private final String name; // of this handle, among those that have the file open
  private final Writer writer;
  private final Readers readers;
  private final Transactions transactions;
  private final Controls controls;
  private final Memories memories;
  private final Subagents subagents;
  private final Schedules schedules;
  private final Summaries summaries;
  private final Ledger ledger;
  private final Imports imports;
  private final Branches branches;
  private final Gates gates;
  private final Attachments attachments;
  private final Asks asks;
  private final ArrivalRows arrivals;
  private final LeaseRows leases;
  private final TurnRows turns;
  private final OutboxRows outbox;
  private final Views views;

  private SqliteStore(World world, SqliteFile file, ZoneId zone) {
    this.world = world;
    this.name = "open:" + world.id();
    this.writer = new Writer(world, file);
    this.readers = new Readers(world, file);
    this.transactions = new Transactions(writer, readers);
    this.arrivals = new ArrivalRows(world);
    var subagentRows = new SubagentRows(world, arrivals);
    var jobs = new ScheduleRows(world, arrivals);
    this.controls =
        new SqliteControls(
            transactions,
            new ControlRows(world, arrivals, subagentRows, jobs, new GateRows(world)));
    this.subagents = new SqliteSubagents(transactions, subagentRows);
    this.schedules = new SqliteSchedules(transactions, jobs);
    var importRows = new ImportRows(world);
    var attachmentRows = new AttachmentRows(world);
    this.imports = new SqliteImports(transactions, importRows);
    this.asks =
        new SqliteAsks(transactions, new AskRows(world, arrivals, importRows, attachmentRows));
    this.branches = new SqliteBranches(transactions, arrivals, attachmentRows);
    this.gates =
        new SqliteGates(transactions, world, new GateRows(world), new HeldRows(world, arrivals));
    this.attachments = new SqliteAttachments(transactions, attachmentRows);
    this.leases = new LeaseRows(world);
    var spending = new LedgerRows(world, zone);
    var asked = new AskedRows(world, subagentRows, jobs);
    this.turns = new TurnRows(world, leases, subagentRows, spending, asked);
    this.ledger = new SqliteLedger(transactions, spending, turns);
    this.summaries = new SqliteSummaries(transactions, new SummaryRows(world, turns, arrivals));
    this.memories = new SqliteMemories(transactions, world, turns);
    this.outbox = new OutboxRows(world);
    this.views = new Views(world);
  }

  /// Opens the store at `path`, with days in UTC.
  public static SqliteStore open(World world, Path path) {
    return open(world, path, ZoneOffset.UTC, () -> Redaction.SHAPES);
  }

  /// Opens the store at `path`; creates it, or brings it to the newest version, when needed. Days
  /// are those of `zone`; `secrets` keeps those that are configured out of what is written.
  ///
  /// @throws StoreException when it cannot be, saying what to do
  public static SqliteStore open(World world, Path path, ZoneId zone, Supplier<Redaction> secrets) {
    return open(world, new SqliteFile(path, SqliteFile::open, secrets), zone);
  }

  static SqliteStore open(World world, Path path, SqliteFile.Opener opener) {
    return open(world, new SqliteFile(path, opener), ZoneOffset.UTC);
  }

  private static SqliteStore open(World world, SqliteFile file, ZoneId zone) {
    file.create();
    var store = new SqliteStore(world, file, zone);
    try {
      store.enter();
    } catch (RuntimeException e) {
      store.end();
      throw e;
    }
    return store;
  }

  /// Migrates, looks for damage when the last owner did not close the file, and registers.
  private void enter() {
    transactions.act(sql -> Schema.migrate(sql));
    boolean isAfterCrash =
        transactions.read(sql -> LeaseRows.owners(sql).stream().anyMatch(world::isGone));
    if (isAfterCrash) {
      transactions.check(); // before what tells of the crash is cleared
      evict(world::isGone);
    }
    transactions.act(sql -> LeaseRows.enter(sql, name, world.worker()));
  }

  @Override
  public Receipt post(Inbound message, int waitingMax, Refusal whenFull) {
    return transactions.write(sql -> arrivals.post(sql, message, waitingMax, whenFull));
  }

  @Override
  public Receipt refuse(Inbound message, Refusal refusal) {
    return transactions.write(sql -> arrivals.refuse(sql, message, refusal));
  }

  @Override
  public Controls controls() {
    return controls;
  }

  @Override
  public Memories memories() {
    return memories;
  }

  @Override
  public Subagents subagents() {
    return subagents;
  }

  @Override
  public Schedules schedules() {
    return schedules;
  }

  @Override
  public Summaries summaries() {
    return summaries;
  }

  @Override
  public Ledger ledger() {
    return ledger;
  }

  @Override
  public Callers callers() {
    return new SqliteCallers(transactions, new CallerRows(world, arrivals));
  }

  @Override
  public Branches branches() {
    return branches;
  }

  @Override
  public Threads threads() {
    return new SqliteThreads(transactions);
  }

  @Override
  public Tickets tickets() {
    return new SqliteTickets(transactions, world);
  }

  @Override
  public Logins logins() {
    return new SqliteLogins(transactions, world);
  }

  @Override
  public Chats chats() {
    return new SqliteChats(transactions);
  }

  @Override
  public Board board() {
    return new SqliteBoard(transactions, world);
  }

  @Override
  public Imports imports() {
    return imports;
  }

  @Override
  public Asks asks() {
    return asks;
  }

  @Override
  public Gates gates() {
    return gates;
  }

  @Override
  public Attachments attachments() {
    return attachments;
  }

  @Override
  public List<Lease> lease(
      String worker,
      Duration ttl,
      int sessionsMax,
      Collection<SessionKey> scope,
      Collection<SessionKey> held) {
    var wanted = new LeaseRows.Wanted(sessionsMax, scope, held);
    // Looking first keeps polls from taking the write lock.
    boolean isDue = transactions.read(sql -> !leases.due(sql, wanted).isEmpty());
    return isDue ? transactions.write(sql -> leases.lease(sql, worker, ttl, wanted)) : List.of();
  }

  @Override
  public List<Lease> renew(Collection<Lease> held, Duration ttl) {
    return transactions.write(sql -> leases.renew(sql, held, ttl));
  }

  @Override
  public void release(Lease lease) {
    transactions.act(sql -> leases.release(sql, lease));
  }

  @Override
  public int evict(Predicate<String> isGone) {
    boolean isAnyGone = transactions.read(sql -> LeaseRows.owners(sql).stream().anyMatch(isGone));
    return isAnyGone ? transactions.write(sql -> leases.evict(sql, isGone)) : 0;
  }

  @Override
  public Optional<Opening> open(Lease lease) {
    return transactions.fenced(sql -> turns.open(sql, lease)).map(Supplier::get);
  }

  @Override
  public List<Waiting> plan(
      Lease lease, Reply reply, Function<String, Effect> effects, String told) {
    return transactions.fenced(sql -> turns.plan(sql, lease, reply, effects, told));
  }

  @Override
  public void begin(Lease lease, Waiting call) {
    transactions.fence(sql -> turns.begin(sql, lease, call));
  }

  @Override
  public void note(Lease lease, Waiting call, Outcome outcome) {
    transactions.fence(sql -> turns.note(sql, lease, call, outcome));
  }

  @Override
  public Settled settle(Lease lease, Map<String, Outcome> outcomes) {
    return transactions.fenced(sql -> turns.settle(sql, lease, outcomes));
  }

  @Override
  public void finish(Lease lease, Reply reply) {
    transactions.fence(sql -> turns.finish(sql, lease, reply));
  }

  @Override
  public void fail(Lease lease, String reason, String notice) {
    transactions.fence(sql -> turns.fail(sql, lease, reason, notice));
  }

  @Override
  public void cancel(Lease lease, String marker) {
    transactions.fence(sql -> turns.cancel(sql, lease, marker));
  }

  @Override
  public Optional<String> seen(SessionKey session, String path) {
    return transactions.read(sql -> TurnRows.seen(sql, session, path));
  }

  @Override
  public List<Outbound> take(
      String worker, String endpoint, Duration ttl, Room room, Collection<SessionKey> busy) {
    var wanted = new OutboxRows.Wanted(endpoint, ttl, room, busy);
    boolean isAnyDue = transactions.read(sql -> outbox.isAnyDue(sql, wanted));
    return isAnyDue ? transactions.write(sql -> outbox.take(sql, worker, wanted)) : List.of();
  }

  @Override
  public void sent(List<Delivery> deliveries) {
    transactions.act(sql -> outbox.sent(sql, deliveries));
  }

  @Override
  public void postpone(Attempt attempt, Duration wait, boolean isUndecided, String reason) {
    transactions.act(sql -> outbox.postpone(sql, attempt, wait, isUndecided, reason));
  }

  @Override
  public void putOff(Attempt attempt, Duration wait, String reason) {
    transactions.act(sql -> outbox.putOff(sql, attempt, wait, reason));
  }

  @Override
  public void saidPart(Attempt attempt) {
    transactions.act(sql -> OutboxRows.saidPart(sql, attempt));
  }

  @Override
  public void bury(Attempt attempt, boolean isUndecided, String reason) {
    transactions.act(sql -> outbox.bury(sql, attempt, isUndecided, reason));
  }

  @Override
  public List<Outbound> unsent(SessionKey session) {
    return transactions.read(sql -> OutboxRows.unsent(sql, session));
  }

  @Override
  public Optional<Status> status(long messageId) {
    return transactions.read(sql -> views.status(sql, messageId));
  }

  @Override
  public Optional<Trace> trace(long messageId) {
    return transactions.read(sql -> Traces.of(sql, messageId));
  }

  @Override
  public List<Summary> sessions(int sessionsMax) {
    return transactions.read(sql -> Views.sessions(sql, sessionsMax));
  }

  @Override
  public List<Summary> chats(int sessionsMax) {
    return transactions.read(sql -> Views.chats(sql, sessionsMax));
  }

  @Override
  public Optional<Summary> session(SessionKey session) {
    return transactions.read(sql -> Views.session(sql, session));
  }

  @Override
  public List<Entry> recent(SessionKey session, int entriesMax) {
    return transactions.read(sql -> TranscriptRows.recent(sql, session, entriesMax));
  }

  @Override
  public List<Entry> transcript(SessionKey session, long after, int entriesMax) {
    return transactions.read(sql -> TranscriptRows.entries(sql, session, after, entriesMax));
  }

  @Override
  public Deletion delete(SessionKey session) {
    return transactions.write(sql -> SessionRows.delete(sql, session, world.now().toEpochMilli()));
  }

  @Override
  public Health health() {
    return transactions.read(views::health);
  }

  @Override
  public void close() {
    if (writer.isClosed()) return;
    try {
      transactions.write(sql -> sql.update("delete from lease where name = ?", name));
    } finally {
      end();
    }
  }

  private void end() {
    readers.close();
    writer.close();
  }
}
