package dev.nanobot.http;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;

/// A network of names that a test gives, in which every address leads to one port on loopback. It
/// keeps what was looked up and connected to.
final class FakeNetwork implements Network {
  static final InetAddress PUBLIC = address("93.184.216.34");

  final List<String> lookUps = new CopyOnWriteArrayList<>();
  final List<InetSocketAddress> connections = new CopyOnWriteArrayList<>();
  private final Map<String, Deque<List<InetAddress>>> names = new ConcurrentHashMap<>();
  private final List<InetAddress> dead = new CopyOnWriteArrayList<>();
  private final int port;

  FakeNetwork(int port) {
    this.port = port;
  }

  /// The next answer for a name; the last one stays.
  FakeNetwork name(String name, String... addresses) {
    var answer = Stream.of(addresses).map(FakeNetwork::address).toList();
    names.computeIfAbsent(name, ignored -> new ArrayDeque<>()).add(answer);
    return this;
  }

  /// Nobody listens at this address.
  FakeNetwork refuse(String address) {
    dead.add(address(address));
    return this;
  }

  @Override
  public List<InetAddress> lookUp(String host) throws UnknownHostException {
    lookUps.add(host);
    Deque<List<InetAddress>> answers = names.get(host);
    if (answers == null) throw new UnknownHostException(host);
    return answers.size() == 1 ? answers.getFirst() : answers.removeFirst();
  }

  @Override
  public SocketChannel connect(InetSocketAddress address, Duration longest) throws IOException {
    connections.add(address);
    if (dead.contains(address.getAddress())) throw new ConnectException();
    return SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
  }

  static InetAddress address(String literal) {
    return InetAddress.ofLiteral(literal);
  }
}
