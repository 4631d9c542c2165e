package dev.nanobot.channel;

import dev.nanobot.world.Bell;
import dev.nanobot.world.Cell;
import dev.nanobot.world.World;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// What other threads bring to one that works it off, in the order in which it came.
///
/// Shared: any thread puts, one takes. It has no limit: who puts waits for its turn to be over
/// before it brings more.
final class Letters<T> {
  private final Cell<List<T>> letters = new Cell<>(List.of());
  private final Bell bell;

  Letters(World world) {
    bell = new Bell(world);
  }

  void put(T letter) {
    letters.update(
        before -> {
          var after = new ArrayList<>(before);
          after.add(letter);
          return List.copyOf(after);
        });
    bell.ring();
  }

  /// All that is there; waits for it at most `longest`.
  List<T> take(Duration longest) throws InterruptedException {
    if (letters.get().isEmpty()) bell.await(longest);
    return letters.swap(List.of());
  }
}
