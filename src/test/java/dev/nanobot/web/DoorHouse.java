package dev.nanobot.web;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.nanobot.gateway.Bells;
import dev.nanobot.gateway.Calls;
import dev.nanobot.message.Json;
import dev.nanobot.message.Secret;
import dev.nanobot.store.SqliteStore;
import dev.nanobot.store.Store;
import dev.nanobot.store.Tickets.Purpose;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// A web server with a token and a few ways in, and a client that sends bytes as they are.
final class DoorHouse implements AutoCloseable {
  static final String TOKEN = "0123456789abcdefghijklmnopqrstuv";
  static final int CONNECTIONS_MAX = 64;
  private static final int READ_MS_MAX = 60_000;

  final LaterWorld world = new LaterWorld();
  final Path tokenFile;
  final Store store;
  final Web web;
  final int port;

  DoorHouse(Path folder, Route... more) throws IOException, InterruptedException {
    tokenFile = folder.resolve("gateway.token");
    Files.writeString(tokenFile, TOKEN + "\n");
    store = SqliteStore.open(world, folder.resolve("store.db"));
    var calls = new Calls(store, new Bells(world, List.of()));
    List<Route> routes = new ArrayList<>(List.of(more));
    routes.addAll(
        List.of(
            Route.get("/mine", visit -> Response.text(200, "mine")),
            Route.post("/mine", visit -> Response.json(200, visit.json())),
            Route.delete("/mine", visit -> Response.json(200, Json.object())),
            Route.post("/held", visit -> whileAnotherComes(visit, () -> {}))
                .taking((int) Room.BYTES),
            Route.post("/forgotten", visit -> whileAnotherComes(visit, visit::forgetBody))
                .taking((int) Room.BYTES),
            Route.get("/echo", visit -> Response.socket(DoorHouse::echo)).withTicket(),
            Route.get("/ticketed", visit -> Response.text(200, "ticketed")).withTicket(),
            Route.get("/told", visit -> Response.events(this::tell)),
            Route.get("/followed", visit -> Response.events(this::goOn)).followed(),
            Route.get("/followed/none", visit -> Response.text(200, "none")).followed(),
            Route.get("/parts/{part}", visit -> Response.text(200, visit.part("part"))),
            Route.get(
                "/fault",
                visit -> {
                  throw new IllegalStateException("a secret of the inside");
                }),
            Route.get("/open", visit -> Response.text(200, "open")).open(),
            Route.get("/open/told", visit -> Response.events(this::tell)).open()));
    var config = new Web.Config("127.0.0.1", 0, List.of("Bot.example.org"), CONNECTIONS_MAX);
    web = Web.start(world, store, calls, new OwnerToken(tokenFile), config, routes);
    port = URI.create(web.address()).getPort();
  }

