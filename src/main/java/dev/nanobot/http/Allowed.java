package dev.nanobot.http;

import java.net.InetAddress;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/// What the operator opened beyond the public network: exact names, ranges of addresses, ports.
/// Metadata services cannot be opened.
public final class Allowed {
  public static final Allowed NOTHING = new Allowed(List.of(), List.of());

  private static final int PORT_MAX = 65_535;

  private final Set<String> names = new TreeSet<>();
  private final List<AddressRange> ranges;
  private final Set<Integer> ports;

  /// `places` are names (`searx.lan`), addresses (`10.0.0.5`) or ranges (`10.0.0.0/24`); `ports`
  /// are open besides the usual ones, everywhere.
  ///
  /// @throws IllegalArgumentException when one of them is none of these
  public Allowed(List<String> places, List<Integer> ports) {
    List<String> numeric = places.stream().filter(Allowed::isNumeric).toList();
    ranges = numeric.stream().map(AddressRange::of).toList();
    for (String place : places) {
      if (!isNumeric(place)) names.add(name(place));
    }
    if (!ports.stream().allMatch(port -> port > 0 && port <= PORT_MAX)) {
      throw new IllegalArgumentException("a port lies between 1 and " + PORT_MAX);
    }
    this.ports = Set.copyOf(ports);
  }

  boolean hasName(String host) {
    return names.contains(host);
  }

  boolean hasAddress(InetAddress address) {
    return ranges.stream().anyMatch(range -> range.contains(address));
  }

  boolean hasPort(int port) {
    return ports.contains(port);
  }

  private static boolean isNumeric(String place) {
    return place.indexOf('/') >= 0
        || place.indexOf(':') >= 0
        || AddressRange.literal(place).isPresent();
  }

  private static String name(String place) {
    try {
      String host = Url.of("http://" + place + "/").host();
      if (host.equals(place.toLowerCase(Locale.ROOT))) return host;
    } catch (HttpException e) {
      throw new IllegalArgumentException("'" + place + "' is no name, address or range", e);
    }
    throw new IllegalArgumentException("'" + place + "' is no name, address or range");
  }
}
