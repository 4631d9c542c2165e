package dev.nanobot.channel;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.nanobot.channel.FakePlatform.Acknowledged;
import dev.nanobot.channel.FakePlatform.Refused;
import dev.nanobot.channel.FakePlatform.Silence;
import dev.nanobot.channel.FakePlatform.Spoken;
import dev.nanobot.channel.FakePlatform.Taken;
import dev.nanobot.message.Cursor;
import dev.nanobot.message.Inbound;
import dev.nanobot.message.Outbound;
import dev.nanobot.message.Principal;
import dev.nanobot.message.SessionKey;
import dev.nanobot.message.Trust;
import dev.nanobot.world.RealWorld;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// What every channel promises. A channel's test extends this with a fake of its platform.
@Timeout(180)
public abstract class ChannelContract {
  private static final Duration LONG = Duration.ofMinutes(2);
  private static final long PATIENCE_S = FakePlatform.PATIENCE.toSeconds();
  private static final Duration SHORT = Duration.ofMillis(50);
  private static final int LONG_TEXT_CHARS = 20_000;

  private final RealWorld world = new RealWorld();
  private final FakeIntake intake = new FakeIntake();
  private final List<Thread> threads = new ArrayList<>();
  private final List<FakePlatform> platforms = new ArrayList<>();

  /// A fresh platform with its channel; the channel waits `answerWait` for the platform's answers.
  protected abstract FakePlatform platform(Duration answerWait);

  @AfterEach
  void endEverything() throws InterruptedException {
    threads.forEach(Thread::interrupt);
    for (Thread thread : threads) thread.join();
    platforms.forEach(FakePlatform::close);
  }

  // ---- hearing

  @Test
  void aMessageArrivesOnceWithWhoSaidItAndWhere() throws Exception {
    FakePlatform platform = listening();
    String speaker = platform.speaker("42");
    platform.bring("1", "42", speaker, "hello");
    platform.acknowledged();

    Inbound heard = intake.next();
    assertThat(heard.text()).isEqualTo("hello");
    assertThat(heard.channel()).isEqualTo(platform.channel().name());
    assertThat(heard.session().endpoint()).isEqualTo(platform.channel().name());
    assertThat(heard.session()).isEqualTo(platform.session("42"));
    assertThat(heard.principal().id())
        .isEqualTo(platform.channel().name() + ":" + platform.called(speaker));
    assertThat(intake.calls).isEmpty();
  }

  @Test
  void aMessageThatCouldNotBeStoredIsNotAcknowledgedAndIsAcceptedWhenItComesAgain()
      throws Exception {
    FakePlatform platform = listening();
    intake.failures.add(platform.externalId("1"));
    platform.bring("1", "42", "7", "first");
    assertThat(intake.failed.poll(PATIENCE_S, SECONDS)).isEqualTo(platform.externalId("1"));
    platform.bringAgain("1", "42", "7", "first");
    platform.bring("2", "42", "7", "second");
    assertThat(platform.acknowledged().id()).isEqualTo("1");
    assertThat(platform.acknowledged().id()).isEqualTo("2");
    assertThat(intake.next().text()).isEqualTo("first");
    assertThat(intake.next().text()).isEqualTo("second");
  }

  @Test
  void aRepeatIsAcknowledgedLikeTheFirstTime() throws Exception {
    FakePlatform platform = listening();
    platform.bring("1", "42", "7", "hello");
    Acknowledged first = platform.acknowledged();
    platform.bring("1", "42", "7", "hello");
    assertThat(platform.acknowledged()).isEqualTo(first);
    assertThat(intake.next()).isEqualTo(intake.next());
  }

  @Test
  void messagesOfAChatArriveInTheirOrder() throws Exception {
    FakePlatform platform = listening();
    int many = platform.many();
    for (int i = 0; i < many; i++) {
      platform.bring("a" + i, "42", platform.speaker("42"), "text " + i);
      platform.bring("b" + i, "43", platform.speaker("43"), "text " + i);
    }
    for (int i = 0; i < 2 * many; i++) platform.acknowledged();
    List<Inbound> heard = new ArrayList<>();
    intake.calls.drainTo(heard);
    for (String chat : List.of("42", "43")) {
      SessionKey session = platform.session(chat);
      assertThat(heard.stream().filter(in -> in.session().equals(session)).map(Inbound::text))
          .hasSize(many)
          .containsExactlyElementsOf(
              java.util.stream.IntStream.range(0, many).mapToObj(i -> "text " + i).toList());
    }
  }

