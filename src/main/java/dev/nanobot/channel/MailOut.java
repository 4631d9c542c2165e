package dev.nanobot.channel;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.nanobot.message.Outbound;
import dev.nanobot.message.Sha256;
import dev.nanobot.world.World;
import jakarta.mail.Address;
import jakarta.mail.AuthenticationFailedException;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeUtility;
import java.time.Duration;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.eclipse.angus.mail.smtp.SMTPAddressFailedException;
import org.eclipse.angus.mail.smtp.SMTPSendFailedException;
import org.eclipse.angus.mail.smtp.SMTPTransport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Hands mails to the server that sends them, by SMTP.
///
/// Shared: immutable; every mail has a connection of its own.
final class MailOut {
  private static final Logger log = LoggerFactory.getLogger(MailOut.class);
  private static final Pattern QUEUED = Pattern.compile("(?i)queued as ([^\\s)]+)");
  private static final Pattern WAIT = Pattern.compile("(?i)in (\\d{1,4}) seconds");
  private static final Pattern SIZE = Pattern.compile("[0-9]{1,18}");
  private static final int FOR_EVER = 500;
  private static final int FOR_NOW = 400;
  private static final int ID_BYTES = 16;
  private static final int REASON_CHARS_MAX = 300;

  private final Email.Config config;
  private final World world;
  private final MailSessions sessions;

  MailOut(Email.Config config, World world, MailSessions sessions) {
    this.config = config;
    this.world = world;
    this.sessions = sessions;
  }

  /// Sends a mail; returns what the server calls it, or else what it is called itself.
  String send(Outbound part, MailContent content) throws InterruptedException {
    String id = id(part);
    Session session = sessions.of("smtp", config.smtp(), config.answerWait());
    var transport = new SMTPTransport(session, null);
    try {
      MimeMessage mail = mail(session, part, content, id);
      connect(transport);
      checkSize(transport, content);
      transport.sendMessage(mail, mail.getAllRecipients());
      Matcher queued = QUEUED.matcher(String.valueOf(transport.getLastServerResponse()));
      return queued.find() ? queued.group(1) : id;
    } catch (MessagingException e) {
      if (Thread.interrupted()) throw new InterruptedException();
      throw undelivered(e);
    } finally {
      close(transport);
    }
  }

  /// Whether the server greets, be it that it does not take the password.
  boolean answers() throws InterruptedException {
    Session session = sessions.of("smtp", config.smtp(), config.answerWait());
    var transport = new SMTPTransport(session, null);
    try {
      connect(transport);
      return true;
    } catch (DeliveryException e) {
      return !e.isUnanswered();
    } finally {
      close(transport);
    }
  }

  private static void close(SMTPTransport transport) {
    try {
      transport.close();
    } catch (MessagingException e) {
      log.debug("a mail server was left without a word: {}", reason(e)); // The mail is decided.
    }
  }

  private void connect(SMTPTransport transport) throws InterruptedException {
    Email.Server server = config.smtp();
    boolean isKnown = !server.user().isEmpty();
    try {
      transport.connect(
          server.host(),
          server.port(),
          isKnown ? server.user() : null,
          isKnown ? server.password().reveal() : null);
    } catch (AuthenticationFailedException e) {
      throw DeliveryException.notNow(
          "the mail server does not take the password", Optional.empty());
    } catch (MessagingException e) {
      if (Thread.interrupted()) throw new NothingSent();
      throw DeliveryException.unreached(reason(e));
    }
  }

  /// What is too large for the server is not handed over in vain. Source: RFC 1870, read
  /// 2026-11-29.
  private static void checkSize(SMTPTransport transport, MailContent content) {
    String told = transport.getExtensionParameter("SIZE");
    if (told == null || !SIZE.matcher(told.strip()).matches()) return;
    long most = Long.parseLong(told.strip());
    if (most == 0 || content.bytes() <= most) return;
    throw new DeliveryException(
        "the mail server takes mails of at most %,d bytes; this one has %,d"
            .formatted(most, content.bytes()),
        false,
        null);
  }

