package dev.nanobot.channel;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.icegreen.greenmail.store.FolderListener;
import com.icegreen.greenmail.store.MailFolder;
import com.icegreen.greenmail.user.GreenMailUser;
import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import dev.nanobot.message.Secret;
import dev.nanobot.message.SessionKey;
import dev.nanobot.world.RealWorld;
import dev.nanobot.world.World;
import jakarta.mail.Flags;
import jakarta.mail.MessagingException;
import jakarta.mail.Multipart;
import jakarta.mail.Session;
import jakarta.mail.internet.MimeMessage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/// A mailbox of GreenMail behind a gate, and a server that mails are handed to. Whoever writes has
/// a thread of mails, whose first mail nobody has.
final class FakeEmail implements FakeChatPlatform {
  static final String BOT = "bot@example.org";
  static final String AUTHSERV = "mx.example.org";
  private static final String PASSWORD = "secret";

  private final GreenMail greenMail = imapServer();
  private final GreenMailUser user;
  private final MailFolder inbox;
  private final TcpGate imap;
  private final FakeSmtp smtp;
  private final Email.Config config;
  private final Channel channel;
  private final Session session = Session.getInstance(new Properties());
  private final BlockingQueue<Acknowledged> acknowledged = new LinkedBlockingQueue<>();
  private final BlockingQueue<Spoken> spoken = new LinkedBlockingQueue<>();
  private final BlockingQueue<MimeMessage> sent = new LinkedBlockingQueue<>();
  private final Set<Long> seen = new HashSet<>(); // by the threads that hold its lock
  private final Map<String, String> senders = new HashMap<>(); // by the test's thread
  private final CountDownLatch closed = new CountDownLatch(1);
  private volatile Function<Spoken, Answer> policy = said -> new Taken("1");

  FakeEmail(Duration answerWait, Policy policy) {
    this(answerWait, policy, config -> config, new RealWorld());
  }

  FakeEmail(Duration answerWait, Policy policy, UnaryOperator<Email.Config> change, World world) {
    try {
      greenMail.start();
      user = greenMail.setUser(BOT, BOT, PASSWORD);
      inbox = greenMail.getManagers().getImapHostManager().getInbox(user);
      inbox.addListener(new Seen());
      imap = new TcpGate(greenMail.getImap().getPort());
      smtp = new FakeSmtp(this::said);
    } catch (Exception e) {
      throw new AssertionError(e);
    }
    config = change.apply(config(answerWait, policy));
    channel = new Email(config, world);
  }