  @Test
  void whatCannotBeUnderstoodHoldsUpNothing() throws Exception {
    FakePlatform platform = listening();
    platform.bringGarbage();
    platform.bring("1", "42", "7", "hello");
    platform.acknowledged();
    assertThat(intake.next().externalId()).isEqualTo(platform.externalId("1"));
    assertThat(intake.calls).isEmpty();
  }

  @Test
  void anInterruptEndsListening() throws Exception {
    FakePlatform platform = platform(LONG);
    platforms.add(platform);
    var listening =
        new FutureTask<>(
            () -> {
              platform.channel().listen(intake);
              return "returned";
            });
    Thread thread = start(listening);
    platform.bring("1", "42", "7", "hello");
    platform.acknowledged();
    thread.interrupt();
    assertThatThrownBy(() -> listening.get(PATIENCE_S, SECONDS))
        .hasCauseInstanceOf(InterruptedException.class);
  }

  // ---- saying

  @Test
  void whatIsSaidArrivesWithItsKeyAndReturnsThePlatformsId() throws Exception {
    FakePlatform platform = listening();
    platform.answers(said -> new Taken("id-7"));
    assertThat(send(platform, 1, "42", "hello")).contains("id-7");
    Spoken spoken = platform.spoken();
    assertThat(spoken).isEqualTo(new Spoken("42", spoken.key(), "hello", false));
    assertThat(spoken.key()).isIn("t1/0", "");
  }

  @Test
  void aLongTextArrivesWholeOrInPartsInOrder() throws Exception {
    FakePlatform platform = listening();
    var text = new StringBuilder();
    for (int i = 0; text.length() < LONG_TEXT_CHARS; i++) {
      text.append("word ").append(i).append(' ');
    }
    Outbound whole = message(platform, 1, "42", text.toString());
    for (String part : platform.channel().parts(whole.text())) {
      platform.channel().send(whole.part(part));
    }
    var heard = new StringBuilder();
    while (squeezed(heard).length() < squeezed(text).length()) {
      heard.append(platform.spoken().text());
    }
    assertThat(squeezed(heard)).isEqualTo(squeezed(text));
  }

  @Test
  void aRefusalForEverIsNotRetryable() throws Exception {
    FakePlatform platform = listening();
    platform.answers(said -> new Refused("no such chat", false, Optional.empty()));
    DeliveryException refusal = refusal(platform);
    assertThat(refusal.isRetryable()).isFalse();
    assertThat(refusal.retryAfter()).isEmpty();
    assertThat(refusal).hasMessageContaining("no such chat");
  }

  @Test
  void aRefusalForNowIsRetryableAfterTheTimeThePlatformAsked() throws Exception {
    FakePlatform platform = listening();
    Duration wait = Duration.ofSeconds(3);
    platform.answers(said -> new Refused("slow down", true, Optional.of(wait)));
    DeliveryException refusal = refusal(platform);
    assertThat(refusal.isRetryable()).isTrue();
    assertThat(refusal.retryAfter()).contains(wait);
  }

  @Test
  void aPlatformThatDoesNotAnswerInTimeMayBeAskedAgain() throws Exception {
    FakePlatform platform = listening(SHORT);
    platform.answers(said -> new Silence());
    DeliveryException late = refusal(platform);
    while (!late.isUndecided() && late.isUnanswered()) late = refusal(platform); // not even there
    assertThat(late.isUndecided()).isTrue();
    assertThat(late.isRetryable()).isTrue();
  }

