package dev.nanobot.store;

import dev.nanobot.message.Attachment;
import dev.nanobot.message.Inbound;
import dev.nanobot.message.Principal;
import dev.nanobot.message.SessionKey;
import dev.nanobot.message.Sha256;
import dev.nanobot.message.Upload;
import dev.nanobot.world.World;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The files that people and the agent send: `media` with `media_body`, unattached and then
/// attached to a message, or to be said.
///
/// Shared: immutable; every method runs inside a transaction of the caller.
final class AttachmentRows {
  private static final String COLUMNS = "id, name, type, size";

  /// A file that belongs to nothing yet.
  private static final String FREE = " message is null and outbox is null and held is null ";

  private final World world;

  AttachmentRows(World world) {
    this.world = world;
  }

  /// A file that was kept under its sender's own name for it.
  private record Known(Attachment attachment, String digest) {}

  /// A file that is to be kept, and its digest: not a work for the writing thread.
  record Draft(Upload upload, String digest) {
    static Draft of(Upload upload) {
      return new Draft(upload, Sha256.hex(upload.bytes()));
    }
  }

  Attachment put(Sql sql, Principal principal, String externalId, Draft draft) throws SQLException {
    Optional<Known> known =
        sql.first(
            row -> new Known(attachment(row), row.getString(5)),
            "select " + COLUMNS + ", sha256 from media where principal = ? and external_id = ?",
            principal.id(),
            externalId);
    if (known.isEmpty()) return insert(sql, principal, externalId, draft);
    if (known.get().digest().equals(draft.digest())) return known.get().attachment();
    throw new AttachmentRefused("Another file was sent under this name before; choose a new one.");
  }

  Attachment put(Sql sql, Principal principal, Draft draft) throws SQLException {
    return insert(sql, principal, null, draft);
  }

  /// Keeps a file that the same transaction attaches: it does not wait, and takes no room of those
  /// that do.
  Attachment putToAttach(Sql sql, Principal principal, Draft draft) throws SQLException {
    return keep(sql, principal, null, draft);
  }

  private Attachment insert(Sql sql, Principal principal, @Nullable String externalId, Draft draft)
      throws SQLException {
    prune(sql, world.now().minus(Attachments.WAITING));
    checkRoom(sql, principal, draft.upload());
    return keep(sql, principal, externalId, draft);
  }

  private Attachment keep(Sql sql, Principal principal, @Nullable String externalId, Draft draft)
      throws SQLException {
    Upload upload = draft.upload();
    Instant now = world.now();
    String id = Attachment.folder(principal) + "." + world.id();
    sql.updateOne(
        """
        insert into media (id, principal, external_id, name, type, size, sha256, created_at)
        values (?, ?, ?, ?, ?, ?, ?, ?)
        """,
        id,
        principal.id(),
        externalId,
        upload.name(),
        upload.type().mediaType(),
        upload.size(),
        draft.digest(),
        now.toEpochMilli());
    sql.updateOnce("insert into media_body (id, body) values (?, ?)", id, upload.bytes());
    return new Attachment(id, upload.name(), upload.type().mediaType(), upload.size());
  }

  private static void checkRoom(Sql sql, Principal principal, Upload upload) throws SQLException {
    record Waiting(int count, long bytes) {}
    Waiting waiting =
        sql.first(
                row -> new Waiting(row.getInt(1), row.getLong(2)),
                "select count(*), coalesce(sum(size), 0) from media where principal = ? and" + FREE,
                principal.id())
            .orElseThrow();
    boolean hasRoom =
        waiting.count() < Attachments.WAITING_MAX
            && waiting.bytes() + upload.size() <= Attachments.WAITING_BYTES_MAX;
    if (hasRoom) return;
    throw new AttachmentRefused(
        "%,d files of yours, with %,d bytes, belong to no message yet; send them first."
            .formatted(waiting.count(), waiting.bytes()));
  }

  /// Gives a message that was just put into the inbox its attachments.
  static void attach(Sql sql, long message, Inbound heard) throws SQLException {
    attach(sql, message, heard.session(), heard.principal(), heard.attachments());
  }

  static void attach(
      Sql sql, long message, SessionKey session, Principal principal, List<Attachment> attachments)
      throws SQLException {
    for (int i = 0; i < attachments.size(); i++) {
      int rows =
          sql.update(
              "update media set session = ?, message = ?, ord = ?"
                  + " where id = ? and principal = ? and"
                  + FREE,
              session.value(),
              message,
              i,
              attachments.get(i).id(),
              principal.id());
      if (rows != 1) throw notFree(attachments.get(i));
    }
  }

  private static AttachmentRefused notFree(Attachment attachment) {
    return new AttachmentRefused(
        "The attachment "
            + attachment.id()
            + " cannot be sent: there is none of yours, or it was sent before. The message was"
            + " not taken.");
  }

  /// Lets the attachments of a message wait with it.
  static void hold(Sql sql, long held, Inbound message) throws SQLException {
    List<Attachment> attachments = message.attachments();
    for (int i = 0; i < attachments.size(); i++) {
      int rows =
          sql.update(
              "update media set held = ?, ord = ? where id = ? and principal = ? and" + FREE,
              held,
              i,
              attachments.get(i).id(),
              message.principal().id());
      if (rows != 1) throw notFree(attachments.get(i));
    }
  }

  /// What waits with a message, in its order.
  static List<Attachment> held(Sql sql, long held) throws SQLException {
    return sql.list(
        AttachmentRows::attachment,
        "select " + COLUMNS + " from media where held = ? order by ord",
        held);
  }

  /// What waited with a message belongs to none again.
  static void letGo(Sql sql, String channel, String externalId) throws SQLException {
    sql.update(
        """
        update media set held = null, ord = null
        where held = (select id from held where channel = ? and external_id = ?)
        """,
        channel,
        externalId);
  }

