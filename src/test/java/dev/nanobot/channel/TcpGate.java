package dev.nanobot.channel;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.UnaryOperator;

/// A way to a server that can be shut: then every connection ends. What goes through it is seen,
/// and may be changed.
final class TcpGate implements AutoCloseable {
  private static final int PIECE_BYTES = 8192;

  private final ServerSocket server;
  private final int target;
  private final Queue<String> passed = new ConcurrentLinkedQueue<>();
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private volatile UnaryOperator<String> there = text -> text;
  private volatile UnaryOperator<String> back = text -> text;
  private volatile boolean isShut;

  TcpGate(int target) throws IOException {
    this.target = target;
    server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    Thread.ofVirtual().start(this::serve);
  }

  int port() {
    return server.getLocalPort();
  }

  void isShut(boolean isShut) {
    this.isShut = isShut;
    if (isShut) open.forEach(TcpGate::end);
  }

  /// What was said to the server, in pieces as they came.
  List<String> passed() {
    return List.copyOf(passed);
  }

  /// Changes what is said to the server from now on, in pieces as they come.
  void there(UnaryOperator<String> change) {
    there = change;
  }

  /// Changes what the server says.
  void back(UnaryOperator<String> change) {
    back = change;
  }

  private void serve() {
    while (!server.isClosed()) {
      try {
        Socket from = server.accept();
        lead(from);
      } catch (IOException e) {
        return; // It was closed.
      }
    }
  }

  private void lead(Socket from) {
    open.add(from);
    if (isShut) {
      end(from);
      return;
    }
    try {
      var to = new Socket(InetAddress.getLoopbackAddress(), target);
      open.add(to);
      from.setTcpNoDelay(true);
      to.setTcpNoDelay(true);
      Thread.ofVirtual().start(() -> pump(from, to, this::there));
      Thread.ofVirtual().start(() -> pump(to, from, text -> back.apply(text)));
    } catch (IOException e) {
      end(from); // It was shut meanwhile.
    }
  }

  private String there(String text) {
    passed.add(text);
    return there.apply(text);
  }

  private void pump(Socket from, Socket to, UnaryOperator<String> change) {
    var piece = new byte[PIECE_BYTES];
    try {
      for (int n = from.getInputStream().read(piece); n >= 0; ) {
        String text = change.apply(new String(piece, 0, n, ISO_8859_1));
        to.getOutputStream().write(text.getBytes(ISO_8859_1));
        n = from.getInputStream().read(piece);
      }
    } catch (IOException e) {
      // One side went away, and so does the other.
    } finally {
      end(from);
      end(to);
      open.remove(from);
      open.remove(to);
    }
  }

  private static void end(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Override
  public void close() {
    try {
      server.close();
      open.forEach(TcpGate::end);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
