package dev.nanobot.http;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// What an address is: public, or part of a network that no outsider may reach through us.
///
/// The ranges are those of the IANA IPv4 and IPv6 Special-Purpose Address Registries (read
/// 2026-11-23) and of the metadata services of clouds. An IPv6 address that carries an IPv4
/// address is as public as that one.
final class Addresses {
  private static final List<AddressRange> CLOSED_V4 =
      ranges(
          "0.0.0.0/8",
          "10.0.0.0/8",
          "100.64.0.0/10",
          "127.0.0.0/8",
          "169.254.0.0/16",
          "172.16.0.0/12",
          "192.0.0.0/24",
          "192.0.2.0/24",
          "192.88.99.0/24",
          "192.168.0.0/16",
          "198.18.0.0/15",
          "198.51.100.0/24",
          "203.0.113.0/24",
          "224.0.0.0/4",
          "240.0.0.0/4",
          "168.63.129.16");

  /// Within 2000::/3; all else but NAT64 is closed anyway. 2001::/23 holds Teredo, too.
  private static final List<AddressRange> CLOSED_V6 =
      ranges("2001::/23", "2001:db8::/32", "3fff::/20");

  private static final List<AddressRange> METADATA =
      ranges(
          "169.254.0.0/16",
          "168.63.129.16",
          "100.100.100.200",
          "192.0.0.192",
          "fd00:ec2::254",
          "fd00:ec2::23",
          "fd20:ce::254",
          "fe80::a9fe:a9fe");

  private static final AddressRange GLOBAL = AddressRange.of("2000::/3");
  private static final AddressRange SIX_TO_FOUR = AddressRange.of("2002::/16");
  private static final List<AddressRange> V4_AT_END =
      ranges("::/96", "::ffff:0:0:0/96", "64:ff9b::/96", "64:ff9b:1::/48");
  private static final AddressRange NAT64 = AddressRange.of("64:ff9b::/96");
  private static final int V4_BYTES = 4;
  private static final int SIX_TO_FOUR_AT = 2;
  private static final int ISATAP_AT = 8;
  private static final int LAST_AT = 12;

  private Addresses() {}

  static boolean isPublic(InetAddress address) {
    if (address instanceof Inet4Address) return noneContains(CLOSED_V4, address);
    boolean isOpen =
        NAT64.contains(address) || GLOBAL.contains(address) && noneContains(CLOSED_V6, address);
    return isOpen && embedded(address).map(Addresses::isPublic).orElse(true);
  }

  /// Whether the address belongs to a service that hands out the machine's credentials.
  static boolean isMetadata(InetAddress address) {
    return Stream.concat(Stream.of(address), embedded(address).stream())
        .anyMatch(each -> !noneContains(METADATA, each));
  }

  /// The IPv4 address that a transition mechanism reads out of an IPv6 address.
  private static Optional<InetAddress> embedded(InetAddress address) {
    byte[] bytes = address.getAddress();
    if (bytes.length == V4_BYTES) return Optional.empty();
    if (SIX_TO_FOUR.contains(address)) return Optional.of(v4(bytes, SIX_TO_FOUR_AT));
    boolean isAtEnd = isIsatap(bytes) || !noneContains(V4_AT_END, address);
    return isAtEnd ? Optional.of(v4(bytes, LAST_AT)) : Optional.empty();
  }

  /// The interface identifier `0:5efe:a.b.c.d` or `200:5efe:a.b.c.d` (RFC 5214, section 6.1).
  private static boolean isIsatap(byte[] bytes) {
    return (bytes[ISATAP_AT] & ~0x02) == 0
        && bytes[ISATAP_AT + 1] == 0
        && bytes[ISATAP_AT + 2] == 0x5e
        && bytes[ISATAP_AT + 3] == (byte) 0xfe;
  }

  private static InetAddress v4(byte[] bytes, int from) {
    try {
      return InetAddress.getByAddress(Arrays.copyOfRange(bytes, from, from + V4_BYTES));
    } catch (UnknownHostException e) {
      throw new IllegalStateException("four bytes are an address", e);
    }
  }

  private static boolean noneContains(List<AddressRange> ranges, InetAddress address) {
    return ranges.stream().noneMatch(range -> range.contains(address));
  }

  private static List<AddressRange> ranges(String... texts) {
    return Stream.of(texts).map(AddressRange::of).toList();
  }
}
