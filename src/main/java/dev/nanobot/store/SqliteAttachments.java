package dev.nanobot.store;

import dev.nanobot.message.Attachment;
import dev.nanobot.message.Principal;
import dev.nanobot.message.SessionKey;
import dev.nanobot.message.Upload;
import dev.nanobot.store.AttachmentRows.Draft;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// The attachments of a store in a SQLite file.
///
/// Shared: immutable.
record SqliteAttachments(Transactions transactions, AttachmentRows rows) implements Attachments {
  @Override
  public Attachment put(Principal principal, Upload upload) {
    Draft draft = Draft.of(upload);
    return transactions.write(sql -> rows.put(sql, principal, draft));
  }

  @Override
  public Attachment put(Principal principal, String externalId, Upload upload) {
    Draft draft = Draft.of(upload);
    return transactions.write(sql -> rows.put(sql, principal, externalId, draft));
  }

  @Override
  public Optional<Attachment> of(String id, Principal principal) {
    return transactions.read(sql -> AttachmentRows.of(sql, id, principal));
  }

  @Override
  public Optional<Attachment> of(String id, SessionKey session) {
    return transactions.read(sql -> AttachmentRows.of(sql, id, session));
  }

  @Override
  public Optional<Attachment> said(String id) {
    return transactions.read(sql -> AttachmentRows.said(sql, id));
  }

  @Override
  public List<Attachment> of(long messageId) {
    return transactions.read(sql -> AttachmentRows.of(sql, messageId));
  }

  @Override
  public Map<Long, List<Attachment>> of(Collection<Long> messageIds) {
    return transactions.read(
        sql -> {
          Map<Long, List<Attachment>> found = new HashMap<>();
          for (long message : messageIds) {
            List<Attachment> came = AttachmentRows.of(sql, message);
            if (!came.isEmpty()) found.put(message, came);
          }
          return found;
        });
  }

  @Override
  public void listen(String id) {
    transactions.act(sql -> AttachmentRows.listen(sql, id));
  }

  @Override
  public List<Unheard> unheard(SessionKey session) {
    return transactions.read(sql -> AttachmentRows.unheard(sql, session));
  }

  @Override
  public void tried(String id) {
    transactions.act(sql -> AttachmentRows.tried(sql, id));
  }

  @Override
  public void untried(String id) {
    transactions.act(sql -> AttachmentRows.untried(sql, id));
  }

  @Override
  public void hear(String id, String speech) {
    transactions.act(sql -> AttachmentRows.hear(sql, id, speech));
  }

  @Override
  public Optional<byte[]> bytes(String id) {
    return transactions.read(sql -> AttachmentRows.bytes(sql, id));
  }

  @Override
  public byte[] piece(String id, long from, int bytesMax) {
    return transactions.read(sql -> AttachmentRows.piece(sql, id, from, bytesMax));
  }

  @Override
  public int prune(Instant before) {
    // Looking first keeps the loop from taking the write lock.
    boolean isAny = transactions.read(sql -> AttachmentRows.isAnyLeft(sql, before));
    return isAny ? transactions.write(sql -> AttachmentRows.prune(sql, before)) : 0;
  }

  @Override
  public Set<String> kept(Collection<String> ids) {
    return transactions.read(
        sql -> {
          Set<String> kept = new HashSet<>();
          for (String id : ids) if (AttachmentRows.isKept(sql, id)) kept.add(id);
          return kept;
        });
  }
}
