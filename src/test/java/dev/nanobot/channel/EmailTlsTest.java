package dev.nanobot.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.icegreen.greenmail.util.GreenMail;
import dev.nanobot.http.OwnCertificate;
import dev.nanobot.message.Outbound;
import dev.nanobot.message.Secret;
import dev.nanobot.message.SessionKey;
import dev.nanobot.world.RealWorld;
import jakarta.mail.MessagingException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Passwords and mails go over TLS that begins on the usual port, or not at all.
@Timeout(180)
final class EmailTlsTest {
  private static final String BOT = "bot@example.org";
  private static final String PASSWORD = "only over tls";

  /// What may be said over an open line.
  private static final Pattern HARMLESS =
      Pattern.compile(
          "((EHLO|HELO) \\S+|QUIT|[A-Z]+\\d+ (CAPABILITY|LOGOUT)|([A-Z]+\\d+ )?STARTTLS)");

  @TempDir static Path folder;
  private static SSLContext trusted;
  private static SSLContext ofAnotherName;

  private final GreenMail greenMail = FakeEmail.imapServer();
  private final List<byte[]> sent = new ArrayList<>(); // by the thread that sends, one at a time
  private final List<AutoCloseable> open = new ArrayList<>();

  @BeforeAll
  static void makeCertificates() throws Exception {
    trusted = OwnCertificate.of(folder, "dns:localhost,ip:127.0.0.1");
    ofAnotherName = OwnCertificate.of(folder, "dns:mail.example.org");
  }

  @AfterEach
  void closeAll() throws Exception {
    for (AutoCloseable one : open) one.close();
    greenMail.stop();
  }

  private TlsDoor imap(SSLContext tls, boolean offersTls) throws Exception {
    greenMail.start();
    greenMail.setUser(BOT, BOT, PASSWORD);
    var door = new TlsDoor(tls, greenMail.getImap().getPort(), offersTls).imap();
    open.add(door);
    return door;
  }

  private FakeSmtp smtp() throws Exception {
    var smtp =
        new FakeSmtp(
            mail -> {
              sent.add(mail);
              return "250 queued as 7";
            });
    open.add(smtp);
    return smtp;
  }

  private TlsDoor smtp(FakeSmtp behind, SSLContext tls, boolean offersTls) throws Exception {
    var door = new TlsDoor(tls, behind.port(), offersTls).smtp();
    open.add(door);
    return door;
  }

  private static Email.Config config(int port) {
    var server =
        new Email.Server("localhost", port, BOT, new Secret(PASSWORD), Email.Security.STARTTLS);
    return new Email.Config(
        server,
        server,
        "INBOX",
        BOT,
        "",
        true,
        true,
        1_000,
        "Re: ",
        Duration.ofSeconds(5),
        FakePlatform.PATIENCE,
        Policy.NOBODY);
  }

  private static Mailbox mailbox(TlsDoor door, SSLContext trust) throws MessagingException {
    Email.Config config = config(door.port());
    return new Mailbox(config, new MailSessions(config, trust::getSocketFactory));
  }

  private static String send(TlsDoor door, SSLContext trust) throws InterruptedException {
    var email = new Email(config(door.port()), new RealWorld(), trust::getSocketFactory);
    var target = new SessionKey("email", "", "ann@example.org", "");
    return email.send(new Outbound(1, "t1/0", target, "hello", 1, false)).orElseThrow();
  }

  private static void assertNothingWasTold(TlsDoor door) {
    assertThat(door.heard()).isNotEmpty().allMatch(line -> HARMLESS.matcher(line).matches());
  }

  // ---- IMAP

  @Test
  void aMailboxIsOpenedOverTlsThatBeginsOnTheUsualPort() throws Exception {
    TlsDoor door = imap(trusted, true);
    try (Mailbox mailbox = mailbox(door, trusted)) {
      assertThat(mailbox.unseen()).isEmpty();
    }
    assertThat(door.heard()).anyMatch(line -> line.endsWith("STARTTLS"));
    assertNothingWasTold(door);
  }

  @Test
  void aMailServerThatOffersNoTlsIsToldNoPassword() throws Exception {
    TlsDoor door = imap(trusted, false);
    assertThatThrownBy(() -> mailbox(door, trusted)).hasMessageContaining("STARTTLS");
    assertNothingWasTold(door);
  }

  @Test
  void aMailServerWithACertificateOfNobodyIsToldNoPassword() throws Exception {
    TlsDoor door = imap(trusted, true);
    assertThatThrownBy(() -> mailbox(door, SSLContext.getDefault()))
        .isInstanceOf(MessagingException.class);
    assertNothingWasTold(door);
  }

  @Test
  void aMailServerWithACertificateOfAnotherNameIsToldNoPassword() throws Exception {
    TlsDoor door = imap(ofAnotherName, true);
    assertThatThrownBy(() -> mailbox(door, ofAnotherName)).isInstanceOf(MessagingException.class);
    assertNothingWasTold(door);
  }

  // ---- SMTP

  @Test
  void aMailIsSentOverTlsThatBeginsOnTheUsualPort() throws Exception {
    FakeSmtp behind = smtp();
    TlsDoor door = smtp(behind, trusted, true);
    assertThat(send(door, trusted)).isEqualTo("7");
    assertThat(sent).hasSize(1);
    assertThat(behind.logins()).hasSize(1);
    assertNothingWasTold(door);
  }

  @Test
  void aServerThatOffersNoTlsIsToldNeitherPasswordNorMail() throws Exception {
    FakeSmtp behind = smtp();
    assertNothingIsSent(smtp(behind, trusted, false), trusted, behind);
  }

  @Test
  void aServerWithACertificateOfNobodyIsToldNeitherPasswordNorMail() throws Exception {
    FakeSmtp behind = smtp();
    assertNothingIsSent(smtp(behind, trusted, true), SSLContext.getDefault(), behind);
  }

  @Test
  void aServerWithACertificateOfAnotherNameIsToldNeitherPasswordNorMail() throws Exception {
    FakeSmtp behind = smtp();
    assertNothingIsSent(smtp(behind, ofAnotherName, true), ofAnotherName, behind);
  }

  private void assertNothingIsSent(TlsDoor door, SSLContext trust, FakeSmtp behind) {
    DeliveryException e = catchThrowableOfType(DeliveryException.class, () -> send(door, trust));
    assertThat(e.isRetryable()).isTrue();
    assertThat(e.isUndecided()).isFalse();
    assertThat(sent).isEmpty();
    assertThat(behind.logins()).isEmpty();
    assertNothingWasTold(door);
  }
}
