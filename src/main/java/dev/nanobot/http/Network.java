package dev.nanobot.http;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.List;

/// The two things of the network that a guarded request touches; tests count them.
interface Network {
  /// Every address of a name.
  List<InetAddress> lookUp(String host) throws UnknownHostException;

  /// A connection to exactly this address.
  SocketChannel connect(InetSocketAddress address, Duration longest) throws IOException;

  /// The network as it is.
  Network REAL =
      new Network() {
        @Override
        public List<InetAddress> lookUp(String host) throws UnknownHostException {
          return List.of(InetAddress.getAllByName(host));
        }

        @Override
        public SocketChannel connect(InetSocketAddress address, Duration longest)
            throws IOException {
          SocketChannel channel = SocketChannel.open();
          try {
            channel.socket().connect(address, Math.toIntExact(longest.toMillis()));
            return channel;
          } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
          }
        }
      };
}
