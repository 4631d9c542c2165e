package dev.nanobot.e2e;

import dev.nanobot.world.RealWorld;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// How long answers took, by the marks that they repeat: `PLATFORM NUMBER.`
///
/// Shared: one lock.
final class Delays {
  private static final Pattern MARK = Pattern.compile("\\b[a-z]+ \\d+\\.");

  private final RealWorld world = new RealWorld();
  private final ReentrantLock lock = new ReentrantLock();
  private final Map<String, Delay> delays = new LinkedHashMap<>();

  /// `after` is empty as long as it is not answered.
  record Delay(
      String mark,
      String platform,
      ChannelDown.Phase phase,
      long broughtAt,
      Optional<Duration> after,
      int times) {}

  void brought(String mark, String platform, ChannelDown.Phase phase) {
    lock.lock();
    try {
      delays.put(mark, new Delay(mark, platform, phase, world.nanos(), Optional.empty(), 0));
    } finally {
      lock.unlock();
    }
  }

  /// Something was said, which may be an answer.
  void heard(String text) {
    Matcher mark = MARK.matcher(text);
    if (!mark.find()) return;
    lock.lock();
    try {
      delays.computeIfPresent(mark.group(), (key, delay) -> heard(delay));
    } finally {
      lock.unlock();
    }
  }

  private Delay heard(Delay delay) {
    Duration after = delay.after().orElse(world.since(delay.broughtAt()));
    return new Delay(
        delay.mark(),
        delay.platform(),
        delay.phase(),
        delay.broughtAt(),
        Optional.of(after),
        delay.times() + 1);
  }

  List<Delay> of(String platform) {
    lock.lock();
    try {
      return delays.values().stream().filter(one -> one.platform().equals(platform)).toList();
    } finally {
      lock.unlock();
    }
  }

  long heard(String platform, ChannelDown.Phase phase) {
    return ms(platform, phase).length;
  }

  /// In milliseconds, the shortest first.
  long[] ms(String platform, ChannelDown.Phase phase) {
    return of(platform).stream()
        .filter(one -> one.phase() == phase)
        .flatMap(one -> one.after().stream())
        .mapToLong(Duration::toMillis)
        .sorted()
        .toArray();
  }
}
