package dev.nanobot.channel;

import dev.nanobot.channel.Arrival.Scope;
import dev.nanobot.channel.Arrival.Sender;
import dev.nanobot.channel.MailQuestions.Letter;
import dev.nanobot.message.Attachment;
import dev.nanobot.message.Cursor;
import dev.nanobot.message.Outbound;
import dev.nanobot.message.Secret;
import dev.nanobot.message.SessionKey;
import dev.nanobot.message.Sha256;
import dev.nanobot.world.World;
import jakarta.mail.AuthenticationFailedException;
import jakarta.mail.MessagingException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Mail: a mailbox that is listened to by IMAP, and answers by SMTP (`docs/email.md`).
///
/// A chat is an address, a thread of it a thread of mails: nobody gets into another's by quoting
/// its mails. An answer goes to the sender alone.
///
/// Shared: one thread listens, any number send; what changes is that of `MailFetching`, and
/// the listening thread's alone.
public final class Email implements Channel {
  private static final Logger log = LoggerFactory.getLogger(Email.class);
  private static final String NAME = "email";
  private static final Duration PASSWORD_WAIT = Duration.ofMinutes(5);
  private static final int ID_BYTES = 16;

  private final Config config;
  private final World world;
  private final MailReader reader;
  private final MailSessions sessions;
  private final MailOut out;
  private final MailFetching fetching;

  /// `address` is the bot's own. `authserv` names the server whose word on senders is taken; empty
  /// takes every mail's word for it. `poll` is the longest time between two looks at the mailbox,
  /// `answerWait` how long a server may take to answer.
  public record Config(
      Server imap,
      Server smtp,
      String mailbox,
      String address,
      String authserv,
      boolean marksSeen,
      boolean answers,
      int bodyCharsMax,
      String subjectPrefix,
      Duration poll,
      Duration answerWait,
      Policy policy)
      implements ChannelConfig {
    public static final Duration ANSWER_WAIT = Duration.ofSeconds(20);

    @Override
    public Channel channel(Means means) {
      return new Email(this, means.world());
    }
  }

  /// A server of mails, and the account there; an empty `user` does not log in.
  public record Server(String host, int port, String user, Secret password, Security security) {}

  /// How what is sent to a server is kept from others.
  public enum Security {
    TLS,
    /// TLS that begins on the usual port, or nothing is sent.
    STARTTLS,
    NONE
  }

  public Email(Config config, World world) {
    this(config, world, () -> (SSLSocketFactory) SSLSocketFactory.getDefault());
  }

  /// `tls` makes connections that certain certificates can prove; it is asked when one is needed.
  Email(Config config, World world, Supplier<SSLSocketFactory> tls) {
    this.config = config;
    this.world = world;
    this.reader = new MailReader(config.bodyCharsMax());
    this.sessions = new MailSessions(config, tls);
    this.out = new MailOut(config, world, sessions);
    this.fetching = new MailFetching(world);
  }

  /// An address as people are named by it: its domain has no capitals.
  public static String address(String written) {
    int at = written.lastIndexOf('@');
    return written.substring(0, at + 1)
        + written.substring(at + 1).toLowerCase(java.util.Locale.ROOT);
  }

