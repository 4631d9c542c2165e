package dev.nanobot.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nanobot.message.Attachment;
import dev.nanobot.message.Inbound;
import dev.nanobot.message.Message;
import dev.nanobot.message.Principal;
import dev.nanobot.message.SessionKey;
import dev.nanobot.message.Trust;
import dev.nanobot.message.Upload;
import dev.nanobot.provider.ProviderException;
import dev.nanobot.provider.Transcriber;
import dev.nanobot.store.SqliteStore;
import dev.nanobot.store.Store;
import dev.nanobot.world.PassingWorld;
import dev.nanobot.world.RealWorld;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class EarsTest {
  private static final Principal ANN = new Principal("chat:ann");

  @TempDir private Path folder;
  private final RealWorld world = new RealWorld();
  private Store store;

  @BeforeEach
  void open() {
    store = SqliteStore.open(world, folder.resolve("store.db"));
  }

  @AfterEach
  void close() {
    store.close();
  }

  private SessionKey speak(Ears ears, String name) {
    SessionKey session = SessionKey.of("chat", name);
    speak(ears, session, name, 1);
    return session;
  }

  private void speak(Ears ears, SessionKey session, String id, int recordings) {
    List<Attachment> files = new ArrayList<>();
    for (int i = 0; i < recordings; i++) {
      files.add(store.attachments().put(ANN, Upload.of("a.ogg", "OggS".getBytes(UTF_8))));
    }
    Inbound message = new Inbound("chat", id, session, ANN, Trust.OWNER, "look").with(files);
    ears.listen(message);
    store.post(message, 9, Intake.FULL);
  }

  private String told(SessionKey session) {
    var lease = store.lease("one", Duration.ofMinutes(1), 1, Set.of(session), List.of()).getFirst();
    return ((Message.User) store.open(lease).orElseThrow().transcript().getLast()).text();
  }

  @Test
  void whateverGoesWrongWithARecordingItsMessageIsTaken() throws Exception {
    Ears ears =
        ears(
            (name, type, bytes) -> {
              throw new IllegalStateException("a bug");
            });
    SessionKey session = speak(ears, "1");
    assertThat(ears.hear(session)).isTrue();
    assertThat(told(session))
        .isEqualTo("look\n[\"a.ogg\" was not transcribed: it failed unexpectedly]");
  }

  @Test
  void noMoreIsInMemoryAtATimeThanThereIsRoomFor() throws Exception {
    var inside = new AtomicInteger();
    var begun = new CountDownLatch(2);
    var end = new CountDownLatch(1);
    var ears =
        new Ears(
            world,
            store.attachments(),
            (name, type, bytes) -> {
              inside.incrementAndGet();
              begun.countDown();
              end.await();
              return "hello";
            },
            2);
    List<Thread> hearing = new ArrayList<>();
    for (String name : List.of("1", "2", "3")) {
      SessionKey session = speak(ears, name);
      hearing.add(Thread.ofPlatform().start(() -> hear(ears, session)));
    }
    begun.await();
    for (Thread thread : hearing) while (!isHeld(thread)) Thread.onSpinWait();
    assertThat(inside).hasValue(2);
    end.countDown();
    for (Thread thread : hearing) thread.join();
    assertThat(inside).hasValue(3);
  }

  /// Whether a thread waits for room, or within the transcriber.
  private static boolean isHeld(Thread thread) {
    List<String> where = List.of(Semaphore.class.getName(), CountDownLatch.class.getName());
    return Arrays.stream(thread.getStackTrace()).anyMatch(at -> where.contains(at.getClassName()));
  }

  private static void hear(Ears ears, SessionKey session) {
    try {
      ears.hear(session);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void aRecordingOfWhichProcessesDieIsGivenUpAfterThreeAttempts() throws Exception {
    var attempts = new AtomicInteger();
    Ears ears =
        ears(
            (name, type, bytes) -> {
              attempts.incrementAndGet();
              throw new OutOfMemoryError("it is too much");
            });
    SessionKey session = speak(ears, "1");
    for (int i = 0; i < 3; i++) {
      assertThatThrownBy(() -> ears.hear(session)).isInstanceOf(OutOfMemoryError.class);
    }
    assertThat(ears.hear(session)).isTrue();
    assertThat(attempts).hasValue(3);
    assertThat(told(session))
        .isEqualTo(
            "look\n[\"a.ogg\" was not transcribed: it was given up after 3 attempts that came to"
                + " no end]");
  }

  @Test
  void aStopWhileARecordingIsHeardIsNoAttempt() throws Exception {
    var attempts = new AtomicInteger();
    Ears ears =
        ears(
            (name, type, bytes) -> {
              if (attempts.incrementAndGet() <= 5) throw new InterruptedException();
              return "hello";
            });
    SessionKey session = speak(ears, "1");
    for (int i = 0; i < 5; i++) {
      assertThatThrownBy(() -> ears.hear(session)).isInstanceOf(InterruptedException.class);
    }
    assertThat(ears.hear(session)).isTrue();
    assertThat(told(session)).isEqualTo("look\n[transcribed from \"a.ogg\"]\nhello");
  }

  private Ears ears(Transcriber transcriber) {
    return new Ears(world, store.attachments(), transcriber);
  }

  /// A world in which time passes when the test says so.
  private static final class Passing extends PassingWorld {
    final AtomicLong nanos = new AtomicLong();

    @Override
    public long nanos() {
      return nanos.get();
    }

    @Override
    public void sleep(Duration duration) {
      nanos.addAndGet(duration.toNanos());
    }
  }

  @Test
  void theRecordingsOfAMessageHaveTwoMinutesTogether() throws Exception {
    var passing = new Passing();
    var attempts = new AtomicInteger();
    var ears =
        new Ears(
            passing,
            store.attachments(),
            (name, type, bytes) -> {
              attempts.incrementAndGet();
              passing.sleep(Duration.ofSeconds(90));
              throw new ProviderException(ProviderException.Kind.UNAVAILABLE, "no answer");
            });
    SessionKey session = SessionKey.of("chat", "1");
    speak(ears, session, "1", 10);
    speak(ears, session, "2", 1);
    assertThat(ears.hear(session)).isTrue();
    assertThat(attempts).hasValue(4);
    assertThat(told(session)).isEqualTo("look\n[\"a.ogg\" was not transcribed: no answer]");
    assertThat(ears.hear(session)).isFalse();
  }

  @Test
  void whoAsksIsToldThatARecordingIsListenedTo() {
    var ears = new Ears(world, store.attachments(), (name, type, bytes) -> "hello");
    SessionKey session = speak(ears, "1");
    var asked = new Inbound("chat", "2", session, ANN, Trust.OWNER, "/status");
    long answer = House.commands(store).take(asked).orElseThrow().messageId();
    assertThat(store.status(answer).orElseThrow().answer())
        .contains("I am listening to a recording.");
  }
}
