package dev.nanobot.api;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import dev.nanobot.http.LocalServer;
import dev.nanobot.message.Json;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// A model that sings a song in pieces of three characters, or first does the call that it is told
/// (`call NAME {json}`); and another server beside it, which notes who came.
final class SingingModel implements AutoCloseable {
  /// What it is told so is not answered before the end.
  static final String WAIT = "wait for the end";

  private static final String CALL = "call ";

  final List<String> asked = new CopyOnWriteArrayList<>();
  final List<String> visited = new CopyOnWriteArrayList<>();
  private final CountDownLatch opened = new CountDownLatch(1);
  private final LocalServer server = new LocalServer();
  private final String song;

  SingingModel(String song) {
    this.song = song;
    server.at("/v1/chat/completions", this::answer).at("/page", this::page);
  }

  String address() {
    return server.base();
  }

  private void page(HttpExchange exchange, byte[] body) throws IOException {
    visited.add(exchange.getRequestURI().toString());
    exchange.getResponseHeaders().set("content-type", "application/json");
    ObjectNode found = Json.object();
    ObjectNode hit = found.putObject("web").putArray("results").addObject();
    hit.put("title", "a page").put("url", "https://example.org/");
    hit.put("description", "about " + exchange.getRequestURI().getQuery());
    LocalServer.send(exchange, 200, Json.write(found).getBytes(UTF_8));
  }

  private void answer(HttpExchange exchange, byte[] body) throws IOException, InterruptedException {
    String text = new String(body, UTF_8);
    asked.add(text);
    JsonNode messages = Json.parse(text).path("messages");
    JsonNode last = messages.get(messages.size() - 1);
    String said = last.path("content").asString("").replaceFirst("(?s)\\A\\[[^\\n]*\\]\\n", "");
    if (said.contains(WAIT) && !said.startsWith(CALL)) opened.await();
    if (said.startsWith("fail")) {
      String error = "{\"error\": {\"message\": \"not with " + song + "\"}}";
      LocalServer.send(exchange, 400, error.getBytes(UTF_8));
      return;
    }
    exchange.getResponseHeaders().set("content-type", "text/event-stream");
    exchange.sendResponseHeaders(200, 0);
    boolean isCall = last.path("role").asString("").equals("user") && said.startsWith(CALL);
    if (isCall) call(exchange.getResponseBody(), said.substring(CALL.length()).split(" ", 2));
    else sing(exchange.getResponseBody());
  }

  private void sing(OutputStream out) throws IOException {
    for (int at = 0; at < song.length(); at += 3) {
      String piece = song.substring(at, Math.min(song.length(), at + 3));
      delta(out, Json.object().put("content", piece));
    }
    end(out, "stop");
  }

  private static void call(OutputStream out, String[] words) throws IOException {
    ObjectNode delta = Json.object();
    ObjectNode call = delta.putArray("tool_calls").addObject().put("index", 0);
    call.put("id", "call_1").put("type", "function");
    call.putObject("function").put("name", words[0]).put("arguments", words[1]);
    delta(out, delta);
    end(out, "tool_calls");
  }

  private static void delta(OutputStream out, ObjectNode delta) throws IOException {
    ObjectNode chunk = Json.object().put("model", "singing");
    chunk.putArray("choices").addObject().put("index", 0).set("delta", delta);
    write(out, Json.write(chunk));
  }

  private static void end(OutputStream out, String reason) throws IOException {
    ObjectNode end = Json.object().put("model", "singing");
    ObjectNode choice = end.putArray("choices").addObject().put("index", 0);
    choice.put("finish_reason", reason).putObject("delta");
    end.putObject("usage").put("prompt_tokens", 12).put("completion_tokens", 8);
    write(out, Json.write(end));
    write(out, "[DONE]");
  }

  private static void write(OutputStream out, String data) throws IOException {
    out.write(("data: " + data + "\n\n").getBytes(UTF_8));
  }

  @Override
  public void close() {
    opened.countDown();
    server.close();
  }
}
