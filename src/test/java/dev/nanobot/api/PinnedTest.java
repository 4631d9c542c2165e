package dev.nanobot.api;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static org.assertj.core.api.Assertions.assertThat;

import dev.nanobot.store.SqliteStore;
import dev.nanobot.world.Bell;
import dev.nanobot.world.RealWorld;
import dev.nanobot.world.World;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.nio.file.Path;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// The count of pinned threads, against threads that really are.
@Timeout(180)
class PinnedTest {
  @TempDir private Path folder;
  private final World world = new RealWorld();

  /// Compares two numbers for a sort in C, and waits: the frame of C below holds the carrier.
  private static int compare(MemorySegment one, MemorySegment two) {
    LockSupport.parkNanos(1_000_000);
    return Long.compare(one.address(), two.address());
  }

  private static void sortInC() {
    try (Arena arena = Arena.ofConfined()) {
      var linker = Linker.nativeLinker();
      var pointers = FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS);
      var type = MethodType.methodType(int.class, MemorySegment.class, MemorySegment.class);
      var compare = MethodHandles.lookup().findStatic(PinnedTest.class, "compare", type);
      var sort =
          linker.downcallHandle(
              linker.defaultLookup().findOrThrow("qsort"),
              FunctionDescriptor.ofVoid(ADDRESS, JAVA_LONG, JAVA_LONG, ADDRESS));
      MemorySegment numbers = arena.allocateFrom(JAVA_INT, 2, 1);
      sort.invokeExact(
          numbers, 2L, JAVA_INT.byteSize(), linker.upcallStub(compare, pointers, arena));
    } catch (Throwable e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void aThreadThatWaitsBelowANativeFrameIsCounted() throws Exception {
    var pinned = new Pinned(world);
    long before = pinned.times().orElseThrow();
    var bell = new Bell(world);
    while (pinned.times().orElseThrow() == before) {
      Thread.ofVirtual().start(PinnedTest::sortInC).join();
      bell.await(Duration.ofMillis(50));
    }
    assertThat(pinned.times().orElseThrow()).isGreaterThan(before);
  }

  @Test
  void aGatewayThatBeginsAgainGoesOnWithTheCount() {
    long before = new Pinned(world).times().orElseThrow();
    assertThat(new Pinned(world).times().orElseThrow()).isGreaterThanOrEqualTo(before);
    assertThat(Thread.getAllStackTraces().keySet())
        .filteredOn(thread -> thread.getName().equals("pinned threads"))
        .hasSize(1);
  }

  @Test
  void theFiguresTellItWhereItIsKnown() {
    try (var store = SqliteStore.open(world, folder.resolve("store.db"))) {
      assertThat(new String(new Metrics(store).text(OptionalLong.of(3))))
          .contains("\nnanobot_pinned_threads_total 3.0\n");
      assertThat(new String(new Metrics(store).text(OptionalLong.empty())))
          .doesNotContain("pinned_threads");
    }
  }
}
