package dev.nanobot.channel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nanobot.channel.MailQuestions.Letter;
import dev.nanobot.message.Inbound;
import dev.nanobot.world.PassingWorld;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// How a mailbox is listened to: who waits for whom, and how much is asked.
@Timeout(180)
final class EmailListeningTest {
  private static final Duration POLL = Duration.ofMinutes(25);

  private final Sleeping world = new Sleeping();
  private final FakeEmail mail =
      new FakeEmail(FakePlatform.PATIENCE, Policy.NOBODY, EmailListeningTest::rarely, world);
  private final ChannelContract.FakeIntake intake = new ChannelContract.FakeIntake();
  private final BlockingQueue<String> asked = new LinkedBlockingQueue<>();
  private Thread listening = new Thread();

  /// A world in which who sleeps is woken by the test.
  private static final class Sleeping extends PassingWorld {
    final BlockingQueue<Duration> slept = new LinkedBlockingQueue<>();
    final Semaphore mornings = new Semaphore(0);
    final AtomicLong passed = new AtomicLong();

    @Override
    public long nanos() {
      return super.nanos() + passed.get();
    }

    @Override
    public void sleep(Duration duration) throws InterruptedException {
      slept.add(duration);
      mornings.acquire();
    }
  }

  private static Email.Config rarely(Email.Config config) {
    return new Email.Config(
        config.imap(),
        config.smtp(),
        config.mailbox(),
        config.address(),
        config.authserv(),
        config.marksSeen(),
        config.answers(),
        config.bodyCharsMax(),
        config.subjectPrefix(),
        POLL,
        config.answerWait(),
        config.policy());
  }

  private void listen() {
    listen(text -> text);
  }

