package dev.nanobot.api;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import dev.nanobot.agent.Budget;
import dev.nanobot.agent.Plain;
import dev.nanobot.agent.Turn;
import dev.nanobot.gateway.Bells;
import dev.nanobot.gateway.Calls;
import dev.nanobot.gateway.Commands;
import dev.nanobot.gateway.Crew;
import dev.nanobot.gateway.Dispatcher;
import dev.nanobot.gateway.Intake;
import dev.nanobot.gateway.SessionCommands;
import dev.nanobot.gateway.Watchers;
import dev.nanobot.message.Effect;
import dev.nanobot.message.Event;
import dev.nanobot.message.Json;
import dev.nanobot.message.Message;
import dev.nanobot.message.Message.Assistant;
import dev.nanobot.message.Message.ToolCall;
import dev.nanobot.message.Message.User;
import dev.nanobot.message.Reply;
import dev.nanobot.message.Usage;
import dev.nanobot.provider.Provider;
import dev.nanobot.store.SqliteStore;
import dev.nanobot.store.Store;
import dev.nanobot.tool.FakeTool;
import dev.nanobot.tool.Output;
import dev.nanobot.web.OwnerToken;
import dev.nanobot.web.Route;
import dev.nanobot.web.Web;
import dev.nanobot.world.RealWorld;
import dev.nanobot.world.Until;
import dev.nanobot.world.World;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import tools.jackson.databind.node.ObjectNode;

/// A gateway with its web server over a real store, a model and a tool of a test, and a client.
final class OpenAiHouse implements AutoCloseable {
  static final String TOKEN = "a-token-of-more-than-24-characters";

  /// What each question takes.
  static final Usage USAGE = new Usage(40, 10, 8, 0);

  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final int READ_MS_MAX = 30_000;

  final World world = new RealWorld();
  final Store store;
  final Web web;

  /// How the model's last words end.
  final AtomicReference<Reply.Finish> end = new AtomicReference<>(Reply.Finish.STOP);

  final List<Provider.Request> asked = new CopyOnWriteArrayList<>();
  private final Crew crew = new Crew(world);
  private final Dispatcher dispatcher;
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  /// What a model says; the events are its own affair.
  @FunctionalInterface
  interface Model {
    Assistant reply(Provider.Request request, Consumer<Event> events) throws InterruptedException;
  }

  /// How a house is.
  record Plan(Path file, Model model, Budget budget, Duration longest, boolean works) {
    static Plan of(Path file, Model model) {
      return new Plan(file, model, Budget.NONE, Duration.ofSeconds(60), true);
    }

    Plan with(Budget other) {
      return new Plan(file, model, other, longest, works);
    }

    Plan waiting(Duration other) {
      return new Plan(file, model, budget, other, works);
    }

    /// One that works on nothing: another process does.
    Plan idle() {
      return new Plan(file, model, budget, longest, false);
    }
  }

  OpenAiHouse(Path folder, Model model) throws InterruptedException {
    this(Plan.of(folder.resolve("nanobot.db"), model));
  }

  OpenAiHouse(Plan plan) throws InterruptedException {
    store = SqliteStore.open(world, plan.file());
    var bells = new Bells(world, List.of());
    var watchers = new Watchers();
    Turn turn = turn(plan);
    dispatcher =
        new Dispatcher(
            world,
            store,
            (session, opening) -> turn,
            bells,
            watchers,
            new Dispatcher.Limits(1_000, List.of()));
    var commands = new Commands(store, new SessionCommands(store, "test", List.of("fast")).all());
    var intake = new Intake(store, commands, bells, watchers, dispatcher::interrupt);
    if (plan.works()) crew.start("dispatcher", dispatcher::run);
    var models = new Models("vendor/test", List.of("fast"), Instant.EPOCH);
    var means = new Api.Means(world, store, intake, watchers, models, plan.longest());
    web =
        Web.start(
            world,
            store,
            new Calls(store, bells),
            new OwnerToken(token(plan.file().resolveSibling("gateway.token"))),
            new Web.Config("127.0.0.1", 0, List.of(), 512),
            routes(means));
  }

  private static List<Route> routes(Api.Means means) {
    List<Route> routes = new ArrayList<>(OpenAi.routes(means));
    routes.addAll(new Messages(means).routes());
    routes.addAll(new Sessions(means).routes());
    routes.addAll(SocketChats.routes(means));
    return routes;
  }

  private Turn turn(Plan plan) {
    Provider provider =
        (request, events) -> {
          asked.add(request);
          Assistant said = plan.model().reply(request, events);
          Reply.Finish finish = said.isFinal() ? requireNonNull(end.get()) : Reply.Finish.CALLS;
          return new Reply(said, finish, USAGE, "test");
        };
    var look = new FakeTool("look", Effect.PURE, (arguments, call) -> Output.of("found"));
    return Plain.turn(world, new dev.nanobot.agent.Model(provider, plan.budget()), look);
  }

