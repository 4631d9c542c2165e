package dev.nanobot.channel;

import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.util.SharedByteArrayInputStream;
import java.util.List;
import java.util.Properties;

/// Understands the bytes of mails, within limits.
///
/// Shared: immutable.
final class MailReader {
  static final int HEADER_BYTES_MAX = 256 << 10;
  private static final int BOUNDARIES_MAX = 2_000;

  private final Session session = Session.getInstance(new Properties());
  private final int textCharsMax;

  MailReader(int textCharsMax) {
    this.textCharsMax = textCharsMax;
  }

  /// @throws MailRefused when it is beyond the limits, or from nobody
  Mail read(byte[] bytes) throws MailRefused {
    measure(bytes);
    try {
      var mail = new MimeMessage(session, new SharedByteArrayInputStream(bytes));
      var headers = new MailHeaders(mail);
      InternetAddress from = headers.from();
      List<String> ids = headers.ids("Message-ID");
      String id = ids.isEmpty() ? "" : ids.getFirst();
      var body = new MailBody();
      body.read(mail);
      boolean isAnswer =
          !headers.ids("In-Reply-To").isEmpty() || !headers.ids("References").isEmpty();
      String said = isAnswer ? MailText.withoutQuotes(body.text()) : body.text().strip();
      String text = MailText.cut(said, textCharsMax);
      String subject = headers.text("Subject").strip();
      return new Mail(
          headers,
          Email.address(from.getAddress()),
          from.getPersonal() == null ? "" : from.getPersonal(),
          id,
          thread(headers, id),
          isAnswer ? text : MailText.withSubject(subject, text),
          body.files());
    } catch (MessagingException e) {
      throw new MailRefused("it cannot be read: " + e.getMessage());
    }
  }

  private static String thread(MailHeaders headers, String id) {
    List<String> references = headers.ids("References");
    if (!references.isEmpty()) return references.getFirst();
    List<String> answered = headers.ids("In-Reply-To");
    return answered.isEmpty() ? id : answered.getFirst();
  }

  /// What is too much is seen before anything is made of it.
  private static void measure(byte[] bytes) throws MailRefused {
    int header = -1;
    int lineStart = 0;
    int boundaries = 0;
    for (int i = 0; i < bytes.length; i++) {
      if (bytes[i] != '\n') continue;
      int length = i - lineStart;
      boolean isEmpty = length == 0 || length == 1 && bytes[lineStart] == '\r';
      if (isEmpty && header < 0) header = i;
      if (length >= 2 && bytes[lineStart] == '-' && bytes[lineStart + 1] == '-') boundaries++;
      lineStart = i + 1;
    }
    if ((header < 0 ? bytes.length : header) > HEADER_BYTES_MAX) {
      throw new MailRefused("its header is longer than %,d bytes".formatted(HEADER_BYTES_MAX));
    }
    if (boundaries > BOUNDARIES_MAX) throw new MailRefused("it has too many parts");
  }
}
