package dev.nanobot.store;

import static java.util.Objects.requireNonNull;

import dev.nanobot.message.Attachment;
import dev.nanobot.message.Inbound;
import dev.nanobot.message.Message;
import dev.nanobot.message.Message.Assistant;
import dev.nanobot.message.Message.User;
import dev.nanobot.message.Purpose;
import dev.nanobot.message.SessionKey;
import dev.nanobot.message.Upload;
import dev.nanobot.store.Asks.Answer;
import dev.nanobot.store.Asks.Ask;
import dev.nanobot.store.Asks.Asked;
import dev.nanobot.store.Asks.Brought;
import dev.nanobot.store.Asks.Line;
import dev.nanobot.store.Asks.Place;
import dev.nanobot.store.Asks.Taken;
import dev.nanobot.store.Asks.Voice;
import dev.nanobot.store.AttachmentRows.Draft;
import dev.nanobot.store.Imports.Dated;
import dev.nanobot.store.Store.Receipt;
import dev.nanobot.world.World;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What programs ask: `ask`, with the conversations and messages that come of it.
///
/// Shared: immutable; every method runs inside a transaction of the caller.
final class AskRows {
  private static final String COLUMNS =
      "id, message, session, previous, instructions, body, created_at";

  /// What stands before a conversation that the agent begins: models are told one that does not.
  private static final String SILENCE = "(Nothing was said before.)";

  private final World world;
  private final ArrivalRows arrivals;
  private final ImportRows imports;
  private final AttachmentRows attachments;
  private final BranchRows branches;

  AskRows(World world, ArrivalRows arrivals, ImportRows imports, AttachmentRows attachments) {
    this.world = world;
    this.arrivals = arrivals;
    this.imports = imports;
    this.attachments = attachments;
    this.branches = new BranchRows(imports, attachments);
  }

  /// The files that an ask brings, as they are to be kept. Needs no transaction.
  static Map<Upload, Draft> drafts(Ask ask) {
    Map<Upload, Draft> drafts = new IdentityHashMap<>();
    for (Line line : ask.lines()) {
      for (Upload file : line.files()) drafts.put(file, Draft.of(file));
    }
    return drafts;
  }

  Taken take(Sql sql, Ask ask, Map<Upload, Draft> drafts, int waitingMax) throws SQLException {
    Optional<Taken> earlier = earlier(sql, ask);
    if (earlier.isPresent()) return earlier.get();
    return switch (ask.place()) {
      case Place.Named named -> {
        if (ask.lines().size() > 1) {
          throw new IllegalArgumentException("a session that has a name is told one line");
        }
        yield post(sql, ask, drafts, named.session(), waitingMax);
      }
      case Place.New anew -> post(sql, ask, drafts, anew.session(), waitingMax);
      case Place.After after -> goOn(sql, ask, drafts, after, waitingMax);
    };
  }

  private static Optional<Taken> earlier(Sql sql, Ask ask) throws SQLException {
    if (ask.key() == null) return Optional.empty();
    record Known(Asked asked, String digest, boolean isDeleted) {}
    Optional<Known> known =
        sql.first(
            row -> new Known(asked(row), row.getString(8), row.getBoolean(9)),
            "select " + COLUMNS + ", digest, is_deleted from ask where key = ?",
            ask.key());
    if (known.isEmpty()) return Optional.empty();
    if (!known.get().digest().equals(ask.digest())) return Optional.of(new Taken.OtherUnderKey());
    if (known.get().isDeleted()) return Optional.of(new Taken.Deleted());
    Races.count(sql, Races.DUPLICATE_ARRIVAL, 1);
    return Optional.of(new Taken.In(known.get().asked(), false, false));
  }

  private Taken goOn(Sql sql, Ask ask, Map<Upload, Draft> drafts, Place.After after, int waitingMax)
      throws SQLException {
    Optional<Asked> previous = find(sql, after.previous());
    if (previous.isEmpty()) return new Taken.NoPrevious();
    Optional<Answer> answer = AnswerRows.of(sql, previous.get().message());
    if (answer.isEmpty() || !answer.get().isAnswered()) return new Taken.PreviousUnanswered();
    SessionKey session = previous.get().session();
    long turn = answer.get().turn();
    boolean isChosen = BranchRows.isInConversation(sql, session, turn);
    if (!isChosen && !WayRows.isBeside(sql, session, turn)) return new Taken.NoPrevious();
    boolean bringsMore = ask.lines().size() > 1;
    boolean isNewest = isChosen && BranchRows.isNewest(sql, session, previous.get().message());
    if (isNewest && !(bringsMore && ImportRows.isBusy(sql, session))) {
      return post(sql, ask, drafts, session, waitingMax);
    }
    branches.copy(sql, session, turn, after.other(), ask);
    return post(sql, ask, drafts, after.other(), waitingMax);
  }

  private Taken post(
      Sql sql, Ask ask, Map<Upload, Draft> drafts, SessionKey session, int waitingMax)
      throws SQLException {
    Line last = ask.lines().getLast();
    var message =
        new Inbound(
            Asks.CHANNEL,
            ask.id(),
            session,
            ask.terms().principal(),
            ask.terms().trust(),
            last.text(),
            Purpose.TALK);
    if (ArrivalRows.waiting(sql, message) >= waitingMax) return new Taken.Full();
    List<Dated> before = before(sql, ask, drafts);
    if (!before.isEmpty()) {
      imports.append(sql, session, ask.id(), ask.terms().principal(), before);
    }
    Receipt receipt = arrivals.take(sql, message.with(put(sql, ask, last, drafts)));
    String model = ask.terms().model();
    if (model != null) SettingRows.set(sql, session, Controls.MODEL, model);
    Asked asked = insert(sql, ask, session, receipt.messageId());
    return new Taken.In(asked, true, receipt.interrupts());
  }

