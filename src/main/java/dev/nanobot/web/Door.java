package dev.nanobot.web;

import dev.nanobot.world.Cell;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Who may come in before having proved anything: so many at a time, and nobody from where there
/// were many failures of late.
///
/// Shared: any request comes, goes and fails; the state is replaced as a whole.
final class Door {
  private static final int NETWORK_BYTES = 8;

  private final Limits limits;
  private final Cell<State> state = new Cell<>(new State(0, Map.of()));

  /// `failuresMax` within `window` close the door for an address; so many `addressesMax` are
  /// remembered, those that failed last.
  record Limits(int insideMax, int failuresMax, Duration window, int addressesMax) {
    static final Limits STANDARD = new Limits(32, 20, Duration.ofSeconds(60), 1_000);
  }

  /// How many are inside, and for each address when it failed: the last times by the growing
  /// clock, the newest last.
  private record State(int inside, Map<String, List<Long>> failures) {
    State with(int inside) {
      return new State(inside, failures);
    }
  }

  Door(Limits limits) {
    this.limits = limits;
  }

  /// Whether `address` had too many failures before `nanos`.
  boolean isClosedTo(InetAddress address, long nanos) {
    List<Long> times = state.get().failures.getOrDefault(network(address), List.of());
    return times.size() >= limits.failuresMax && isRecent(times.getFirst(), nanos);
  }

  /// Lets one more in; false when it is full. Who came in leaves.
  boolean enter() {
    return state.updateIf(
        now ->
            now.inside < limits.insideMax
                ? Optional.of(now.with(now.inside + 1))
                : Optional.empty());
  }

  void leave() {
    state.update(now -> now.with(now.inside - 1));
  }

  void failed(InetAddress address, long nanos) {
    String network = network(address);
    state.update(now -> new State(now.inside, failed(now.failures, network, nanos)));
  }

  private Map<String, List<Long>> failed(Map<String, List<Long>> before, String network, long at) {
    var after = new HashMap<>(before);
    after.values().removeIf(times -> !isRecent(times.getLast(), at));
    var times = new ArrayList<>(after.getOrDefault(network, List.of()));
    times.add(at);
    int first = Math.max(0, times.size() - limits.failuresMax);
    after.put(network, List.copyOf(times.subList(first, times.size())));
    if (after.size() > limits.addressesMax) after.remove(oldest(after, network));
    return Map.copyOf(after);
  }

  private static String oldest(Map<String, List<Long>> failures, String kept) {
    return failures.entrySet().stream()
        .filter(entry -> !entry.getKey().equals(kept))
        .min(Comparator.comparing(entry -> entry.getValue().getLast()))
        .map(Map.Entry::getKey)
        .orElseThrow();
  }

  private boolean isRecent(long failedAt, long now) {
    return now - failedAt < limits.window.toNanos();
  }

  /// An address of version 6 stands for its network: who has one of them has them all.
  private static String network(InetAddress address) {
    byte[] bytes = address.getAddress();
    return HexFormat.of()
        .formatHex(address instanceof Inet6Address ? Arrays.copyOf(bytes, NETWORK_BYTES) : bytes);
  }
}
