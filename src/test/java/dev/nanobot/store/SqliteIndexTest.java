package dev.nanobot.store;

import static dev.nanobot.store.Desk.ANN;
import static dev.nanobot.store.Desk.answer;
import static org.assertj.core.api.Assertions.assertThat;

import dev.nanobot.message.Budgets;
import dev.nanobot.message.Job;
import dev.nanobot.message.Misfire;
import dev.nanobot.message.Purpose;
import dev.nanobot.message.Reservation;
import dev.nanobot.message.Schedule;
import dev.nanobot.message.SessionKey;
import dev.nanobot.message.Summary;
import dev.nanobot.message.Trust;
import dev.nanobot.message.Upload;
import dev.nanobot.message.Write;
import dev.nanobot.store.Store.Room;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sqlite.ProgressHandler;

/// How SQLite finds rows: as fast in a long history as in a short one.
final class SqliteIndexTest {
  /// A table, or its alias, that is read from its first row to its last.
  private static final Pattern WHOLE_TABLE =
      Pattern.compile(
          "SCAN (inbox|outbox|transcript|turn|step|audit|session|subagent|cron_job|cron_run|media"
              + "|media_body|o|e|s|a|t)( AS \\w+)?$");

  private static final Budgets.Limit LIMIT = new Budgets.Limit(100, 100);

  @TempDir Path folder;
  private final Set<String> statements = new ConcurrentSkipListSet<>();

  @Test
  void noStatementOfATurnReadsAWholeTable() throws SQLException {
    Path file = folder.resolve("nanobot.db");
    try (var desk = new Desk(world -> SqliteStore.open(world, file, this::recording))) {
      statements.clear(); // bringing a file to a new version reads it all
      live(desk);
    }
    List<String> scans = new ArrayList<>();
    try (var connection = DriverManager.getConnection("jdbc:sqlite:" + file)) {
      for (String sql : statements) scans.addAll(scans(connection, sql));
    }
    assertThat(statements).hasSizeGreaterThan(40);
    assertThat(scans).isEmpty();
  }

  @Test
  void whatIsRareIsListedWithoutReadingAllMessages() throws SQLException {
    Path file = folder.resolve("nanobot.db");
    try (var desk = new Desk(world -> SqliteStore.open(world, file, this::recording))) {
      statements.clear();
      for (String state : List.of("new", "taken", "superseded", "refused", "dead")) {
        desk.store.board().came(new Board.Filter(state, ""), Long.MAX_VALUE, 9);
      }
      for (String state : List.of("dead", "dropped")) {
        desk.store.board().leaves(state, Long.MAX_VALUE, 9);
      }
    }
    List<String> plans = new ArrayList<>();
    try (var connection = DriverManager.getConnection("jdbc:sqlite:" + file)) {
      for (String sql : statements) {
        if (sql.contains("state = '")) plans.addAll(plan(connection, sql));
      }
    }
    assertThat(plans).hasSizeGreaterThan(6).noneMatch(plan -> plan.matches("SCAN (i|outbox)"));
  }

  @Test
  void theOldestUnsentOfAChatIsFoundAmongTheUnsent() throws SQLException {
    Path file = folder.resolve("nanobot.db");
    try (var desk = new Desk(world -> SqliteStore.open(world, file, this::recording))) {
      desk.store.finish(desk.asking(ANN, "one"), answer("hello"));
      statements.clear();
      desk.store.take("w", ANN.endpoint(), Desk.TTL, Room.of(9), List.of());
      desk.store.unsent(ANN);
    }
    List<String> plans = new ArrayList<>();
    try (var connection = DriverManager.getConnection("jdbc:sqlite:" + file)) {
      for (String sql : statements) {
        if (sql.contains("'pending'")) plans.addAll(plan(connection, sql));
      }
    }
    assertThat(plans)
        .anyMatch(plan -> plan.startsWith("SEARCH o USING INDEX outbox_pending (endpoint=?"))
        .anyMatch(plan -> plan.contains("INDEX outbox_target (session=?"))
        .noneMatch(plan -> plan.contains("outbox_said"));
  }

