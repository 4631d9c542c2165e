package dev.nanobot.channel;

import dev.nanobot.channel.MailQuestions.Letter;
import dev.nanobot.world.World;
import jakarta.mail.FetchProfile;
import jakarta.mail.Flags;
import jakarta.mail.Folder;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.UIDFolder;
import jakarta.mail.search.FlagTerm;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.angus.mail.imap.IMAPFolder;
import org.eclipse.angus.mail.imap.IMAPStore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One connection to a mailbox, by IMAP.
///
/// Owned by the thread that opened it.
final class Mailbox implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Mailbox.class);

  /// The largest mail that is read.
  static final int BYTES_MAX = 32 << 20;

  /// How many mails are fetched with one question, and how large they may be together.
  private static final int TOGETHER_MAX = 50;

  private static final int TOGETHER_BYTES_MAX = 2 << 20;

  private final IMAPStore store;
  private final IMAPFolder folder;
  private final MailQuestions questions;
  private final MailNews news;
  private final boolean marksSeen;

  Mailbox(Email.Config config, MailSessions sessions) throws MessagingException {
    Email.Server server = config.imap();
    Duration longest = config.poll().plus(config.answerWait());
    var session = sessions.of("imap", server, longest);
    marksSeen = config.marksSeen();
    store = (IMAPStore) session.getStore("imap");
    store.connect(server.host(), server.port(), server.user(), server.password().reveal());
    try {
      folder = (IMAPFolder) store.getFolder(config.mailbox());
      folder.open(marksSeen ? Folder.READ_WRITE : Folder.READ_ONLY);
      questions = new MailQuestions(folder);
      news = new MailNews(folder);
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

  /// The mails after a number, in order.
  List<Letter> after(long uid) throws MessagingException {
    news.forget();
    return questions.after(uid);
  }

  /// The mails that nobody has seen, in order.
  List<Letter> unseen() throws MessagingException {
    news.forget();
    Message[] messages = folder.search(new FlagTerm(new Flags(Flags.Flag.SEEN), false));
    var profile = new FetchProfile();
    profile.add(UIDFolder.FetchProfileItem.UID);
    folder.fetch(messages, profile);
    List<Long> uids = new ArrayList<>();
    for (Message message : messages) uids.add(folder.getUID(message));
    uids.sort(null);
    return questions.these(uids);
  }

  /// Mails as they came, without marking them; without those that are gone.
  Map<Long, byte[]> bytes(List<Letter> letters) throws MessagingException {
    return questions.bytes(letters.stream().map(Letter::uid).toList());
  }

  /// The same mails in the same order, in lists of which each may be in memory.
  static List<List<Letter>> together(List<Letter> letters) {
    List<List<Letter>> all = new ArrayList<>();
    long bytes = 0;
    for (Letter letter : letters) {
      boolean isFull =
          bytes + letter.bytes() > TOGETHER_BYTES_MAX
              || !all.isEmpty() && all.getLast().size() == TOGETHER_MAX;
      if (all.isEmpty() || isFull) {
        all.add(new ArrayList<>());
        bytes = 0;
      }
      all.getLast().add(letter);
      bytes += letter.bytes();
    }
    return all;
  }

  /// Marks a mail as seen, where that is wanted and the server does it.
  void seen(long uid) throws MessagingException {
    if (!marksSeen) return;
    try {
      questions.markSeen(uid);
    } catch (MessagingException e) {
      String reason = MailFetching.refusal(e).orElseThrow(() -> e);
      log.info("mail {} is not marked as seen: {}", uid, reason);
    }
  }

  /// Waits until something has come since mails were last looked for, at most `longest`.
  void await(World world, Duration longest) throws MessagingException, InterruptedException {
    news.await(world, longest);
  }

  @Override
  public void close() throws MessagingException {
    store.close();
  }
}
