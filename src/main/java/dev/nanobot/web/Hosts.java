package dev.nanobot.web;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// The names under which the server answers: those of this machine with the server's port, and
/// public ones that are configured. A page that makes its own name lead here gets nothing.
record Hosts(Set<String> publicNames) {
  private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");

  Hosts {
    publicNames = Set.copyOf(publicNames);
  }

  static Hosts of(List<String> publicNames) {
    return new Hosts(
        publicNames.stream()
            .map(name -> name.toLowerCase(Locale.ROOT))
            .collect(Collectors.toUnmodifiableSet()));
  }

  /// Whether a request was sent to a name of this machine.
  static boolean isLoopback(Request request) {
    String host = request.header("Host").orElse("").toLowerCase(Locale.ROOT);
    return LOOPBACK.stream().anyMatch(name -> host.equals(name) || host.startsWith(name + ":"));
  }

  /// Whether requests for a name, without a port, may be answered.
  boolean has(String name) {
    String small = name.toLowerCase(Locale.ROOT);
    return LOOPBACK.contains(small) || publicNames.contains(small);
  }

  /// Whether a request may be answered. A public name's port is that of whatever stands before.
  boolean has(Request request) {
    Optional<String> host = request.header("Host").map(name -> name.toLowerCase(Locale.ROOT));
    if (host.isEmpty()) return false;
    int colon = host.get().lastIndexOf(':');
    boolean hasPort = colon > host.get().lastIndexOf(']') && colon >= 0;
    String name = hasPort ? host.get().substring(0, colon) : host.get();
    String port = hasPort ? host.get().substring(colon + 1) : "80";
    if (LOOPBACK.contains(name)) return port.equals(String.valueOf(request.port()));
    return publicNames.contains(name);
  }
}