  private List<Dated> before(Sql sql, Ask ask, Map<Upload, Draft> drafts) throws SQLException {
    List<Line> lines = ask.lines().subList(0, ask.lines().size() - 1);
    Instant now = world.now();
    String sender = ask.terms().principal().id();
    List<Dated> before = new ArrayList<>();
    if (!lines.isEmpty() && lines.getFirst().voice() == Voice.AGENT) {
      before.add(new Dated(now, new User(SILENCE, now, sender)));
    }
    for (Line line : lines) {
      Message message =
          switch (line.voice()) {
            case CALLER -> new User(line.text(), now, sender, put(sql, ask, line, drafts));
            case AGENT -> Assistant.of(line.text());
          };
      before.add(new Dated(now, message));
    }
    return before;
  }

  private List<Attachment> put(Sql sql, Ask ask, Line line, Map<Upload, Draft> drafts)
      throws SQLException {
    List<Attachment> put = new ArrayList<>();
    for (Upload file : line.files()) {
      put.add(putToAttach(sql, ask, file, drafts));
    }
    return put;
  }

  private Attachment putToAttach(Sql sql, Ask ask, Upload file, Map<Upload, Draft> drafts)
      throws SQLException {
    Draft draft = requireNonNull(drafts.get(file));
    return attachments.putToAttach(sql, ask.terms().principal(), draft);
  }

  private Asked insert(Sql sql, Ask ask, SessionKey session, long message) throws SQLException {
    String previous = ask.place() instanceof Place.After after ? after.previous() : null;
    sql.update(
        """
        insert into ask (id, key, digest, message, session, is_own, previous, instructions, body,
          created_at)
        values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        """,
        ask.id(),
        ask.key(),
        ask.digest(),
        message,
        session.value(),
        isOwn(sql, ask, session),
        previous,
        ask.terms().instructions(),
        ask.terms().body(),
        world.now().toEpochMilli());
    return find(sql, ask.id()).orElseThrow();
  }

  private static boolean isOwn(Sql sql, Ask ask, SessionKey session) throws SQLException {
    return switch (ask.place()) {
      case Place.Named named -> false;
      case Place.New anew -> true;
      case Place.After after -> session.equals(after.other()) || isOwn(sql, after.previous());
    };
  }

  private static boolean isOwn(Sql sql, String id) throws SQLException {
    return sql.number("select is_own from ask where id = ?", id) == 1;
  }

  static Optional<Asked> find(Sql sql, String id) throws SQLException {
    return sql.first(
        AskRows::asked, "select " + COLUMNS + " from ask where id = ? and is_deleted = 0", id);
  }

  private static Asked asked(ResultSet row) throws SQLException {
    String previous = row.getString(4);
    return new Asked(
        row.getString(1),
        row.getLong(2),
        SessionKey.parse(row.getString(3)),
        previous == null ? "" : previous,
        row.getString(5),
        row.getString(6),
        Instant.ofEpochMilli(row.getLong(7)));
  }

  /// A conversation that was brought is turns that moved in under the ask's name.
  static List<Brought> brought(Sql sql, String id) throws SQLException {
    Optional<Asked> asked = find(sql, id);
    if (asked.isEmpty()) return List.of();
    List<Brought> brought = new ArrayList<>();
    for (Message message : before(sql, id)) {
      switch (message) {
        case User user -> brought.add(new Brought(Voice.CALLER, user.text(), user.attachments()));
        case Assistant said -> brought.add(new Brought(Voice.AGENT, said.text(), List.of()));
        case Message.Result result -> {}
      }
    }
    if (!brought.isEmpty() && brought.getFirst().text().equals(SILENCE)) brought.removeFirst();
    long message = asked.get().message();
    String text =
        sql.first(row -> row.getString(1), "select text from inbox where id = ?", message)
            .orElse("");
    brought.add(new Brought(Voice.CALLER, text, AttachmentRows.of(sql, message)));
    return brought;
  }

  private static List<Message> before(Sql sql, String id) throws SQLException {
    return sql.list(
        row -> Entries.read(row.getString(1), row.getString(2)),
        """
        select t.kind, t.body from inbox i join transcript t on t.turn = i.turn
        where i.channel = ? and i.external_id >= ?2 || '#' and i.external_id < ?2 || '$'
        order by t.turn, t.seq
        """,
        ImportRows.CHANNEL,
        id);
  }

  /// What the messages of a turn want the model to be told with them.
  static String instructions(Sql sql, long turn) throws SQLException {
    List<String> all =
        sql.list(
            row -> row.getString(1),
            """
        select instructions from ask where instructions <> ''
          and message in (select id from inbox where turn = ?) order by message
        """,
            turn);
    return String.join("\n\n", all.stream().distinct().toList());
  }

  boolean delete(Sql sql, String id) throws SQLException {
    Optional<Asked> asked = find(sql, id);
    if (asked.isEmpty()) return false;
    SessionKey session = asked.get().session();
    boolean isOwn = isOwn(sql, id);
    sql.updateOne("update ask set is_deleted = 1, instructions = '', body = '{}' where id = ?", id);
    long left =
        sql.number(
            "select count(*) from ask where session = ? and is_deleted = 0", session.value());
    if (isOwn && left == 0) SessionRows.delete(sql, session, world.now().toEpochMilli());
    return true;
  }

  /// Forgets what was asked in a session that is deleted; its keys are still known.
  static void forget(Sql sql, SessionKey session) throws SQLException {
    sql.update(
        "update ask set is_deleted = 1, instructions = '', body = '{}' where session = ?",
        session.value());
  }
}