  @Test
  void whatIsTakenIsFoundWithoutReadingAllThatIsDue() {
    long few = stepsOfTaking("few", 20);
    assertThat(stepsOfTaking("many", 400)).isLessThan(2 * few);
  }

  /// How many steps SQLite's machine makes when nine of so many chats are told something.
  private long stepsOfTaking(String name, int chats) {
    Path file = folder.resolve(name);
    var steps = new AtomicLong();
    try (var desk = new Desk(world -> SqliteStore.open(world, file, counting(steps)))) {
      for (int i = 0; i < chats; i++) {
        SessionKey chat = SessionKey.of("chat", "c" + i);
        desk.store.controls().answer(Desk.inbound(chat, "m" + i, "/word"), "told");
      }
      steps.set(0);
      assertThat(desk.store.take("w", "chat", Desk.TTL, new Room(9, 4), List.of())).hasSize(9);
      return steps.get();
    }
  }

  private static SqliteFile.Opener counting(AtomicLong steps) {
    return (config, path) -> {
      Connection connection = SqliteFile.open(config, path);
      var counter =
          new ProgressHandler() {
            @Override
            protected int progress() {
              steps.incrementAndGet();
              return 0;
            }
          };
      ProgressHandler.setHandler(connection, 1, counter);
      return connection;
    };
  }

  @Test
  void whatWasOfferedIsFoundByItsPlatformsId() throws SQLException {
    Path file = folder.resolve("nanobot.db");
    try (var desk = new Desk(world -> SqliteStore.open(world, file, this::recording))) {
      statements.clear();
      desk.store.gates().offered("chat", "ann", "p1");
    }
    try (var connection = DriverManager.getConnection("jdbc:sqlite:" + file)) {
      String sql =
          statements.stream().filter(one -> one.contains("platform_id")).findAny().orElseThrow();
      assertThat(plan(connection, sql)).anyMatch(plan -> plan.contains("INDEX outbox_offered"));
    }
  }

  @Test
  void whatIsOldIsFoundByItsAge() throws SQLException {
    Path file = folder.resolve("nanobot.db");
    try (var desk = new Desk(world -> SqliteStore.open(world, file, this::recording))) {
      statements.clear();
      for (var kind : Board.Old.values()) desk.store.board().prune(kind, desk.here.now(), 9);
    }
    List<String> plans = new ArrayList<>();
    try (var connection = DriverManager.getConnection("jdbc:sqlite:" + file)) {
      for (String sql : statements) {
        if (sql.contains("limit ?2")) plans.addAll(plan(connection, sql));
      }
    }
    assertThat(plans)
        .contains("SEARCH s USING INDEX session_used (used_at<?)")
        .contains("SEARCH turn USING COVERING INDEX turn_traced (finished_at<?)")
        .noneMatch(plan -> plan.matches("SCAN (s|turn|ask|inbox|outbox|subagent).*"));
  }

  @Test
  void forksAreFoundByWhatIsBesideTheWay() throws SQLException {
    Path file = folder.resolve("nanobot.db");
    try (var desk = new Desk(world -> SqliteStore.open(world, file, this::recording))) {
      statements.clear();
      desk.store.branches().forks(ANN);
    }
    List<String> plans = new ArrayList<>();
    try (var connection = DriverManager.getConnection("jdbc:sqlite:" + file)) {
      for (String sql : statements) {
        if (sql.contains("fork")) plans.addAll(plan(connection, sql));
      }
    }
    assertThat(plans)
        .anyMatch(plan -> plan.startsWith("SEARCH u USING INDEX turn_undone (session=?"))
        .anyMatch(plan -> plan.contains("turn_branch (session=? AND parent=?"))
        .noneMatch(plan -> plan.contains("turn_session") || plan.contains("AUTOMATIC"));
  }

