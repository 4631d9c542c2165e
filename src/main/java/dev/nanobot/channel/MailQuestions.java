package dev.nanobot.channel;

import jakarta.mail.MessagingException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.eclipse.angus.mail.iap.ProtocolException;
import org.eclipse.angus.mail.iap.Response;
import org.eclipse.angus.mail.imap.IMAPFolder;
import org.eclipse.angus.mail.imap.protocol.BODY;
import org.eclipse.angus.mail.imap.protocol.FetchResponse;
import org.eclipse.angus.mail.imap.protocol.IMAPProtocol;
import org.eclipse.angus.mail.imap.protocol.RFC822SIZE;
import org.eclipse.angus.mail.imap.protocol.UID;
import org.eclipse.angus.mail.imap.protocol.UIDSet;

/// Questions about many mails at once, which the library has for one mail each. Source: RFC 9051
/// 6.4, read 2026-11-28.
///
/// Owned by the thread that opened the folder.
final class MailQuestions {
  /// The most mails that one question names.
  private static final int MAILS_MAX = 200;

  private final IMAPFolder folder;

  /// A mail that can be fetched.
  record Letter(long uid, long bytes) {}

  MailQuestions(IMAPFolder folder) {
    this.folder = folder;
  }

  /// The mails after a number, in order.
  List<Letter> after(long uid) throws MessagingException {
    // A range to the last mail holds that mail, though its number is smaller than the first.
    return letters((uid + 1) + ":*").stream().filter(letter -> letter.uid() > uid).toList();
  }

  /// These mails, in order, as far as they are there.
  List<Letter> these(List<Long> uids) throws MessagingException {
    List<Letter> letters = new ArrayList<>();
    for (int i = 0; i < uids.size(); i += MAILS_MAX) {
      letters.addAll(letters(set(uids.subList(i, Math.min(uids.size(), i + MAILS_MAX)))));
    }
    return letters;
  }

  private List<Letter> letters(String set) throws MessagingException {
    List<Letter> letters = new ArrayList<>();
    for (FetchResponse answer : fetch(set, "RFC822.SIZE")) {
      UID uid = answer.getItem(UID.class);
      RFC822SIZE size = answer.getItem(RFC822SIZE.class);
      if (uid != null) letters.add(new Letter(uid.uid, size == null ? 0 : size.size));
    }
    letters.sort(Comparator.comparingLong(Letter::uid));
    return letters;
  }

  /// The mails as they came, without marking them; without those that are gone.
  Map<Long, byte[]> bytes(List<Long> uids) throws MessagingException {
    Map<Long, byte[]> mails = new HashMap<>();
    if (uids.isEmpty()) return mails;
    for (FetchResponse answer : fetch(set(uids), "BODY.PEEK[]")) {
      UID uid = answer.getItem(UID.class);
      BODY body = answer.getItem(BODY.class);
      if (uid == null || body == null || body.getByteArray() == null) continue;
      mails.put(uid.uid, body.getByteArray().getNewBytes());
    }
    return mails;
  }

  void markSeen(long uid) throws MessagingException {
    ask("UID STORE " + uid + " +FLAGS.SILENT (\\Seen)");
  }

  private List<FetchResponse> fetch(String set, String what) throws MessagingException {
    List<FetchResponse> found = new ArrayList<>();
    for (Response answer : ask("UID FETCH " + set + " (UID " + what + ")")) {
      if (answer instanceof FetchResponse one) found.add(one);
    }
    return found;
  }

  private Response[] ask(String question) throws MessagingException {
    return (Response[]) folder.doCommand(protocol -> ask(protocol, question));
  }

  private static Response[] ask(IMAPProtocol protocol, String question) throws ProtocolException {
    Response[] answers = protocol.command(question, null);
    protocol.notifyResponseHandlers(answers);
    protocol.handleResult(answers[answers.length - 1]);
    return answers;
  }

  private static String set(List<Long> uids) {
    long[] numbers = uids.stream().mapToLong(Long::longValue).toArray();
    return UIDSet.toString(UIDSet.createUIDSets(numbers));
  }
}
