package dev.nanobot.http;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.Optional;
import java.util.regex.Pattern;

/// A block of addresses that share their first `prefixBits` bits, as in `10.0.0.0/8` or
/// `fc00::/7`.
record AddressRange(InetAddress start, int prefixBits) {
  private static final Pattern QUAD = Pattern.compile("\\d{1,3}(\\.\\d{1,3}){3}");

  AddressRange {
    if (prefixBits < 0 || prefixBits > start.getAddress().length * Byte.SIZE) {
      throw new IllegalArgumentException("a prefix is no longer than its address");
    }
  }

  /// Reads `address` or `address/bits`.
  static AddressRange of(String text) {
    int slash = text.indexOf('/');
    String address = slash < 0 ? text : text.substring(0, slash);
    InetAddress start =
        literal(address)
            .orElseThrow(
                () -> new IllegalArgumentException("'" + text + "' is not a range of addresses"));
    int most = start.getAddress().length * Byte.SIZE;
    return new AddressRange(start, slash < 0 ? most : Integer.parseInt(text.substring(slash + 1)));
  }

  /// Reads an address in its one canonical way: four decimal parts without leading zeros, or IPv6
  /// without a zone. An IPv4-mapped address is the IPv4 address. No name is ever looked up.
  static Optional<InetAddress> literal(String text) {
    try {
      if (text.indexOf(':') >= 0) {
        return text.indexOf('%') < 0 ? Optional.of(Inet6Address.ofLiteral(text)) : Optional.empty();
      }
      if (!QUAD.matcher(text).matches()) return Optional.empty();
      InetAddress address = Inet4Address.ofLiteral(text);
      return Optional.of(address).filter(a -> a.getHostAddress().equals(text));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  boolean contains(InetAddress address) {
    byte[] these = start.getAddress();
    byte[] those = address.getAddress();
    if (these.length != those.length) return false;
    for (int bit = 0; bit < prefixBits; bit++) {
      int mask = 0x80 >> bit % Byte.SIZE;
      if (((these[bit / Byte.SIZE] ^ those[bit / Byte.SIZE]) & mask) != 0) return false;
    }
    return true;
  }
}
