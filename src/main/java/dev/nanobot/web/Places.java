package dev.nanobot.web;

import dev.nanobot.world.Cell;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// The places for answers that go on for as long as somebody reads: so many in all, and so many for
/// one holder of a right to come in.
///
/// Shared: any request takes a place and gives it back; the state is replaced as a whole.
final class Places {
  private static final Duration WAIT = Duration.ofSeconds(5);

  private final Limits limits;
  private final Cell<Map<String, Integer>> taken = new Cell<>(Map.of());

  /// The most in all, and of one holder.
  record Limits(int all, int each) {
    /// Leaves connections for requests that are answered at once, and places for other holders.
    static Limits of(int connectionsMax) {
      int all = Math.max(1, connectionsMax * 3 / 4);
      return new Limits(all, Math.max(1, connectionsMax / 2));
    }
  }

  Places(Limits limits) {
    this.limits = limits;
  }

  /// @throws Rejected when the holder has too many, or all together
  Place take(String holder) {
    if (taken.updateIf(now -> with(now, holder))) return new Place(holder);
    if (taken.get().getOrDefault(holder, 0) >= limits.each()) {
      throw Rejected.later(
          429, "too_many_streams", WAIT, "You follow " + limits.each() + " streams: end one.");
    }
    throw Rejected.later(503, "too_busy", WAIT, "Too many streams are followed.");
  }

  private Optional<Map<String, Integer>> with(Map<String, Integer> now, String holder) {
    int of = now.getOrDefault(holder, 0);
    int all = now.values().stream().mapToInt(Integer::intValue).sum();
    if (of >= limits.each() || all >= limits.all()) return Optional.empty();
    var after = new HashMap<>(now);
    after.put(holder, of + 1);
    return Optional.of(Map.copyOf(after));
  }

  private static Map<String, Integer> without(Map<String, Integer> now, String holder) {
    var after = new HashMap<>(now);
    int left = now.getOrDefault(holder, 0) - 1;
    if (left > 0) after.put(holder, left);
    else after.remove(holder);
    return Map.copyOf(after);
  }

  /// What one answer took, until it is given back. To be closed once.
  final class Place implements AutoCloseable {
    private final String holder;

    private Place(String holder) {
      this.holder = holder;
    }

    @Override
    public void close() {
      taken.update(now -> without(now, holder));
    }
  }
}