  /// Answers with the status of another request that needs room, too.
  private Response whileAnotherComes(Visit visit, Runnable before) throws InterruptedException {
    visit.body();
    before.run();
    try {
      String body = "{\"a\": \"" + "x".repeat(Room.SHORT_BYTES_MAX) + "\"}";
      int status = post("/mine", body, bearer(TOKEN)).status();
      return Response.text(200, Integer.toString(status));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Says again what it hears.
  private static void echo(dev.nanobot.web.Socket socket) throws IOException, InterruptedException {
    while (socket.isOpen()) {
      Optional<String> text = socket.text();
      if (text.isPresent()) socket.send(text.get());
      else socket.bell().await(Duration.ofSeconds(1));
    }
  }

  /// Tells one piece after another until nobody reads any more.
  private void goOn(Response.Sink sink) throws IOException {
    while (true) {
      sink.write("on and on ".getBytes(ISO_8859_1));
      world.park(Duration.ofMillis(10));
    }
  }

  /// Makes a link to sign in by, `/login/` and this.
  void link(String ticket) {
    String sealed = OwnerToken.seal(new Secret(TOKEN), ticket);
    store.tickets().issue(sealed, Purpose.LOGIN, Duration.ofMinutes(10));
  }

  /// Follows something, and has read a little of it.
  Socket follow(String... lines) throws IOException {
    var socket = new Socket("127.0.0.1", port);
    socket.setSoTimeout(READ_MS_MAX);
    String head = "GET /followed HTTP/1.1\r\n" + host() + "\r\n" + String.join("\r\n", lines);
    write(socket, head + "\r\n\r\n");
    socket.getInputStream().readNBytes(500);
    return socket;
  }

  /// Tells three pieces; before the last, the token is replaced.
  private void tell(Response.Sink sink) throws IOException {
    for (String piece : List.of("one", "two", "three")) {
      if (piece.equals("three")) Files.writeString(tokenFile, "x".repeat(OwnerToken.CHARS_MIN));
      world.pass(Duration.ofSeconds(1));
      sink.write(piece.getBytes(ISO_8859_1));
    }
  }

  /// An answer: its status, the lines of its head, and what follows.
  record Answer(int status, List<String> head, String body) {
    String header(String name) {
      String wanted = name.toLowerCase(Locale.ROOT) + ": ";
      return head.stream()
          .filter(line -> line.toLowerCase(Locale.ROOT).startsWith(wanted))
          .map(line -> line.substring(wanted.length()))
          .findFirst()
          .orElse("");
    }
  }

  String host() {
    return "Host: 127.0.0.1:" + port;
  }

  static String bearer(String token) {
    return "Authorization: Bearer " + token;
  }

  /// A request with the right host and these lines in its head.
  Answer get(String path, String... lines) throws IOException {
    return send("GET " + path, "", lines);
  }

  Answer post(String path, String body, String... lines) throws IOException {
    return send("POST " + path, body, lines);
  }

  Answer send(String request, String body, String... lines) throws IOException {
    List<String> head = new ArrayList<>(List.of(request + " HTTP/1.1", host()));
    head.addAll(List.of(lines));
    if (!body.isEmpty()) head.add("Content-Length: " + body.length());
    head.add("Connection: close");
    return raw(String.join("\r\n", head) + "\r\n\r\n" + body);
  }

  /// Sends bytes as they are, and reads to the end of the connection.
  Answer raw(String request) throws IOException {
    try (var socket = new Socket("127.0.0.1", port)) {
      socket.setSoTimeout(READ_MS_MAX);
      write(socket, request);
      return read(socket.getInputStream());
    }
  }

  /// Sends all of the bytes, however early the answer comes, and reads to the end after that.
  Answer whole(String request) throws IOException {
    try (var socket = new Socket("127.0.0.1", port)) {
      socket.setSoTimeout(READ_MS_MAX);
      socket.getOutputStream().write(request.getBytes(ISO_8859_1));
      return read(socket.getInputStream());
    }
  }

  private static void write(Socket socket, String request) throws IOException {
    try {
      socket.getOutputStream().write(request.getBytes(ISO_8859_1));
    } catch (SocketException e) {
      // It was cut off before all was sent: what it answered counts.
    }
  }

  private static Answer read(InputStream in) throws IOException {
    var bytes = new ByteArrayOutputStream();
    try {
      in.transferTo(bytes);
    } catch (SocketException e) {
      // It was cut off while more was being sent: what came before that counts.
    }
    String all = bytes.toString(ISO_8859_1);
    int end = all.indexOf("\r\n\r\n");
    if (end < 0) return new Answer(0, List.of(), all);
    List<String> head = List.of(all.substring(0, end).split("\r\n"));
    return new Answer(
        Integer.parseInt(head.getFirst().split(" ")[1]), head, all.substring(end + 4));
  }

  /// Signs a browser in; returns the line that it sends from then on.
  String cookie() throws IOException {
    String body = "{\"token\": \"" + TOKEN + "\"}";
    Answer answer = post("/api/login", body, "Content-Type: application/json");
    return "Cookie: " + answer.header("Set-Cookie").split(";")[0];
  }

  @Override
  public void close() {
    web.close();
    store.close();
  }
}
