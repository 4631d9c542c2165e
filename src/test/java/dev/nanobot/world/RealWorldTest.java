package dev.nanobot.world;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.SynchronousQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RealWorldTest {
  private final RealWorld world = new RealWorld();

  @Test
  void idsAreOfOneShapeAndNeverTheSame() {
    Set<String> ids = new HashSet<>();
    for (int i = 0; i < 10_000; i++) {
      String id = world.id();
      assertThat(id).matches("[0-9a-v]{26}");
      assertThat(ids.add(id)).isTrue();
    }
  }

  @Test
  void aProcessThatRunsIsNotGone() {
    assertThat(world.isGone(world.worker())).isFalse();
  }

  @Test
  void twoProcessesHaveTwoNames() {
    assertThat(new RealWorld().worker()).isNotEqualTo(world.worker());
  }

  @Test
  void aProcessThatEndedIsGone() throws Exception {
    Process process = new ProcessBuilder("cat").start();
    String worker = parts(0, 3) + "/" + process.pid() + "@1/id";
    process.destroyForcibly();
    process.waitFor();
    assertThat(world.isGone(worker)).isTrue();
  }

  @Test
  void anotherProcessUnderTheSameNumberIsGone() {
    long pid = ProcessHandle.current().pid();
    assertThat(world.isGone(parts(0, 3) + "/" + pid + "@1/id")).isTrue();
  }

  /// Another process reads the same name, whatever the clock was when either began.
  @Test
  void aProcessIsKnownByATimeThatNoClockShifts() {
    assertThat(new RealWorld().worker().split("/")[3]).isEqualTo(world.worker().split("/")[3]);
    assertThat(new RealWorld().isGone(world.worker())).isFalse();
  }

  @Test
  void whoRanBeforeTheMachineStartedIsGone() {
    String[] parts = world.worker().split("/");
    parts[1] = "an-earlier-start";
    assertThat(world.isGone(String.join("/", parts))).isTrue();
  }

  @Test
  void whoseNumbersAreCountedElsewhereIsNotKnownToBeGone() {
    String[] parts = world.worker().split("/");
    parts[2] = "pid:[1]";
    parts[3] = "1@1";
    assertThat(world.isGone(String.join("/", parts))).isFalse();
  }

  @Test
  void whoIsOnAnotherHostIsNotKnownToBeGone() {
    assertThat(world.isGone("other-" + world.worker())).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "/",
        "//",
        "nonsense",
        "HOST/unknown/id",
        "HOST/@5/id",
        "HOST/1/id",
        "HOST/x@5/id",
        "HOST/-1@5/id",
        "HOST/99999999999999999999999@5/id",
        "HOST/1@5/id/more",
        "HOST/1@x/id",
        "HOST/1@99999999999999999999999/id",
        "HOST/\u0661@5/id"
      })
  void nobodyKnowsOfNonsenseThatItIsGone(String nonsense) {
    assertThat(world.isGone(nonsense.replace("HOST", parts(0, 3)))).isFalse();
  }

  @Test
  void anInterruptEndsASleep() throws InterruptedException {
    var asleep = new SynchronousQueue<Thread>();
    var woken = new CountDownLatch(1);
    world.start(
        "sleeper",
        () -> {
          try {
            asleep.put(Thread.currentThread());
            world.sleep(Duration.ofDays(1));
          } catch (InterruptedException e) {
            if (!Thread.currentThread().isInterrupted()) woken.countDown();
          }
        });
    asleep.take().interrupt();
    woken.await();
  }

  @Test
  void whoIsInterruptedAlreadyDoesNotFallAsleep() {
    Thread.currentThread().interrupt();
    assertThatThrownBy(() -> world.sleep(Duration.ofDays(1)))
        .isInstanceOf(InterruptedException.class);
    Thread.currentThread().interrupt();
    assertThatThrownBy(() -> world.sleep(Duration.ZERO)).isInstanceOf(InterruptedException.class);
  }

  @Test
  void aSleepLastsAsLongAsItSays() throws InterruptedException {
    long start = world.nanos();
    world.sleep(Duration.ofMillis(20));
    assertThat(world.since(start)).isGreaterThanOrEqualTo(Duration.ofMillis(20));
  }

  private String parts(int from, int to) {
    return String.join("/", Arrays.copyOfRange(world.worker().split("/"), from, to));
  }
}
