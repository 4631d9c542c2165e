package dev.nanobot.channel;

import dev.nanobot.world.World;
import jakarta.mail.FetchProfile;
import jakarta.mail.Flags;
import jakarta.mail.Folder;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.UIDFolder;
import jakarta.mail.search.FlagTerm;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.eclipse.angus.mail.imap.IMAPFolder;
import org.eclipse.angus.mail.imap.IMAPStore;

/// One connection to a mailbox, by IMAP.
///
/// Owned by the thread that opened it, but for the one that wakes it from its waiting.
final class Mailbox implements AutoCloseable {
  /// The largest mail that is read.
  static final int BYTES_MAX = 32 << 20;

  private final IMAPStore store;
  private final IMAPFolder folder;
  private final boolean marksSeen;
  private final boolean tells;

  Mailbox(Email.Config config) throws MessagingException {
    Email.Server server = config.imap();
    Duration longest = config.poll().plus(config.answerWait());
    var session = MailSessions.of("imap", config, server, longest);
    marksSeen = config.marksSeen();
    store = (IMAPStore) session.getStore("imap");
    store.connect(server.host(), server.port(), server.user(), server.password().reveal());
    try {
      folder = (IMAPFolder) store.getFolder(config.mailbox());
      folder.open(marksSeen ? Folder.READ_WRITE : Folder.READ_ONLY);
      tells = (boolean) folder.doCommand(protocol -> protocol.hasCapability("IDLE"));
    } catch (MessagingException | RuntimeException e) {
      close();
      throw e;
    }
  }

  long validity() throws MessagingException {
    return folder.getUIDValidity();
  }

  /// The last number that was given when the mailbox was opened.
  Optional<Long> lastUid() throws MessagingException {
    long next = folder.getUIDNext();
    return next > 0 ? Optional.of(next - 1) : Optional.empty();
  }

  /// The numbers after one, in order.
  List<Long> after(long uid) throws MessagingException {
    // A range to the last mail holds that mail, though its number is smaller than the first.
    return uids(folder.getMessagesByUID(uid + 1, UIDFolder.LASTUID), uid);
  }

  /// The numbers of the mails that nobody has seen, in order.
  List<Long> unseen() throws MessagingException {
    return uids(folder.search(new FlagTerm(new Flags(Flags.Flag.SEEN), false)), 0);
  }

  private List<Long> uids(Message[] messages, long after) throws MessagingException {
    var profile = new FetchProfile();
    profile.add(UIDFolder.FetchProfileItem.UID);
    folder.fetch(messages, profile);
    List<Long> uids = new ArrayList<>();
    for (Message message : messages) {
      long uid = message == null ? 0 : folder.getUID(message);
      if (uid > after) uids.add(uid);
    }
    uids.sort(null);
    return uids;
  }

  /// A mail as it came, without marking it; empty when it is gone.
  Optional<byte[]> bytes(long uid) throws MessagingException, MailRefused {
    Message message = folder.getMessageByUID(uid);
    if (message == null || message.isExpunged()) return Optional.empty();
    int size = message.getSize();
    if (size > BYTES_MAX) {
      throw new MailRefused("it has %,d bytes; at most %,d are read".formatted(size, BYTES_MAX));
    }
    var bytes = new ByteArrayOutputStream(Math.max(size, 0));
    try {
      message.writeTo(bytes);
    } catch (IOException e) {
      throw new MessagingException("a mail could not be read: " + e.getMessage(), e);
    }
    return Optional.of(bytes.toByteArray());
  }

  /// Marks a mail as seen, where that is wanted.
  void seen(long uid) throws MessagingException {
    if (!marksSeen) return;
    Message message = folder.getMessageByUID(uid);
    if (message != null && !message.isSet(Flags.Flag.SEEN)) {
      message.setFlag(Flags.Flag.SEEN, true);
    }
  }

  /// How many mails there are, as far as was told.
  int count() throws MessagingException {
    return folder.getMessageCount();
  }

  /// Waits until something has come, at most `longest`. What was told already, with the answer to
  /// something else, is not waited for.
  void await(World world, Duration longest) throws MessagingException, InterruptedException {
    if (!tells) {
      world.sleep(longest);
      return;
    }
    Thread waker = world.start("mailbox waker", () -> wake(world, longest));
    try {
      folder.idle(true);
    } finally {
      waker.interrupt();
    }
    if (Thread.interrupted()) throw new InterruptedException();
  }

  /// Any question ends the waiting.
  private void wake(World world, Duration longest) {
    try {
      world.sleep(longest);
      folder.getMessageCount();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // It woke by itself.
    } catch (MessagingException | IllegalStateException e) {
      Thread.currentThread().interrupt(); // Who waits learns of it, too.
    }
  }

  @Override
  public void close() throws MessagingException {
    store.close();
  }
}
