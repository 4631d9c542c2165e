package dev.nanobot.api;

import dev.nanobot.message.Json;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// A client of the WebSocket, that of the JDK.
final class Caller implements AutoCloseable {
  private static final int PATIENCE_S = 30;

  private final WebSocket socket;
  private final Heard heard;

  private static final class Heard implements WebSocket.Listener {
    private final BlockingQueue<String> texts = new LinkedBlockingQueue<>();
    private final StringBuilder part = new StringBuilder();
    private volatile int code;

    @Override
    public @Nullable CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
      part.append(data);
      if (last) {
        texts.add(part.toString());
        part.setLength(0);
      }
      socket.request(1);
      return null;
    }

    @Override
    public @Nullable CompletionStage<?> onClose(WebSocket socket, int status, String reason) {
      end(status);
      return null;
    }

    @Override
    public void onError(WebSocket socket, Throwable error) {
      end(1006);
    }

    private void end(int status) {
      code = status;
      texts.add("");
    }
  }

  private Caller(WebSocket socket, Heard heard) {
    this.socket = socket;
    this.heard = heard;
  }

  static Caller open(Gateway gateway, String query, String... headers) {
    return open(gateway.client, gateway.address, query, headers);
  }

  static Caller open(HttpClient client, String address, String query, String... headers) {
    var heard = new Heard();
    var builder = client.newWebSocketBuilder();
    for (int i = 0; i < headers.length; i += 2) builder.header(headers[i], headers[i + 1]);
    URI uri = URI.create(address.replace("http:", "ws:") + "/ws" + query);
    return new Caller(builder.buildAsync(uri, heard).join(), heard);
  }

  void say(String text) {
    socket.sendText(text, true).join();
  }

  JsonNode next() throws InterruptedException {
    String text = heard.texts.poll(PATIENCE_S, TimeUnit.SECONDS);
    if (text == null) throw new AssertionError("nothing was heard for long");
    if (text.isEmpty()) throw new AssertionError("the connection ended: " + heard.code);
    return Json.parse(text);
  }

  /// All frames up to one of an event.
  List<JsonNode> until(String event) throws InterruptedException {
    List<JsonNode> frames = new ArrayList<>();
    while (frames.isEmpty() || !frames.getLast().path("event").asString().equals(event)) {
      frames.add(next());
    }
    return frames;
  }

  @Override
  public void close() {
    socket.abort();
  }
}
