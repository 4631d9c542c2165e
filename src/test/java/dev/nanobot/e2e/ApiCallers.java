package dev.nanobot.e2e;

import dev.nanobot.message.Json;
import dev.nanobot.world.RealWorld;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Programs that ask one question after the other, each under a key of its own, until it is
/// answered: streamed or not, in a session with a name or without.
///
/// Shared: the counts are atomic, the lists concurrent.
final class ApiCallers {
  private static final Duration PAUSE = Duration.ofMillis(100);
  private static final Duration ANSWER_MAX = Duration.ofSeconds(20);

  /// How long a question may take in all.
  private static final Duration PATIENCE = Duration.ofMinutes(3);

  private final RealWorld world = new RealWorld();
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final URI address;
  private final Path token;
  private final int count;
  private final List<Thread> threads = new ArrayList<>();
  private final ConcurrentLinkedQueue<Answered> answered = new ConcurrentLinkedQueue<>();
  private final ConcurrentLinkedQueue<String> wrong = new ConcurrentLinkedQueue<>();
  private final AtomicInteger requests = new AtomicInteger();
  private final AtomicInteger again = new AtomicInteger();
  private volatile boolean isFinishing;

  /// A question, and what it was answered with.
  private record Answered(Question question, Said said) {}

  private record Question(String text, boolean isStream, String session) {
    String body(boolean streamed) {
      ObjectNode body = Json.object().put("model", "nanobot").put("stream", streamed);
      body.putArray("messages").addObject().put("role", "user").put("content", text);
      return body.toString();
    }
  }

  private record Said(String id, String text) {}

  ApiCallers(int port, Path home, int count) {
    this.address = URI.create("http://127.0.0.1:" + port + "/v1/chat/completions");
    this.token = home.resolve("gateway.token");
    this.count = count;
  }

  void start() {
    for (int i = 0; i < count; i++) {
      int caller = i;
      threads.add(Thread.ofVirtual().name("caller " + i).start(() -> call(caller)));
    }
  }

  private void call(int caller) {
    try {
      for (int i = 0; !isFinishing; i++) {
        String session = caller % 2 == 0 ? "caller-" + caller : "";
        var question = new Question("m" + caller + "-" + i, (caller + i) % 3 == 0, session);
        answered.add(new Answered(question, untilAnswered(question, question.isStream())));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // Given up: what is not answered shows in the counts.
    }
  }

  private Said untilAnswered(Question question, boolean isStream) throws InterruptedException {
    long start = world.nanos();
    while (true) {
      requests.incrementAndGet();
      Optional<Said> said = ask(question, isStream);
      if (said.isPresent()) {
        check(question, said.get());
        return said.get();
      }
      if (world.since(start).compareTo(PATIENCE) > 0) {
        wrong.add("lost: " + question);
        throw new InterruptedException("nobody answers " + question);
      }
      again.incrementAndGet();
      world.sleep(PAUSE);
    }
  }

  private void check(Question question, Said said) {
    if (!said.text().equals("echo: " + question.text())) wrong.add(question + " got " + said);
  }

  private Optional<Said> ask(Question question, boolean isStream) throws InterruptedException {
    try {
      var request =
          HttpRequest.newBuilder(address)
              .timeout(ANSWER_MAX)
              .header("Authorization", "Bearer " + Files.readString(token).strip())
              .header("Content-Type", "application/json")
              .header("Idempotency-Key", question.text());
      if (!question.session().isEmpty()) request.header("X-Nanobot-Session", question.session());
      var posted = request.POST(BodyPublishers.ofString(question.body(isStream))).build();
      HttpResponse<String> answer = client.send(posted, BodyHandlers.ofString());
      if (answer.statusCode() == 503) return Optional.empty();
      if (answer.statusCode() != 200) {
        wrong.add(question + " got " + answer.statusCode() + " " + answer.body());
        return Optional.of(new Said("", ""));
      }
      return isStream ? streamed(answer.body()) : Optional.of(whole(Json.parse(answer.body())));
    } catch (IOException e) {
      return Optional.empty(); // It was killed, or is not up again.
    }
  }

  private static Said whole(JsonNode body) {
    JsonNode message = body.path("choices").path(0).path("message");
    return new Said(body.path("id").asString(""), message.path("content").asString(""));
  }

  private static Optional<Said> streamed(String body) {
    if (!body.endsWith("data: [DONE]\n\n")) return Optional.empty();
    var text = new StringBuilder();
    String id = "";
    for (String line : body.lines().filter(each -> each.startsWith("data: {")).toList()) {
      JsonNode chunk = Json.parse(line.substring("data: ".length()));
      JsonNode delta = chunk.path("choices").path(0).path("delta");
      text.append(delta.path("content").asString(""));
      id = chunk.path("id").asString("");
    }
    return Optional.of(new Said(id, text.toString()));
  }

  /// Lets every caller come to the answer of its last question, then asks all again in another
  /// manner: each gets the same.
  void finish() throws InterruptedException {
    isFinishing = true;
    for (Thread thread : threads) thread.join();
    for (Answered each : answered) {
      Said said = untilAnswered(each.question(), !each.question().isStream());
      if (!said.equals(each.said())) wrong.add(each + ", and then " + said);
    }
  }

  void giveUp() throws InterruptedException {
    isFinishing = true;
    for (Thread thread : threads) thread.interrupt();
    for (Thread thread : threads) thread.join();
    client.close();
  }

  int answered() {
    return answered.size();
  }

  List<String> wrong() {
    return List.copyOf(wrong);
  }

  ObjectNode figures() {
    return Json.object()
        .put("callers", count)
        .put("answered", answered.size())
        .put("requests", requests.get())
        .put("again", again.get());
  }
}