  private static Path token(Path file) {
    try {
      return Files.writeString(file, TOKEN);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Says what was heard last, a word at a time.
  static Assistant echo(Provider.Request request, Consumer<Event> events) {
    return say(events, "echo ", heard(request));
  }

  static Assistant say(Consumer<Event> events, String... words) {
    for (String word : words) events.accept(new Event.TextDelta(word));
    return Assistant.of(String.join("", words));
  }

  static Assistant look(String text) {
    return new Assistant(text, List.of(new ToolCall("c1", "look", "{}")), List.of());
  }

  static String heard(Provider.Request request) {
    for (Message message : request.transcript().reversed()) {
      if (message instanceof User user) return user.text();
    }
    throw new AssertionError("nothing was heard");
  }

  /// What the model was told in its only or last question: `user hi`, `assistant hello`.
  List<String> told() {
    return asked.getLast().transcript().stream()
        .map(
            message ->
                switch (message) {
                  case User user -> "user " + user.text();
                  case Assistant said -> "assistant " + said.text();
                  case Message.Result result -> "result " + result.text();
                })
        .toList();
  }

  String system() {
    return asked.getLast().system();
  }

  int questions() {
    return asked.size();
  }

  static ObjectNode chat(String... texts) {
    ObjectNode body = Json.object().put("model", "nanobot");
    String role = "user";
    for (String text : texts) {
      body.withArray("messages").addObject().put("role", role).put("content", text);
      role = role.equals("user") ? "assistant" : "user";
    }
    return body;
  }

  HttpResponse<String> chat(ObjectNode body, String... headers)
      throws IOException, InterruptedException {
    return post("/v1/chat/completions", body.toString(), headers);
  }

  HttpResponse<String> respond(ObjectNode body, String... headers)
      throws IOException, InterruptedException {
    return post("/v1/responses", body.toString(), headers);
  }

  HttpResponse<String> post(String path, String body, String... headers)
      throws IOException, InterruptedException {
    var request = request(path, headers).POST(BodyPublishers.ofString(body)).build();
    return client.send(request, BodyHandlers.ofString());
  }

  /// Posts a body without saying how long it is.
  HttpResponse<String> postInChunks(String path, String body)
      throws IOException, InterruptedException {
    var chunks = BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(body.getBytes(UTF_8)));
    return client.send(request(path).POST(chunks).build(), BodyHandlers.ofString());
  }

  HttpResponse<String> get(String path) throws IOException, InterruptedException {
    return client.send(request(path).build(), BodyHandlers.ofString());
  }

  HttpResponse<String> send(String method, String path) throws IOException, InterruptedException {
    var request = request(path).method(method, BodyPublishers.noBody()).build();
    return client.send(request, BodyHandlers.ofString());
  }

  private HttpRequest.Builder request(String path, String... headers) {
    var request =
        HttpRequest.newBuilder(URI.create(web.address() + path))
            .header("Authorization", "Bearer " + TOKEN)
            .header("Content-Type", "application/json");
    return headers.length == 0 ? request : request.headers(headers);
  }

  static String text(HttpResponse<String> completion) {
    return Json.parse(completion.body())
        .path("choices")
        .path(0)
        .path("message")
        .path("content")
        .asString("none: " + completion.body());
  }

  static String code(HttpResponse<String> refusal) {
    return refusal.statusCode() + " " + Json.parse(refusal.body()).path("error").path("code");
  }

  Caller socket(String query) {
    return Caller.open(client, web.address(), query, "Authorization", "Bearer " + TOKEN);
  }

  /// Posts on a connection of its own, of which a test reads as much as it wants.
  Socket open(String path, ObjectNode body, String... headers) throws IOException {
    URI address = URI.create(web.address());
    var socket = new Socket(address.getHost(), address.getPort());
    socket.setSoTimeout(READ_MS_MAX);
    var head = new StringBuilder("POST " + path + " HTTP/1.1\r\n");
    head.append("Host: ").append(address.getAuthority()).append("\r\nAuthorization: Bearer ");
    head.append(TOKEN).append("\r\nContent-Type: application/json\r\nConnection: close\r\n");
    for (int i = 0; i < headers.length; i += 2) {
      head.append(headers[i]).append(": ").append(headers[i + 1]).append("\r\n");
    }
    byte[] bytes = body.toString().getBytes(UTF_8);
    head.append("Content-Length: ").append(bytes.length).append("\r\n\r\n");
    socket.getOutputStream().write(head.toString().getBytes(ISO_8859_1));
    socket.getOutputStream().write(bytes);
    return socket;
  }

  /// Reads until `text` was read.
  static String readTo(Socket socket, String text) throws IOException {
    InputStream in = socket.getInputStream();
    var read = new StringBuilder();
    long start = System.nanoTime(); // A sign of life keeps the socket's own limit from ending it.
    while (!read.substring(Math.max(0, read.length() - text.length())).equals(text)) {
      boolean isOver = System.nanoTime() - start > PATIENCE.toNanos();
      if (isOver) throw new AssertionError("in vain: " + text);
      int next = in.read();
      if (next < 0) throw new AssertionError("the end came before " + text + ": " + read);
      read.append((char) next);
    }
    return read.toString();
  }

  /// Looks at a state until it is there.
  void until(String what, BooleanSupplier state) throws InterruptedException {
    Until.is(world, PATIENCE, what, state);
  }

  @Override
  public void close() throws InterruptedException {
    web.close();
    crew.stop();
    dispatcher.drain(Duration.ZERO);
    client.close();
    store.close();
  }
}
