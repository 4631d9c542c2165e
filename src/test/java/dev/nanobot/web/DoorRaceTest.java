package dev.nanobot.web;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nanobot.race.Race;
import dev.nanobot.race.Torn;
import java.net.InetAddress;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/// ```
/// enter ─┐
/// enter ─┼─▶ never more inside than there is room for
/// enter ─┘
/// ```
class DoorRaceTest {
  private static final InetAddress ADDRESS = InetAddress.getLoopbackAddress();
  private static final Door.Limits LIMITS = new Door.Limits(2, 3, Duration.ofSeconds(60), 5);

  @Test
  void neverMoreAreInsideThanThereIsRoomFor() {
    Race.explore(
        () -> {
          var door = new Door(LIMITS);
          boolean[] in = new boolean[3];
          Race.together(
              () -> in[0] = door.enter(), () -> in[1] = door.enter(), () -> in[2] = door.enter());
          int inside = (in[0] ? 1 : 0) + (in[1] ? 1 : 0) + (in[2] ? 1 : 0);
          Race.check(inside == 2, "two come in, not " + inside);
        });
  }

  @Test
  void failuresAtTheSameTimeAreAllCounted() {
    Race.explore(
        () -> {
          var door = new Door(LIMITS);
          door.failed(ADDRESS, 0);
          Race.together(() -> door.failed(ADDRESS, 0), () -> door.failed(ADDRESS, 0));
          Race.check(door.isClosedTo(ADDRESS, 0), "a failure was lost");
        });
  }

  @Test
  void aDoorThatReadsAndThenWritesIsCaught() {
    assertThatThrownBy(
            () ->
                Race.explore(
                    () -> {
                      var door = new Torn();
                      Race.together(door::add, door::add, door::add);
                      Race.check(door.count() == 3, "a failure was lost");
                    }))
        .hasMessageContaining("a failure was lost");
  }
}
