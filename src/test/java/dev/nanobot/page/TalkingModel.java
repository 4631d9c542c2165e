package dev.nanobot.page;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import dev.nanobot.http.LocalServer;
import dev.nanobot.message.Json;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// A model on the chat completions wire that says, piece by piece, what was put in its mouth for
/// the last thing it heard. A piece `GATE` waits until `open` is called; a piece `tool:NAME {json}`
/// is a call. What it was told nothing for, it repeats.
final class TalkingModel implements AutoCloseable {
  static final String GATE = "\u0000gate";
  private static final String CALL = "tool:";
  private static final String THOUGHT = "think:";

  private final Map<String, List<List<String>>> lines = new ConcurrentHashMap<>();
  private final Map<String, AtomicInteger> asked = new ConcurrentHashMap<>();
  private final Map<String, Integer> failures = new ConcurrentHashMap<>();
  private final Map<String, List<String>> shown = new ConcurrentHashMap<>();
  private final Map<String, CountDownLatch> gates = new ConcurrentHashMap<>();
  private final LocalServer server = new LocalServer().at("/v1/chat/completions", this::answer);

  String base() {
    return server.base() + "/v1";
  }

  /// What it says when `heard` is the last it heard: the pieces of each reply, one reply after the
  /// other for each time it is asked about it; the last one again and again.
  @SafeVarargs
  final void says(String heard, List<String>... replies) {
    failures.remove(heard);
    asked.remove(heard);
    lines.put(heard, List.of(replies));
    gates.put(heard, new CountDownLatch(1));
  }

  /// Answers with a status instead, until it is told what to say.
  void fails(String heard, int status) {
    failures.put(heard, status);
  }

  /// Lets what waits at a gate go on.
  void open(String heard) {
    gate(heard).countDown();
  }

  /// How often it was asked about something.
  int asked(String heard) {
    AtomicInteger count = asked.get(heard);
    return count == null ? 0 : count.get();
  }

  /// The addresses of the images that came with something it heard.
  List<String> shown(String heard) {
    return shown.getOrDefault(heard, List.of());
  }

  private CountDownLatch gate(String heard) {
    return gates.computeIfAbsent(heard, none -> new CountDownLatch(1));
  }

  private void answer(HttpExchange call, byte[] body) throws IOException, InterruptedException {
    JsonNode request = Json.parse(new String(body, UTF_8));
    String heard = heard(request);
    shown.put(heard, images(request));
    int time = asked.computeIfAbsent(heard, none -> new AtomicInteger()).getAndIncrement();
    List<List<String>> replies = lines.getOrDefault(heard, List.of(List.of("echo: " + heard)));
    Integer failure = failures.get(heard);
    if (failure != null) {
      call.sendResponseHeaders(failure, -1);
      return;
    }
    call.getResponseHeaders().set("content-type", "text/event-stream");
    call.sendResponseHeaders(200, 0);
    say(call.getResponseBody(), heard, replies.get(Math.min(time, replies.size() - 1)));
  }

  private static String heard(JsonNode request) {
    String heard = "";
    for (JsonNode message : request.path("messages")) {
      if (!message.path("role").asString("").equals("user")) continue;
      JsonNode content = message.path("content");
      String text =
          content.isString() ? content.asString("") : content.path(0).path("text").asString("");
      String said = text.replaceFirst("\\A\\[\\d{4}-\\d\\d-\\d\\d [^\\n]*\\]\\n", "");
      heard = said.replaceAll("(\\A|\\n)\\[file \"[^\\n]*\\]", "");
    }
    return heard;
  }

  private static List<String> images(JsonNode request) {
    List<String> images = new ArrayList<>();
    for (JsonNode message : request.path("messages")) {
      if (!message.path("role").asString("").equals("user")) continue;
      images.clear();
      for (JsonNode part : message.path("content")) {
        if (part.has("image_url")) images.add(part.path("image_url").path("url").asString(""));
      }
    }
    return List.copyOf(images);
  }

  private void say(OutputStream out, String heard, List<String> pieces)
      throws IOException, InterruptedException {
    int calls = 0;
    for (String piece : pieces) {
      if (piece.equals(GATE)) {
        gate(heard).await();
      } else if (piece.startsWith(CALL)) {
        delta(out, call(piece.substring(CALL.length()), heard, calls++));
      } else if (piece.startsWith(THOUGHT)) {
        delta(out, Json.object().put("reasoning_content", piece.substring(THOUGHT.length())));
      } else {
        delta(out, Json.object().put("content", piece));
      }
    }
    ObjectNode end = Json.object().put("model", "talking");
    ObjectNode choice = end.putArray("choices").addObject().put("index", 0);
    choice.put("finish_reason", calls == 0 ? "stop" : "tool_calls").putObject("delta");
    end.putObject("usage").put("prompt_tokens", 1200).put("completion_tokens", 85);
    write(out, Json.write(end));
    write(out, "[DONE]");
  }

  private static ObjectNode call(String piece, String heard, int index) {
    String[] parts = piece.split(" ", 2);
    ObjectNode delta = Json.object();
    ObjectNode call = delta.putArray("tool_calls").addObject().put("index", index);
    call.put("id", "call_" + Integer.toHexString(heard.hashCode()) + index).put("type", "function");
    call.putObject("function").put("name", parts[0]).put("arguments", parts[1]);
    return delta;
  }

  private static void delta(OutputStream out, ObjectNode delta) throws IOException {
    ObjectNode chunk = Json.object().put("model", "talking");
    chunk.putArray("choices").addObject().put("index", 0).set("delta", delta);
    write(out, Json.write(chunk));
  }

  private static void write(OutputStream out, String data) throws IOException {
    out.write(("data: " + data + "\n\n").getBytes(UTF_8));
    out.flush();
  }

  @Override
  public void close() {
    gates.values().forEach(CountDownLatch::countDown);
    server.close();
  }
}
