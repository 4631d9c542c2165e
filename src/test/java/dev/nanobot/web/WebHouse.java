package dev.nanobot.web;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.nanobot.gateway.Bells;
import dev.nanobot.gateway.Calls;
import dev.nanobot.message.Principal;
import dev.nanobot.message.Secret;
import dev.nanobot.message.SessionKey;
import dev.nanobot.message.Trust;
import dev.nanobot.store.Callers.Caller;
import dev.nanobot.store.SqliteStore;
import dev.nanobot.store.Store;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/// A web server at a loopback port over a real store, and clients of it.
final class WebHouse implements AutoCloseable {
  static final SessionKey SESSION = SessionKey.of("chat", "ann");
  private static final int READ_MS_MAX = 60_000;

  final LaterWorld world = new LaterWorld();
  final Store store;
  final JettyServer server;
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  WebHouse(Path file, Hooks.Limits limits, Duration patience) throws InterruptedException {
    store = SqliteStore.open(world, file);
    var calls = new Calls(store, new Bells(world, List.of()));
    var front =
        new Front(Hosts.of(List.of("Bot.example.org")), new Hooks(world, store, calls, limits));
    var address = new InetSocketAddress("127.0.0.1", 0);
    server = JettyServer.start(world, config(address, patience), front);
    for (Signing style : Signing.values()) hook(style.word(), style);
  }

  private static JettyServer.Config config(InetSocketAddress address, Duration patience) {
    return new JettyServer.Config(address, 256, patience, Duration.ofSeconds(60));
  }

  void hook(String name, Signing style) {
    var principal = new Principal("webhook:" + name);
    var secret = new Secret(Signed.secret(style));
    store.callers().bind(new Caller(name, SESSION, principal, Trust.ALLOWED, style.word(), secret));
  }

  URI uri(String path) {
    return URI.create("http://127.0.0.1:" + server.port() + path);
  }

  /// Delivers to the webhook that has the name of the style.
  HttpResponse<String> deliver(Signed signed) throws IOException, InterruptedException {
    return deliver("/hooks/" + signed.style().word(), signed);
  }

  HttpResponse<String> deliver(String path, Signed signed)
      throws IOException, InterruptedException {
    var request = HttpRequest.newBuilder(uri(path)).POST(BodyPublishers.ofByteArray(signed.body()));
    signed.headers().forEach(request::header);
    return client.send(request.build(), BodyHandlers.ofString());
  }

  HttpResponse<String> get(String path) throws IOException, InterruptedException {
    return client.send(HttpRequest.newBuilder(uri(path)).build(), BodyHandlers.ofString());
  }

  Socket connect() throws IOException {
    var socket = new Socket("127.0.0.1", server.port());
    socket.setSoTimeout(READ_MS_MAX);
    return socket;
  }

  /// Sends bytes as they are, and reads until the server ends the connection.
  String raw(String request) throws IOException {
    try (var socket = connect()) {
      socket.getOutputStream().write(request.getBytes(ISO_8859_1));
      return answer(socket);
    }
  }

  /// Says no more, and reads until the server ends the connection.
  static String answer(Socket socket) throws IOException {
    socket.shutdownOutput();
    return rest(socket);
  }

  static String rest(Socket socket) throws IOException {
    InputStream in = socket.getInputStream();
    return new String(in.readAllBytes(), ISO_8859_1);
  }

  String host() {
    return "Host: 127.0.0.1:" + server.port() + "\r\n";
  }

  long waiting() {
    return store.health().inboxWaiting();
  }

  @Override
  public void close() {
    server.close();
    client.close();
    store.close();
  }
}