  /// The same, while what is said to the server is changed.
  private void listen(UnaryOperator<String> change) {
    mail.imap().there(text -> change.apply(asked(text)));
    listening =
        world.start(
            "listens",
            () -> {
              try {
                while (true) connect();
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            });
  }

  private void connect() throws InterruptedException {
    try {
      mail.channel().listen(intake);
    } catch (ConnectionLost e) {
      asked.add("lost: " + e.getMessage());
    }
  }

  private String asked(String text) {
    asked.addAll(text.lines().toList());
    return text;
  }

  /// Waits until something was asked for; returns what was before it.
  private long until(String question) throws InterruptedException {
    for (long before = 0; ; before++) {
      String next = asked.poll(60, TimeUnit.SECONDS);
      if (next == null) throw new AssertionError("nobody asked for " + question);
      if (next.contains(question)) return before;
    }
  }

  /// Brings a mail, and wakes who waits: the server of the tests tells nobody of one that comes
  /// just as the waiting begins.
  private void bringAndWake(int id, String text) {
    mail.bring("" + id, "42", "42", text);
    world.mornings.release();
  }

  /// Brings mails until the server tells of one, without waking anybody; returns the first.
  private Inbound firstTold(String text) throws InterruptedException {
    for (int id = 1; ; id++) {
      mail.bring("" + id, "42", "42", text);
      Inbound told = intake.calls.poll(1, TimeUnit.SECONDS);
      if (told != null) return told;
    }
  }

  @AfterEach
  void end() throws InterruptedException {
    listening.interrupt();
    listening.join();
    mail.close();
  }

  @Test
  void aMailThatComesWhileTheServerIsToTellIsHeardWithoutAnotherLook() throws Exception {
    listen();
    until("IDLE");
    assertThat(firstTold("hello").text()).isEqualTo("hello");
    assertThat(world.mornings.availablePermits()).isZero();
  }

  @Test
  void aMailThatComesRightBeforeTheServerIsToTellIsHeardToo() throws Exception {
    var isFirst = new AtomicBoolean(true);
    listen(
        text -> {
          if (text.contains(" IDLE") && isFirst.getAndSet(false)) {
            mail.bring("1", "42", "42", "hello");
          }
          return text;
        });
    assertThat(intake.next().text()).isEqualTo("hello");
  }

  @Test
  void waitingEndsAndBeginsAnewBeforeServersEndIt() throws Exception {
    listen();
    for (int i = 0; i < 3; i++) {
      until("IDLE");
      assertThat(world.slept.poll(60, TimeUnit.SECONDS)).isLessThan(Duration.ofMinutes(29));
      world.mornings.release();
      assertThat(until("DONE")).isZero();
      assertThat(until("UID FETCH")).isZero();
    }
    assertThat(firstTold("hello").text()).isEqualTo("hello");
  }

  @Test
  void aServerThatCannotTellIsAskedAfterEachPoll() throws Exception {
    mail.imap().back(text -> text.replace("IDLE", "LAZY"));
    listen();
    assertThat(world.slept.poll(60, TimeUnit.SECONDS)).isEqualTo(POLL);
    mail.bring("1", "42", "42", "hello");
    assertThat(intake.calls).isEmpty();
    world.mornings.release();
    assertThat(intake.next().text()).isEqualTo("hello");
    assertThat(asked).isNotEmpty().noneMatch(question -> question.contains("IDLE"));
  }

  @Test
  void ofManyMailsEachIsMarkedAndFiftyAreFetchedAtOnce() throws Exception {
    for (int i = 0; i < 100; i++) mail.bring("" + i, "42", "42", "text " + i);
    listen();
    for (int i = 0; i < 100; i++) {
      assertThat(intake.next().text()).isEqualTo("text " + i);
      assertThat(mail.acknowledged().id()).isEqualTo("" + i);
    }
    until("IDLE");
    assertThat(mail.imap().passed()).filteredOn(text -> text.contains("BODY.PEEK")).hasSize(2);
    assertThat(mail.imap().passed()).filteredOn(text -> text.contains("STORE")).hasSize(100);
    assertThat(mail.imap().passed()).hasSizeLessThan(120);
  }

  @Test
  void aMailThatIsTooLargeIsPassedOverAndNotFetched() throws Exception {
    mail.imap().back(text -> text.replaceAll("SIZE \\d+ UID 1\\)", "SIZE 99999999 UID 1)"));
    mail.bring("1", "42", "42", "large");
    mail.bring("2", "42", "42", "small");
    listen();
    assertThat(intake.next().text()).isEqualTo("small");
    assertThat(intake.calls).isEmpty();
    assertThat(mail.imap().passed())
        .filteredOn(text -> text.contains("BODY.PEEK"))
        .singleElement()
        .asString()
        .contains("UID FETCH 2 ");
  }

  @Test
  void aMailThatTheServerRefusesIsPassedOverAndHoldsUpNoOther() throws Exception {
    mail.bring("1", "42", "42", "first");
    mail.bring("2", "42", "42", "refused");
    mail.bring("3", "42", "42", "third");
    listen(
        text ->
            text.replaceAll("FETCH (2|1:3) \\(UID BODY.PEEK\\[\\]\\)", "FETCH $1 (NONSENSE)")
                .replaceAll("STORE 2 .*", "STORE 2 NONSENSE"));
    world.mornings.release(2);
    assertThat(intake.next().text()).isEqualTo("first");
    assertThat(intake.next().text()).isEqualTo("third");
    until("IDLE");
    assertThat(mail.imap().passed()).filteredOn(text -> text.contains("BODY.PEEK")).hasSize(6);
    assertThat(asked).noneMatch(text -> text.startsWith("lost"));
    bringAndWake(4, "behind");
    assertThat(intake.next().text()).isEqualTo("behind");
  }

  @Test
  void aMailThatTheServerRefusesIsNotMarkedThenOrAfterAnotherConnection() throws Exception {
    mail.bring("1", "42", "42", "first");
    mail.bring("2", "42", "42", "refused");
    listen(
        text -> text.replaceAll("FETCH (2|1:2) \\(UID BODY.PEEK\\[\\]\\)", "FETCH $1 (NONSENSE)"));
    world.mornings.release(2);
    assertThat(intake.next().text()).isEqualTo("first");
    until("IDLE");
    mail.imap().isShut(true);
    mail.imap().isShut(false);
    until("IDLE");
    bringAndWake(3, "third");
    assertThat(intake.next().text()).isEqualTo("third");
    until("IDLE");
    assertThat(mail.imap().passed())
        .filteredOn(text -> text.contains("STORE"))
        .hasSize(2)
        .noneMatch(text -> text.contains("STORE 2 "));
  }

  @Test
  void noMailIsPassedOverWhileTheServerGivesNone() throws Exception {
    for (int i = 1; i <= 3; i++) mail.bring("" + i, "42", "42", "text " + i);
    var isIll = new AtomicBoolean(true);
    world.mornings.release(9);
    listen(text -> isIll.get() ? text.replace("(UID BODY.PEEK[])", "(NONSENSE)") : text);
    until("lost: the mail server gives no mail: ");
    until("lost: the mail server gives no mail: ");
    isIll.set(false);
    for (int i = 1; i <= 3; i++) assertThat(intake.next().text()).isEqualTo("text " + i);
  }

  @Test
  void aMailThatIsRefusedForAnHourIsPassedOver() throws Exception {
    mail.bring("1", "42", "42", "refused");
    listen(text -> text.replace("UID FETCH 1 (UID BODY.PEEK[])", "UID FETCH 1 (NONSENSE)"));
    until("lost: the mail server gives no mail: ");
    world.passed.set(Duration.ofHours(1).toNanos());
    world.mornings.release(2);
    until("IDLE");
    bringAndWake(2, "behind");
    assertThat(intake.next().text()).isEqualTo("behind");
  }

  @Test
  void aMailboxThatWasMadeAnewIsHeardFromWhatNobodyHasSeen() throws Exception {
    listen();
    for (int i = 1; i <= 3; i++) bringAndWake(i, "text " + i);
    for (int i = 1; i <= 3; i++) mail.acknowledged();
    mail.imap().isShut(true);
    mail.imap().back(text -> text.replaceAll("UIDVALIDITY \\d+", "UIDVALIDITY 77"));
    bringAndWake(4, "text 4");
    mail.imap().isShut(false);
    for (int i = 1; i <= 4; i++) assertThat(intake.next().text()).isEqualTo("text " + i);
    mail.acknowledged();
    assertThat(intake.calls).isEmpty();
    assertThat(intake.cursor("email/" + FakeEmail.BOT + "@127.0.0.1/INBOX")).contains("77/4");
  }

  @Test
  void mailsAreFetchedTogetherWhileTheyAreFewAndSmall() {
    List<Letter> mails = Stream.of(1, 2, 3, 4).map(uid -> new Letter(uid, 900 << 10)).toList();
    assertThat(Mailbox.together(mails)).containsExactly(mails.subList(0, 2), mails.subList(2, 4));
    assertThat(Mailbox.together(List.of(new Letter(1, 30 << 20), new Letter(2, 1)))).hasSize(2);
    assertThat(Mailbox.together(List.of())).isEmpty();
  }
}