  /// The same for the same message: who gets it twice can tell.
  private String id(Outbound part) {
    String seed = part.key() + "\n" + part.target().value() + "\n" + part.text();
    String domain = MailSessions.domain(config.address());
    return "<nanobot." + Sha256.hex(seed, ID_BYTES) + "@" + domain + ">";
  }

  private MimeMessage mail(Session session, Outbound part, MailContent content, String id)
      throws MessagingException {
    var mail =
        new MimeMessage(session) {
          @Override
          protected void updateMessageID() throws MessagingException {
            setHeader("Message-ID", id);
          }
        };
    mail.setFrom(new InternetAddress(config.address()));
    mail.setRecipient(Message.RecipientType.TO, to(part.target().chat()));
    mail.setSentDate(Date.from(world.now()));
    mail.setHeader("X-Auto-Response-Suppress", "All");
    Optional<MailMemo> answered = answered(part);
    mail.setHeader("Auto-Submitted", answered.isPresent() ? "auto-replied" : "auto-generated");
    if (answered.isPresent()) refer(mail, answered.get());
    String subject =
        answered
            .filter(memo -> !memo.subject().isEmpty())
            .map(memo -> memo.answer(config.subjectPrefix()))
            .orElseGet(content::title);
    mail.setSubject(subject, UTF_8.name());
    content.into(mail);
    mail.saveChanges();
    return mail;
  }

  /// The mail that is answered; of a thread nothing may be known but its first one.
  private static Optional<MailMemo> answered(Outbound part) {
    String thread = part.target().thread();
    return MailMemo.read(part.memo())
        .or(
            () ->
                thread.startsWith("<")
                    ? Optional.of(new MailMemo("", thread, List.of()))
                    : Optional.empty());
  }

  private static void refer(MimeMessage mail, MailMemo answered) throws MessagingException {
    if (!answered.id().isEmpty()) mail.setHeader("In-Reply-To", answered.id());
    String references = String.join(" ", answered.references());
    if (references.isEmpty()) return;
    mail.setHeader("References", MimeUtility.fold("References: ".length(), references));
  }

  private static Address to(String chat) {
    try {
      return new InternetAddress(chat, true);
    } catch (MessagingException e) {
      throw new DeliveryException("\"" + chat + "\" is no address", false, null);
    }
  }

  /// What the server refuses is decided; anything else may have been taken.
  private static DeliveryException undelivered(MessagingException failure) {
    int code = code(failure);
    String reason = reason(failure);
    if (code >= FOR_EVER) return new DeliveryException(reason, false, null);
    if (code < FOR_NOW) return DeliveryException.undecided(reason);
    Matcher wait = WAIT.matcher(reason);
    boolean isNamed = wait.find();
    return DeliveryException.notNow(
        reason,
        isNamed
            ? Optional.of(Duration.ofSeconds(Long.parseLong(wait.group(1))))
            : Optional.empty());
  }

  /// The server's own code, which is in the innermost of the library's exceptions; zero for none.
  private static int code(MessagingException failure) {
    int code = 0;
    for (@Nullable Exception e = failure; e instanceof MessagingException one; ) {
      if (one instanceof SMTPSendFailedException sent) code = sent.getReturnCode();
      if (one instanceof SMTPAddressFailedException address) code = address.getReturnCode();
      e = one.getNextException();
    }
    return code;
  }

  /// What failed, in one line.
  static String reason(MessagingException failure) {
    Exception innermost = failure;
    while (innermost instanceof MessagingException e && e.getNextException() != null) {
      innermost = e.getNextException();
    }
    String text =
        String.valueOf(innermost.getMessage())
            .replaceFirst("^\\* BYE Jakarta Mail Exception: [\\w.]+: ", "")
            .replaceAll("\\s+", " ")
            .strip();
    return text.substring(0, Math.min(text.length(), REASON_CHARS_MAX));
  }
}
