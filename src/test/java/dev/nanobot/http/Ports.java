package dev.nanobot.http;

import dev.nanobot.world.RealWorld;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;

/// Ports for servers that start later, and start again.
public final class Ports {
  /// Below those that systems give to whoever asks for any.
  private static final int MIN = 12_000;

  private static final int MAX = 32_000;

  private Ports() {}

  /// One that nobody has, and that the system gives to nobody who asks for any: it stays free while
  /// its server is not there.
  public static int free() throws IOException {
    var world = new RealWorld();
    while (true) {
      int port = MIN + world.chance(MAX - MIN);
      try (var socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
        return socket.getLocalPort();
      } catch (BindException e) {
        continue; // It is taken.
      }
    }
  }
}