  /// What a mail is called: its own id counts for its sender alone.
  static String externalId(String sender, String messageId) {
    return Sha256.hex(sender + "\n" + messageId, ID_BYTES);
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public Policy policy() {
    return config.policy();
  }

  // ---- listening

  @Override
  public void listen(Intake intake) throws InterruptedException {
    try (var mailbox = new Mailbox(config, sessions)) {
      String name = NAME + "/" + config.imap().user() + "@" + config.imap().host();
      var place = new MailPlace(name + "/" + config.mailbox(), mailbox.validity());
      Optional<Long> last = intake.cursor(place.name()).flatMap(place::givenUid);
      if (last.isPresent()) mailbox.seen(last.get()); // It may have ended just before.
      while (true) {
        boolean isQuiet = !take(intake, mailbox, place);
        intake.connected();
        if (isQuiet) mailbox.await(world, config.poll());
      }
    } catch (MessagingException e) {
      if (Thread.interrupted()) throw new InterruptedException();
      throw lost(e);
    }
  }

  private static ConnectionLost lost(MessagingException failure) {
    if (failure instanceof AuthenticationFailedException) {
      return new ConnectionLost(
          "the mail server does not take the password: correct channels.email.imapUsername or"
              + " imapPassword",
          PASSWORD_WAIT);
    }
    return new ConnectionLost("the mail server did not answer: " + MailOut.reason(failure));
  }

  /// Takes what has come; false when that is nothing. Each mail moves the cursor, and is marked as
  /// seen after that: not one that the server did not give.
  private boolean take(Intake intake, Mailbox mailbox, MailPlace place)
      throws MessagingException, InterruptedException {
    Optional<Long> last = intake.cursor(place.name()).flatMap(place::uid);
    List<Letter> letters = last.isPresent() ? mailbox.after(last.get()) : mailbox.unseen();
    for (List<Letter> some : Mailbox.together(letters)) {
      Map<Long, byte[]> mails = fetching.bytes(mailbox, readable(some));
      for (Letter letter : some) {
        if (Thread.interrupted()) throw new InterruptedException();
        byte @Nullable [] mail = mails.get(letter.uid());
        boolean isUnread = mail == null && isReadable(letter);
        Cursor cursor = isUnread ? place.atUnread(letter.uid()) : place.at(letter.uid());
        Optional<Arrival> arrival = arrival(letter, mail, cursor);
        if (arrival.isEmpty() || !intake.hear(arrival.get())) intake.passed(cursor);
        if (!isUnread) mailbox.seen(letter.uid());
      }
    }
    if (last.isEmpty() && letters.isEmpty()) {
      mailbox.lastUid().ifPresent(uid -> intake.passed(place.at(uid)));
    }
    return !letters.isEmpty();
  }

  private static List<Letter> readable(List<Letter> letters) {
    return letters.stream().filter(Email::isReadable).toList();
  }

  private static boolean isReadable(Letter letter) {
    return letter.bytes() <= Mailbox.BYTES_MAX;
  }

  /// `mail` is nothing when it is too large, refused, or gone.
  private Optional<Arrival> arrival(Letter letter, byte @Nullable [] mail, Cursor cursor) {
    try {
      if (!isReadable(letter)) throw tooLarge(letter);
      if (mail == null) return Optional.empty();
      return Optional.of(arrival(reader.read(mail), cursor));
    } catch (MailRefused e) {
      log.info("{}: mail {} is passed over: {}", NAME, cursor.value(), e.getMessage());
      return Optional.empty();
    }
  }

  private static MailRefused tooLarge(Letter letter) {
    return new MailRefused(
        "it has %,d bytes; at most %,d are read".formatted(letter.bytes(), Mailbox.BYTES_MAX));
  }

  private Arrival arrival(Mail mail, Cursor cursor) throws MailRefused {
    mail.check(config.address(), config.authserv());
    String id = mail.id().isEmpty() ? cursor.name() + "/" + cursor.value() : mail.id();
    String thread = mail.thread().isEmpty() ? id : mail.thread();
    if (thread.length() > SessionKey.COMPONENT_CHARS_MAX) thread = Sha256.hex(thread, ID_BYTES);
    return new Arrival(
        externalId(mail.from(), id),
        new SessionKey(NAME, "", mail.from(), thread),
        new Sender(mail.from(), mail.name(), false),
        mail.isCopyFor(config.address()) ? Scope.OVERHEARD : Scope.DIRECT,
        mail.text(),
        mail.files(),
        cursor,
        MailMemo.of(mail.headers(), mail.id()).written(),
        "");
  }

  // ---- saying

  @Override
  public Optional<String> send(Outbound part) throws InterruptedException {
    return send(part, new MailContent.Text(part.markedText()));
  }

  @Override
  public Optional<String> sendFile(Outbound message, Attachment file, byte[] bytes)
      throws InterruptedException {
    return send(message, MailContent.File.of(message, file, bytes));
  }

  @Override
  public boolean answers() throws InterruptedException {
    return out.answers();
  }

  private Optional<String> send(Outbound part, MailContent content) throws InterruptedException {
    boolean isAnswer = !part.target().thread().isEmpty();
    if (isAnswer && !config.answers()) {
      throw new DeliveryException("channels.email.autoReplyEnabled is false", false, null);
    }
    return Optional.of(out.send(part, content));
  }
}