  @Test
  void aConversationIsCopiedWithoutReadingTheTurnsOfOthers() throws SQLException {
    Path file = folder.resolve("nanobot.db");
    try (var desk = new Desk(world -> SqliteStore.open(world, file, this::recording))) {
      ask(desk, "a", new Asks.Place.New(ANN));
      Lease lease = desk.lease(ANN);
      desk.open(lease);
      desk.store.finish(lease, answer("one"));
      desk.turn(ANN, "two", "spoken since");
      statements.clear();
      ask(desk, "b", new Asks.Place.After("a", Desk.BOB));
    }
    List<String> plans = new ArrayList<>();
    try (var connection = DriverManager.getConnection("jdbc:sqlite:" + file)) {
      for (String sql : statements) {
        if (sql.startsWith("with recursive back")) plans.addAll(plan(connection, sql));
      }
    }
    assertThat(plans)
        .anyMatch(plan -> plan.startsWith("SEARCH summary USING PRIMARY KEY (session=?"))
        .noneMatch(plan -> plan.matches("SCAN (turn|summary|transcript|e)( .*)?"));
  }

  @Test
  void filesThatWereSaidAreNotAmongThoseThatWait() throws SQLException {
    Path file = folder.resolve("nanobot.db");
    new Desk(world -> SqliteStore.open(world, file)).close();
    List<String> lists = new ArrayList<>();
    try (var connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        var statement = connection.createStatement();
        var rows =
            statement.executeQuery(
                "select sql from sqlite_schema where name in ('media_waiting', 'media_old')")) {
      while (rows.next()) lists.add(rows.getString(1));
    }
    assertThat(lists).hasSize(2).allMatch(list -> list.endsWith("outbox is null"));
  }

  private static void ask(Desk desk, String id, Asks.Place place) {
    var terms = new Asks.Terms(Desk.SENDER, Trust.OWNER, null, "", "{}");
    var lines = List.of(new Asks.Line(Asks.Voice.CALLER, id, List.of()));
    desk.store.asks().take(new Asks.Ask(id, null, "digest " + id, place, lines, terms), 3);
  }

  private static void live(Desk desk) {
    Lease lease = desk.asking(ANN, "one");
    var call = desk.plan(lease, "a").getFirst();
    desk.store.begin(lease, call);
    var wish = new Write.Spawn("a", "task", new Write.Room(1, 1));
    desk.store.settle(lease, Map.of(call.key(), desk.outcome(call, "done", wish)));
    subagents(desk, call.key());
    desk.open(lease);
    desk.store.renew(Set.of(lease), Desk.TTL);
    long message = desk.post(ANN, "two");
    var wanted = new Reservation("m", 1, 1, 1, true);
    desk.store.ledger().reserve(lease, wanted, new Budgets(LIMIT, LIMIT, LIMIT, LIMIT));
    desk.store.finish(lease, answer("hello"));
    desk.store.fail(desk.asking(ANN, "three"), "reason", "notice");
    Lease compacting = desk.asking(ANN, "more");
    var past = desk.store.summaries().past(ANN, 9);
    desk.store
        .summaries()
        .compact(compacting, new Summary(past.entries().getLast().seq(), answer("so far")));
    desk.store.finish(compacting, answer("hello"));
    desk.post(ANN, "four");
    desk.lease(ANN);
    desk.stop(ANN);
    var outbound = desk.take(9).getFirst();
    desk.store.postpone(Store.Attempt.of(outbound), Desk.TTL, false, "later");
    desk.store.bury(Store.Attempt.of(outbound), false, "gone");
    desk.store.board().retry(outbound.id(), "op");
    desk.store.board().drop(outbound.id(), "op");
    desk.store.sent(List.of(new Store.Delivery(outbound.id(), "")));
    schedule(desk);
    attach(desk);
    branch(desk);
    desk.store.evict(worker -> worker.equals("two"));
    desk.store.trace(message);
    desk.store.gates().said(Desk.SENDER, Instant.EPOCH);
    desk.store.sessions(9);
    desk.told(ANN);
    desk.unsent(ANN);
  }

