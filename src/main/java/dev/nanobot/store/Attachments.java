package dev.nanobot.store;

import dev.nanobot.message.Attachment;
import dev.nanobot.message.Media;
import dev.nanobot.message.Principal;
import dev.nanobot.message.SessionKey;
import dev.nanobot.message.Upload;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// The files that people and the agent send. One is put here first and belongs to its sender alone;
/// posting the message that names it attaches it, to that message and its session, for good; so
/// does saying it. What nobody names in time is pruned.
public interface Attachments extends Media {
  /// The most files of one principal that belong to no message yet.
  int WAITING_MAX = 100;

  /// The same in bytes: as much as one message may have.
  long WAITING_BYTES_MAX = (long) Attachment.MESSAGE_MAX * Upload.BYTES_MAX;

  /// How long a file waits for its message.
  Duration WAITING = Duration.ofHours(24);

  /// Keeps a file.
  ///
  /// @throws AttachmentRefused when too much of the principal's waits already
  Attachment put(Principal principal, Upload upload);

  /// Keeps a file under the sender's own name for it, once: a repeat gets what was kept.
  ///
  /// @throws AttachmentRefused when that name has another content, or too much waits already
  Attachment put(Principal principal, String externalId, Upload upload);

  /// A file that a principal sent.
  Optional<Attachment> of(String id, Principal principal);

  /// A file that was said in a session.
  Optional<Attachment> of(String id, SessionKey session);

  /// A file that was said, whoever sent it.
  Optional<Attachment> said(String id);

  /// What came with a message, in its order.
  List<Attachment> of(long messageId);

  /// The same for those of the messages that something came with.
  Map<Long, List<Attachment>> of(Collection<Long> messageIds);

  /// Wants what is spoken in a file of no message yet as text: no turn takes its message before
  /// somebody has said what that is.
  void listen(String id);

  /// What is to be heard of the messages that wait in a session, in their order.
  List<Unheard> unheard(SessionKey session);

  /// Counts that somebody begins to hear a file: whoever dies of it has tried.
  void tried(String id);

  /// Takes back that somebody began to hear a file, who was stopped and did not die of it.
  void untried(String id);

  /// Says what is spoken in a file, as the model is to be told it; a repeat changes nothing.
  void hear(String id, String speech);

  @Override
  Optional<byte[]> bytes(String id);

  /// The bytes of a file from one on, at most so many; none at its end, or when it is not kept.
  byte[] piece(String id, long from, int bytesMax);

  /// Removes what was put before `before` and belongs to no message; returns how many that were.
  int prune(Instant before);

  /// Those of `ids` that are kept.
  Set<String> kept(Collection<String> ids);

  /// A file of a message that is to be heard, and how often somebody began to.
  record Unheard(long message, Attachment file, int attempts) {}
}
