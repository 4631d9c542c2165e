package dev.nanobot.http;

import dev.nanobot.world.RealWorld;
import dev.nanobot.world.World;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/// A server on loopback that answers each connection with whatever bytes a test wants, however
/// wrong or slow.
final class RawServer implements AutoCloseable {
  private final World world = new RealWorld();
  private final ServerSocket socket;
  private final Script script;
  private final List<String> requests = new CopyOnWriteArrayList<>();

  RawServer(Script script) throws IOException {
    this(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()), script);
  }

  RawServer(ServerSocket socket, Script script) {
    this.socket = socket;
    this.script = script;
    world.start("raw server", this::serve);
  }

  /// Sends `answer` to everybody.
  static RawServer of(String answer) throws IOException {
    return new RawServer((ignored, out) -> out.write(answer.getBytes(StandardCharsets.UTF_8)));
  }

  @FunctionalInterface
  interface Script {
    /// Answers one request; the connection is closed afterwards.
    void answer(String head, OutputStream out) throws IOException, InterruptedException;
  }

  int port() {
    return socket.getLocalPort();
  }

  URI uri(String path) {
    return URI.create("http://127.0.0.1:" + port() + path);
  }

  /// The heads of the requests so far.
  List<String> requests() {
    return requests;
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }

  private void serve() {
    while (!socket.isClosed()) {
      try {
        Socket connection = socket.accept();
        world.start("raw connection", () -> answer(connection));
      } catch (IOException e) {
        return; // closed
      }
    }
  }

  private void answer(Socket connection) {
    try (connection) {
      var in = new InputStreamReader(connection.getInputStream(), StandardCharsets.ISO_8859_1);
      String head = head(new BufferedReader(in));
      requests.add(head);
      script.answer(head, connection.getOutputStream());
      connection.getOutputStream().flush();
    } catch (IOException | InterruptedException e) {
      // The other side went away: that is what some tests are about.
    }
  }

  private static String head(BufferedReader in) throws IOException {
    StringBuilder head = new StringBuilder();
    for (String line = in.readLine(); line != null && !line.isEmpty(); line = in.readLine()) {
      head.append(line).append('\n');
    }
    return head.toString();
  }
}
