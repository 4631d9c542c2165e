package dev.nanobot.http;

import dev.nanobot.world.World;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// The check of one address that somebody else chose: its port, its name, and each address that
/// the name stands for.
///
/// Shared: immutable.
final class Guard {
  private static final Set<Integer> PORTS = Set.of(80, 443, 8080, 8443);
  private static final Set<String> NAMES =
      Set.of(
          "localhost",
          "metadata",
          "instance-data",
          "metadata.google.internal",
          "metadata.tencentyun.com",
          "metadata.packet.net");
  private static final List<String> SUFFIXES =
      List.of(".localhost", ".localdomain", ".local", ".internal", ".home.arpa");

  private static final String CLOSED = "that address is not public";

  private final World world;
  private final Allowed allowed;
  private final Network network;

  Guard(World world, Allowed allowed, Network network) {
    this.world = world;
    this.allowed = allowed;
    this.network = network;
  }

  /// The addresses to connect to, in order. A name is looked up once; connect to what is returned
  /// and look up nothing again.
  ///
  /// @throws HttpException of kind `REFUSED` when the port, the name or any of its addresses is
  ///     closed; `UNREACHABLE` when there is no address
  List<InetAddress> check(Url url, Duration lookUpMax) throws InterruptedException {
    String host = url.hostText();
    if (!PORTS.contains(url.port()) && !allowed.hasPort(url.port())) {
      throw Failure.refused(host + " is refused: port " + url.port() + " is not open");
    }
    if (url.literal().isPresent()) {
      InetAddress address = url.literal().get();
      if (!isOpen(address, false)) throw Failure.refused(host + " is refused: " + CLOSED);
      return List.of(address);
    }
    boolean isNamed = allowed.hasName(url.host());
    if (!isNamed && isClosed(url.host())) {
      throw Failure.refused(host + " is refused: the name belongs to a private network");
    }
    List<InetAddress> addresses = lookUp(url.host(), lookUpMax);
    for (InetAddress address : addresses) {
      if (isOpen(address, isNamed)) continue;
      throw Failure.refused(
          host + " is refused: it stands for " + address.getHostAddress() + ", and " + CLOSED);
    }
    return addresses;
  }

  private boolean isOpen(InetAddress address, boolean isNamed) {
    if (Addresses.isMetadata(address)) return false;
    return isNamed || Addresses.isPublic(address) || allowed.hasAddress(address);
  }

  /// A name without a dot is one of the local network.
  private static boolean isClosed(String host) {
    return host.indexOf('.') < 0
        || NAMES.contains(host)
        || SUFFIXES.stream().anyMatch(host::endsWith);
  }

  /// On a thread of its own: the system's look-up can neither be interrupted nor given a deadline,
  /// and would pin a virtual thread.
  private List<InetAddress> lookUp(String host, Duration longest) throws InterruptedException {
    var looking = new FutureTask<>(() -> List.copyOf(network.lookUp(host)));
    world.startPlatform("look up " + host, looking);
    try {
      List<InetAddress> addresses = looking.get(longest.toNanos(), TimeUnit.NANOSECONDS);
      if (addresses.isEmpty()) throw Failure.unknown(host, null);
      return addresses;
    } catch (TimeoutException | ExecutionException e) {
      throw Failure.unknown(host, e);
    }
  }
}
