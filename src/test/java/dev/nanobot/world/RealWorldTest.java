package dev.nanobot.world;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
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
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-version")
            .redirectErrorStream(true)
            .start();
    long started = process.info().startInstant().orElseThrow().toEpochMilli();
    String worker = host() + "/" + process.pid() + "@" + started + "/id";
    process.getInputStream().readAllBytes();
    process.waitFor();
    assertThat(world.isGone(worker)).isTrue();
  }

  @Test
  void anotherProcessUnderTheSameNumberIsGone() {
    String[] parts = world.worker().split("/");
    long pid = ProcessHandle.current().pid();
    assertThat(world.isGone(parts[0] + "/" + pid + "@1000/id")).isTrue();
  }

  /// The start of a process is counted from the start of the machine, whose time shifts with every
  /// correction of the clock.
  @Test
  void aProcessIsNotGoneBecauseTheClockWasCorrected() throws Exception {
    Process process = new ProcessBuilder("cat").start();
    try {
      long started = process.info().startInstant().orElseThrow().toEpochMilli();
      for (long shift : new long[] {-1_000, 0, 1_000}) {
        assertThat(world.isGone(host() + "/" + process.pid() + "@" + (started + shift) + "/id"))
            .as("shifted by %d ms", shift)
            .isFalse();
      }
    } finally {
      process.destroy();
      process.waitFor();
    }
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
    assertThat(world.isGone(nonsense.replace("HOST", host()))).isFalse();
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

  private String host() {
    return world.worker().split("/")[0];
  }
}