  /// Wants what is spoken in a file as text.
  static void listen(Sql sql, String id) throws SQLException {
    sql.update(
        "update media set speech = '' where id = ? and speech is null and message is null", id);
  }

  static List<Attachments.Unheard> unheard(Sql sql, SessionKey session) throws SQLException {
    return sql.list(
        row -> new Attachments.Unheard(row.getLong(5), attachment(row), row.getInt(6)),
        """
        select m.id, m.name, m.type, m.size, m.message, m.hearings
        from media m join inbox i on i.id = m.message
        where m.session = ? and m.speech = '' and i.state = 'new' order by m.message, m.ord
        """,
        session.value());
  }

  static void tried(Sql sql, String id) throws SQLException {
    sql.update("update media set hearings = hearings + 1 where id = ?", id);
  }

  static void untried(Sql sql, String id) throws SQLException {
    sql.update("update media set hearings = hearings - 1 where id = ? and hearings > 0", id);
  }

  /// Keeps what is spoken in a file; the first to say so counts.
  static void hear(Sql sql, String id, String speech) throws SQLException {
    if (speech.isEmpty()) throw new IllegalArgumentException("what was heard is not empty");
    String told = sql.redaction().all(speech);
    sql.update("update media set speech = ? where id = ? and speech = ''", told, id);
  }

  /// What is spoken in the files of a message, a line each.
  static List<String> speech(Sql sql, long message) throws SQLException {
    return sql.list(
        row -> row.getString(1),
        "select speech from media where message = ? and speech is not null order by ord",
        message);
  }

  /// Gives a file to the session that hears it, as what a row of the outbox says. One that waited
  /// too long is gone, and only its name is said.
  static void say(Sql sql, long outbound, SessionKey target, Attachment file) throws SQLException {
    sql.update(
        """
        update media set session = ?, outbox = ?, ord = 0
        where id = ? and message is null and outbox is null
        """,
        target.value(),
        outbound,
        file.id());
  }

  /// A copy that belongs to no message yet; empty when there is nothing to copy.
  Optional<Attachment> copy(Sql sql, Attachment original, Principal principal) throws SQLException {
    String id = Attachment.folder(principal) + "." + world.id();
    int rows =
        sql.update(
            """
            insert into media (id, principal, name, type, size, sha256, created_at, speech)
            select ?, ?, name, type, size, sha256, ?, speech from media where id = ?
            """,
            id,
            principal.id(),
            world.now().toEpochMilli(),
            original.id());
    if (rows == 0) return Optional.empty();
    sql.update(
        "insert into media_body (id, body) select ?, body from media_body where id = ?",
        id,
        original.id());
    return Optional.of(new Attachment(id, original.name(), original.type(), original.bytes()));
  }

  /// What a message names, with copies of what other messages of its session have.
  List<Attachment> own(Sql sql, Inbound message) throws SQLException {
    List<Attachment> own = new ArrayList<>();
    for (Attachment attachment : message.attachments()) {
      boolean isSaid = of(sql, attachment.id(), message.session()).isPresent();
      own.add(isSaid ? copy(sql, attachment, message.principal()).orElse(attachment) : attachment);
    }
    return own;
  }

  static Optional<Attachment> of(Sql sql, String id, Principal principal) throws SQLException {
    return sql.first(
        AttachmentRows::attachment,
        "select " + COLUMNS + " from media where id = ? and principal = ?",
        id,
        principal.id());
  }

  static Optional<Attachment> of(Sql sql, String id, SessionKey session) throws SQLException {
    return sql.first(
        AttachmentRows::attachment,
        "select " + COLUMNS + " from media where id = ? and session = ?",
        id,
        session.value());
  }

  static Optional<Attachment> said(Sql sql, String id) throws SQLException {
    return sql.first(
        AttachmentRows::attachment,
        "select " + COLUMNS + " from media where id = ? and message is not null",
        id);
  }

  static List<Attachment> of(Sql sql, long message) throws SQLException {
    return sql.list(
        AttachmentRows::attachment,
        "select " + COLUMNS + " from media where message = ? order by ord",
        message);
  }

  private static Attachment attachment(ResultSet row) throws SQLException {
    return new Attachment(row.getString(1), row.getString(2), row.getString(3), row.getLong(4));
  }

  static Optional<byte[]> bytes(Sql sql, String id) throws SQLException {
    return sql.first(row -> row.getBytes(1), "select body from media_body where id = ?", id);
  }

  static byte[] piece(Sql sql, String id, long from, int bytesMax) throws SQLException {
    return sql.first(
            row -> row.getBytes(1),
            "select substr(body, ?, ?) from media_body where id = ?",
            from + 1,
            bytesMax,
            id)
        .orElse(new byte[0]);
  }

  static boolean isKept(Sql sql, String id) throws SQLException {
    return sql.number("select exists (select 1 from media where id = ?)", id) == 1;
  }

  static boolean isAnyLeft(Sql sql, Instant before) throws SQLException {
    return sql.number(
            "select exists (select 1 from media where" + FREE + "and created_at < ?)",
            before.toEpochMilli())
        == 1;
  }

  static int prune(Sql sql, Instant before) throws SQLException {
    sql.update(
        "delete from media_body where id in (select id from media where"
            + FREE
            + "and created_at < ?)",
        before.toEpochMilli());
    return sql.update(
        "delete from media where" + FREE + "and created_at < ?", before.toEpochMilli());
  }

  static void forget(Sql sql, SessionKey session) throws SQLException {
    sql.update(
        "delete from media_body where id in (select id from media where session = ?)",
        session.value());
    sql.update("delete from media where session = ?", session.value());
  }
}
