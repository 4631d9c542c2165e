package dev.nanobot.web;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/// An answer over HTTP. `end` gives back what it holds: the server calls it once, however the
/// answer ends.
public record Response(int status, Map<String, String> headers, Content content, Runnable end) {
  private static final Runnable NOTHING = () -> {};

  public Response {
    headers = Map.copyOf(headers);
  }

  public Response(int status, Map<String, String> headers, Content content) {
    this(status, headers, content, NOTHING);
  }

  /// What is answered: all at once, or for as long as it goes on.
  public sealed interface Content {
    /// Not to be changed any more.
    @SuppressWarnings("ArrayRecordComponent")
    record Whole(byte[] bytes) implements Content {}

    /// Runs on the thread of the request.
    @FunctionalInterface
    non-sealed interface Stream extends Content {
      /// Writes until there is no more.
      ///
      /// @throws IOException when the reader is gone
      void to(Sink sink) throws IOException, InterruptedException;
    }

    /// From here on it is a WebSocket.
    record Upgrade(Socket.Service service) implements Content {}
  }

  /// Where an answer goes, piece by piece.
  ///
  /// Owned by the thread that answers.
  @FunctionalInterface
  public interface Sink {
    /// Hands bytes to the network; blocks while the reader is slow.
    ///
    /// @throws IOException when the reader is gone, or has not read for too long
    void write(byte[] bytes) throws IOException;
  }

  /// Nothing.
  public static final Content NONE = new Content.Whole(new byte[0]);

  /// A line of plain text.
  public static Response text(int status, String text) {
    return new Response(
        status,
        Map.of("Content-Type", "text/plain; charset=utf-8"),
        new Content.Whole((text + "\n").getBytes(UTF_8)));
  }

  public static Response json(int status, JsonNode body) {
    return new Response(
        status,
        Map.of("Content-Type", "application/json"),
        new Content.Whole(body.toString().getBytes(UTF_8)));
  }

  /// Server-sent events (HTML standard, section 9.2).
  public static Response events(Content.Stream events) {
    return new Response(200, Map.of("Content-Type", "text/event-stream"), events);
  }

  /// A WebSocket; for a request that does not ask for one, 426.
  public static Response socket(Socket.Service service) {
    return new Response(426, Map.of("Upgrade", "websocket"), new Content.Upgrade(service));
  }

  /// The same with headers, in place of those of the same names.
  public Response with(Map<String, String> more) {
    var all = new LinkedHashMap<>(headers);
    all.putAll(more);
    return new Response(status, all, content, end);
  }

  /// The same with nothing to say: nobody follows a stream whose head alone was asked for.
  Response withoutContent() {
    return content instanceof Content.Whole ? this : new Response(status, headers, NONE, end);
  }

  /// Whether it is told piece by piece.
  boolean goesOn() {
    return !(content instanceof Content.Whole);
  }

  Response endingWith(Runnable last) {
    return new Response(status, headers, content, last);
  }

  /// The same with those headers that it does not have.
  Response withMissing(Map<String, String> more) {
    var all = new LinkedHashMap<>(more);
    all.putAll(headers);
    return new Response(status, all, content, end);
  }
}