  @Test
  void sendsToDifferentChatsAreUnderWayTogether() throws Exception {
    FakePlatform platform = listening();
    var secondArrived = new CountDownLatch(1);
    platform.answers(
        said -> {
          if (said.chat().equals("first")) await(secondArrived);
          else secondArrived.countDown();
          return new Taken("id-" + said.chat());
        });
    var first = new FutureTask<>(() -> send(platform, 1, "first", "a"));
    start(first);
    assertThat(platform.spoken().chat()).isEqualTo("first");
    assertThat(send(platform, 2, "second", "b")).contains("id-second");
    assertThat(first.get(PATIENCE_S, SECONDS)).contains("id-first");
  }

  @Test
  void anInterruptEndsASend() throws Exception {
    FakePlatform platform = listening();
    platform.answers(said -> new Silence());
    var send = new FutureTask<>(() -> send(platform, 1, "42", "hello"));
    Thread thread = start(send);
    platform.spoken();
    thread.interrupt();
    assertThatThrownBy(() -> send.get(PATIENCE_S, SECONDS))
        .hasCauseInstanceOf(InterruptedException.class);
  }

  // ---- means

  protected final FakePlatform listening() {
    return listening(LONG);
  }

  private FakePlatform listening(Duration answerWait) {
    FakePlatform platform = platform(answerWait);
    platforms.add(platform);
    start(
        new FutureTask<>(
            () -> {
              while (true) listen(platform);
            }));
    return platform;
  }

  /// As `Listening` does, without waiting.
  private void listen(FakePlatform platform) throws InterruptedException {
    try {
      platform.channel().listen(intake);
    } catch (IllegalStateException | ConnectionLost e) {
      assertThat(e).hasMessageMatching(".*(disk full|did not|does not).*");
    }
  }

  protected final FakeIntake intake() {
    return intake;
  }

  private Thread start(FutureTask<?> body) {
    Thread thread = world.start("contract", body);
    threads.add(thread);
    return thread;
  }

  private static DeliveryException refusal(FakePlatform platform) {
    return catchThrowableOfType(DeliveryException.class, () -> send(platform, 1, "42", "hello"));
  }

  protected static Optional<String> send(FakePlatform platform, long id, String chat, String text)
      throws InterruptedException {
    return platform.channel().send(message(platform, id, chat, text));
  }

  private static Outbound message(FakePlatform platform, long id, String chat, String text) {
    return new Outbound(id, "t" + id + "/0", platform.session(chat), text, 1, false);
  }

  private static String squeezed(CharSequence text) {
    return text.toString().replaceAll("\\s+", "");
  }

  private static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(PATIENCE_S, SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /// An intake that stores in memory, and can fail once for a message.
  protected static final class FakeIntake implements Channel.Intake {
    final BlockingQueue<Inbound> calls = new LinkedBlockingQueue<>();
    final BlockingQueue<String> failures = new LinkedBlockingQueue<>();
    final BlockingQueue<String> failed = new LinkedBlockingQueue<>();
    private final ConcurrentHashMap<String, Long> ids = new ConcurrentHashMap<>();
    private final ConcurrentHashMap<String, String> cursors = new ConcurrentHashMap<>();

    @Override
    public long accept(Inbound message) {
      if (failures.remove(message.externalId())) {
        failed.add(message.externalId());
        throw new IllegalStateException("disk full");
      }
      calls.add(message);
      return ids.computeIfAbsent(message.externalId(), key -> 17L + ids.size());
    }

    @Override
    public boolean hear(Arrival arrival) {
      String channel = arrival.session().endpoint();
      var principal = new Principal(channel + ":" + arrival.sender().id());
      accept(
          new Inbound(
              channel, arrival.id(), arrival.session(), principal, Trust.ALLOWED, arrival.text()));
      if (arrival.cursor() != null) passed(arrival.cursor());
      return true;
    }

    @Override
    public Optional<String> cursor(String name) {
      return Optional.ofNullable(cursors.get(name));
    }

    @Override
    public void passed(Cursor cursor) {
      cursors.put(cursor.name(), cursor.value());
    }

    @Override
    public void connected() {}

    Inbound next() throws InterruptedException {
      Inbound next = calls.poll(PATIENCE_S, SECONDS);
      if (next == null) throw new AssertionError("expected a message at the intake");
      return next;
    }
  }
}