  private static void branch(Desk desk) {
    long turn = desk.store.transcript(Desk.BOB, 0, 1).getFirst().turn();
    desk.store.branches().ask(Desk.inbound(Desk.BOB, "c", "again"), turn);
    Lease lease = desk.lease(Desk.BOB);
    desk.open(lease);
    desk.store.finish(lease, answer("seen again"));
    desk.store.branches().choose(Desk.BOB, turn);
    desk.store.branches().forks(Desk.BOB);
  }

  private static void attach(Desk desk) {
    Attachments attachments = desk.store.attachments();
    var file = attachments.put(Desk.SENDER, "u", Upload.of("a", new byte[1]));
    var message = Desk.inbound(Desk.BOB, "b", "look").with(List.of(file));
    attachments.of(desk.post(message).messageId());
    attachments.of(file.id(), Desk.BOB);
    attachments.of(file.id(), Desk.SENDER);
    attachments.bytes(file.id());
    attachments.kept(List.of(file.id()));
    attachments.prune(desk.here.now());
    Lease lease = desk.lease(Desk.BOB);
    desk.open(lease);
    desk.store.finish(lease, answer("seen"));
  }

  private static void subagents(Desk desk, String id) {
    desk.store.subagents().list(ANN);
    desk.store.subagents().stopping(ANN);
    Lease child = desk.lease(desk.store.subagents().list(ANN).getFirst().session());
    desk.open(child);
    desk.store.finish(child, answer("found"));
    desk.cancel(ANN, id);
  }

  /// The list of all jobs is the one thing that reads them all.
  private static void schedule(Desk desk) {
    Instant now = desk.here.now();
    var errand = new Job.Errand("x", ANN, Desk.SENDER, Trust.OWNER, new Purpose.AnswerTo.Session());
    var every = new Schedule.Every(Desk.TTL, now);
    var job = new Job("00000001", "x", every, errand, Misfire.SKIP, true, false, now);
    Schedules schedules = desk.store.schedules();
    schedules.add(job, now);
    var planned = schedules.due(now.plus(Desk.TTL), 9).getFirst();
    var run = new Schedules.Run(planned.next().orElseThrow(), "x");
    schedules.fire(new Schedules.Firing(planned, List.of(), List.of(run), every.next(now)));
    schedules.next();
    schedules.of(Desk.SENDER);
    schedules.enable("00000001");
    schedules.history("00000001", 9);
    schedules.remove("00000001");
    desk.stop(ANN);
  }

  private static List<String> scans(Connection connection, String sql) throws SQLException {
    List<String> found = new ArrayList<>();
    boolean isQuery =
        Pattern.compile("^\\s*(with|select|update|delete|insert)").matcher(sql).find();
    if (!isQuery) return found;
    for (String detail : plan(connection, sql)) {
      if (WHOLE_TABLE.matcher(detail).find()) found.add(detail + ": " + sql);
    }
    return found;
  }

  private static List<String> plan(Connection connection, String sql) throws SQLException {
    List<String> details = new ArrayList<>();
    try (var plan = connection.prepareStatement("explain query plan " + sql)) {
      for (int i = 1; i <= plan.getParameterMetaData().getParameterCount(); i++) plan.setInt(i, 1);
      try (var rows = plan.executeQuery()) {
        while (rows.next()) details.add(rows.getString("detail"));
      }
    }
    return details;
  }

  private Connection recording(org.sqlite.SQLiteConfig config, Path path) throws SQLException {
    Connection real = SqliteFile.open(config, path);
    return (Connection)
        Proxy.newProxyInstance(
            Connection.class.getClassLoader(),
            new Class<?>[] {Connection.class},
            (self, method, arguments) -> {
              if (method.getName().equals("prepareStatement"))
                statements.add((String) arguments[0]);
              try {
                return method.invoke(real, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }
}