  /// A server that has a minute to start.
  static GreenMail imapServer() {
    var setup = new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_IMAP);
    setup.setServerStartupTimeout(FakePlatform.PATIENCE.toMillis());
    return new GreenMail(setup);
  }

  private Email.Config config(Duration answerWait, Policy policy) {
    var security = Email.Security.NONE;
    return new Email.Config(
        new Email.Server("127.0.0.1", imap.port(), BOT, new Secret(PASSWORD), security),
        new Email.Server("127.0.0.1", smtp.port(), "", Secret.NONE, security),
        "INBOX",
        BOT,
        AUTHSERV,
        true,
        true,
        12_000,
        "Re: ",
        Duration.ofSeconds(5),
        answerWait,
        named(policy));
  }

  /// The same policy for people who are named by their addresses.
  private static Policy named(Policy policy) {
    return new Policy(
        policy.owners().stream().map(FakeEmail::address).collect(Collectors.toSet()),
        policy.allowed().stream().map(FakeEmail::address).collect(Collectors.toSet()),
        policy.pairs(),
        policy.groups(),
        policy.whenUnsure(),
        policy.rate());
  }

  /// The server that mails are handed to.
  FakeSmtp smtp() {
    return smtp;
  }

  /// The way to the mailbox.
  TcpGate imap() {
    return imap;
  }

  static String address(String name) {
    return name + "@example.org";
  }

  @Override
  public Channel channel() {
    return channel;
  }

  @Override
  public String called(String sender) {
    return address(sender);
  }

  @Override
  public String speaker(String chat) {
    return chat;
  }

  @Override
  public SessionKey session(String chat) {
    return new SessionKey("email", "", address(chat), thread(chat));
  }

  @Override
  public String externalId(String id) {
    String sender = senders.getOrDefault(id, "7");
    return Email.externalId(address(sender), "<" + id + "@example.org>");
  }

  // ---- what people do

  private static String thread(String chat) {
    return "<thread-" + chat + "@example.org>";
  }

  /// The fields of a mail that the receiving server vouches for.
  static String head(String id, String sender) {
    return "Authentication-Results: "
        + AUTHSERV
        + "; dmarc=pass header.from=example.org\r\n"
        + fields(id, sender);
  }

  static String fields(String id, String sender) {
    return "From: P"
        + sender
        + " <"
        + address(sender)
        + ">\r\n"
        + "To: "
        + BOT
        + "\r\n"
        + "Message-ID: <"
        + id
        + "@example.org>\r\n";
  }

  private static String plain(String text) {
    return "Content-Type: text/plain; charset=utf-8\r\n\r\n" + text + "\r\n";
  }

  private static String answer(String id, String sender, String text) {
    return head(id, sender) + "References: " + thread(sender) + "\r\n" + plain(text);
  }

  @Override
  public void bring(String id, String chat, String sender, String text) {
    senders.put(id, sender);
    bring(answer(id, sender, text));
  }

  /// Puts a mail as it is into the mailbox.
  void bring(String mail) {
    bring(mail.getBytes(UTF_8));
  }

  void bring(byte[] mail) {
    try {
      inbox.store(new MimeMessage(session, new ByteArrayInputStream(mail)));
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  @Override
  public void bringGarbage() {
    bring("\u0001\u0002 nothing that is a mail");
  }

  @Override
  public void bringFile(String id, String chat, String sender, String name, byte[] bytes) {
    bring(head(id, sender) + "References: " + thread(chat) + "\r\n" + mixed(name, bytes));
  }

  private static String mixed(String name, byte[] bytes) {
    return "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n"
        + plain("look")
        + "--b\r\nContent-Type: application/octet-stream\r\n"
        + "Content-Disposition: attachment; filename=\""
        + name
        + "\"\r\n"
        + "Content-Transfer-Encoding: base64\r\n\r\n"
        + Base64.getMimeEncoder().encodeToString(bytes)
        + "\r\n--b--\r\n";
  }

  @Override
  public int bringEveryKind(String sender) {
    List<String> mails = new ArrayList<>();
    mails.add(answer("k1", sender, "hello"));
    mails.add(answer("k2", sender, "/stop"));
    mails.add(head("k3", sender) + "Subject: hello\r\nContent-Type: text/html\r\n\r\n<b>hello</b>");
    mails.add(head("k4", sender) + mixed("notes.txt", new byte[] {1, 2}));
    mails.add(head("k5", sender) + "Auto-Submitted: auto-replied\r\n" + plain("I am away"));
    mails.add(head("k6", sender) + "List-Id: <x.example.org>\r\n" + plain("to the list"));
    mails.add(fields("k7", sender) + plain("forged"));
    mails.add(
        head("k8", sender)
            + "Disposition-Notification-To: "
            + address(sender)
            + "\r\n"
            + plain("?"));
    mails.forEach(this::bring);
    return mails.size();
  }

  // ---- what the channel does

  /// Whoever sees that a mail is marked.
  private final class Seen implements FolderListener {
    @Override
    public void expunged(int msn) {}

    @Override
    public void added(int msn) {}

    @Override
    public void mailboxDeleted() {}

    @Override
    public void flagsUpdated(int msn, Flags flags, Long uid) {
      try {
        long number = uid == null ? inbox.getMessageUids()[msn - 1] : uid;
        if (!flags.contains(Flags.Flag.SEEN)) return;
        synchronized (seen) {
          if (!seen.add(number)) return;
        }
        String id = inbox.getMessage(number).getMimeMessage().getHeader("Message-ID", null);
        String name = id == null ? "" : id.replaceFirst("<(.*)@.*", "$1");
        acknowledged.add(new Acknowledged(name, ""));
      } catch (MessagingException e) {
        throw new AssertionError(e);
      }
    }
  }

  private String said(byte[] bytes) {
    Spoken said;
    try {
      var mail = new MimeMessage(session, new ByteArrayInputStream(bytes));
      String text = text(mail);
      String chat = mail.getAllRecipients()[0].toString().replaceFirst("@example.org$", "");
      sent.add(mail);
      boolean isMarked = text.contains("may be a duplicate");
      said = new Spoken(chat, "", text, isMarked);
    } catch (MessagingException | IOException e) {
      throw new AssertionError(e);
    }
    spoken.add(said);
    return switch (policy.apply(said)) {
      case Taken taken -> "250 2.0.0 Ok: queued as " + taken.platformId();
      case Refused refused when refused.isRetryable() ->
          "451 4.7.1 " + refused.reason() + wait(refused.retryAfter());
      case Refused refused -> "554 5.1.1 " + refused.reason();
      case Silence silence -> {
        awaitEnd();
        yield "421 closed";
      }
      case Lost lost -> "";
    };
  }

  /// Also that of a mail with a file.
  private static String text(MimeMessage mail) throws MessagingException, IOException {
    Object content = mail.getContent();
    if (content instanceof Multipart parts) content = parts.getBodyPart(0).getContent();
    return ((String) content).replace("\r\n", "\n").stripTrailing();
  }

  private static String wait(Optional<Duration> wait) {
    return wait.map(time -> ", try again in " + time.toSeconds() + " seconds").orElse("");
  }

  private void awaitEnd() {
    try {
      closed.await();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Override
  public Acknowledged acknowledged() throws InterruptedException {
    return FakePlatform.next(acknowledged, "a mail that is marked");
  }

  @Override
  public Spoken spoken() throws InterruptedException {
    return FakePlatform.next(spoken, "something said");
  }

  /// The next mail that was handed over.
  MimeMessage sent() throws InterruptedException {
    return FakePlatform.next(sent, "a mail");
  }

  @Override
  public List<String> deeds() {
    return sent.stream().map(mail -> "mail").toList();
  }

  @Override
  public Steps steps() {
    return EmailSettings.DEFAULTS.steps(session("42"));
  }

  @Override
  public void answers(Function<Spoken, Answer> policy) {
    this.policy = policy;
  }

  @Override
  public void isDown(boolean isDown) {
    imap.isShut(isDown);
    smtp.isDown(isDown);
  }

  @Override
  public void close() {
    closed.countDown();
    imap.close();
    smtp.close();
    greenMail.stop();
  }
}
