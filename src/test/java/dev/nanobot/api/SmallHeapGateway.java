package dev.nanobot.api;

import dev.nanobot.app.Config;
import dev.nanobot.app.Home;
import dev.nanobot.app.Instance;
import dev.nanobot.world.Jvm;
import dev.nanobot.world.RealWorld;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/// A gateway in a process of its own, whose heap is so small that it ends when it holds too much.
final class SmallHeapGateway implements AutoCloseable {
  private static final int READ_MS_MAX = 60_000;
  private static final int RECEIVED_BYTES = 4 * 1024;

  final Process process;
  final int port;
  final String token;

  /// What the process runs; it ends with its input.
  public static void main(String[] arguments) throws Exception {
    Home home = Home.of(Map.of("NANOBOT_HOME", arguments[0]));
    var config = Config.DEFAULTS.at("127.0.0.1", 0);
    try (var instance = Instance.open(new RealWorld(), home, config, Map.of())) {
      instance.start();
      System.out.println(instance.address().orElseThrow());
      System.in.read();
    }
  }

  SmallHeapGateway(Path folder, int heapMb) throws IOException {
    List<String> command =
        Jvm.command(SmallHeapGateway.class.getName(), List.of(folder.toString())).stream()
            .map(word -> word.startsWith("-Xmx") ? "-Xmx" + heapMb + "m" : word)
            .toList();
    var builder = new ProcessBuilder(command);
    builder.environment().put("JAVA_TOOL_OPTIONS", "-XX:+ExitOnOutOfMemoryError");
    builder.redirectError(folder.resolveSibling("log").toFile());
    process = builder.start();
    var out =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    String address = out.readLine();
    if (address == null) throw new IOException("it did not start");
    port = URI.create(address).getPort();
    token = Files.readString(folder.resolve("gateway.token")).strip();
  }

  String bearer() {
    return "Authorization: Bearer " + token;
  }

  /// Begins a request of which little is read at a time.
  Socket begin(String request, String proof, String body) throws IOException {
    return begin(request, proof, body, body.length());
  }

  Socket begin(String request, String proof, String body, long length) throws IOException {
    var socket = new Socket();
    socket.setReceiveBufferSize(RECEIVED_BYTES);
    socket.setSoTimeout(READ_MS_MAX);
    socket.connect(new InetSocketAddress("127.0.0.1", port));
    String head =
        request
            + " HTTP/1.1\r\nHost: 127.0.0.1:"
            + port
            + "\r\nConnection: close\r\nContent-Type: application/json\r\n"
            + proof
            + "\r\nContent-Length: "
            + length
            + "\r\n\r\n";
    socket.getOutputStream().write((head + body).getBytes(StandardCharsets.UTF_8));
    return socket;
  }

  /// The status of what was begun; the rest is not read.
  static int status(Socket socket) throws IOException {
    var line = new StringBuilder();
    for (int c = socket.getInputStream().read(); c >= 0 && c != '\r'; ) {
      line.append((char) c);
      c = socket.getInputStream().read();
    }
    if (line.isEmpty()) throw new IOException("it ended without a word");
    return Integer.parseInt(line.substring(9, 12));
  }

  /// The whole of an answer, head and all.
  String answer(String request, String proof, String body) {
    try (Socket socket = begin(request, proof, body)) {
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
