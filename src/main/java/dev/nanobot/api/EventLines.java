package dev.nanobot.api;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.nanobot.message.Json;
import dev.nanobot.web.Response.Sink;
import dev.nanobot.world.World;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import tools.jackson.core.JsonEncoding;
import tools.jackson.core.exc.JacksonIOException;
import tools.jackson.databind.JsonNode;

/// Server-sent events to one reader (HTML standard, section 9.2), with a sign of life where there
/// is nothing to say.
///
/// Owned by the thread of the request.
final class EventLines {
  /// A reader that is gone is noticed, and what stands between is kept awake.
  static final Duration KEEP = Duration.ofSeconds(15);

  /// What is handed to the network at a time: a long event is never there as a whole.
  private static final int PIECE_BYTES = 16 * 1024;

  private final World world;
  private final Pieces out;
  private long wroteAt;

  /// Where the items of a list go.
  @FunctionalInterface
  interface Items {
    void add(JsonNode item) throws IOException;
  }

  /// A list that is told item by item.
  @FunctionalInterface
  interface Listed {
    void to(Items items) throws IOException;
  }

  EventLines(World world, Sink sink) {
    this.world = world;
    this.out = new Pieces(sink);
    this.wroteAt = world.nanos();
  }

  void data(JsonNode data) throws IOException {
    write("data: ", data);
  }

  void data(String data) throws IOException {
    out.text("data: " + data);
    end();
  }

  void event(String name, JsonNode data) throws IOException {
    write("event: " + name + "\ndata: ", data);
  }

  void event(String name, String id, JsonNode data) throws IOException {
    write("id: " + id + "\nevent: " + name + "\ndata: ", data);
  }

  void list(String name, Listed list) throws IOException {
    out.text("event: " + name + "\ndata: [");
    var between =
        new Items() {
          private String mark = "";

          @Override
          public void add(JsonNode item) throws IOException {
            out.text(mark);
            out.json(item);
            mark = ",";
          }
        };
    list.to(between);
    out.text("]");
    end();
  }

  void keep() throws IOException {
    if (world.since(wroteAt).compareTo(KEEP) < 0) return;
    out.text(": still here");
    end();
  }

  private void write(String head, JsonNode data) throws IOException {
    out.text(head);
    out.json(data);
    end();
  }

  private void end() throws IOException {
    out.text("\n\n");
    out.flush();
    wroteAt = world.nanos();
  }

  /// Bytes that are handed on when they are many, or when they are to be.
  private static final class Pieces extends OutputStream {
    private final Sink sink;
    private ByteArrayOutputStream piece = new ByteArrayOutputStream(); // a new one for each

    Pieces(Sink sink) {
      this.sink = sink;
    }

    void text(String text) throws IOException {
      write(text.getBytes(UTF_8));
    }

    void json(JsonNode node) throws IOException {
      try (var generator = Json.MAPPER.createGenerator(this, JsonEncoding.UTF8)) {
        generator.writeTree(node);
      } catch (JacksonIOException e) {
        throw e.getCause();
      }
    }

    @Override
    public void write(int b) throws IOException {
      write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int from, int count) throws IOException {
      for (int done = 0; done < count; ) {
        int some = Math.min(count - done, PIECE_BYTES - piece.size());
        piece.write(bytes, from + done, some);
        done += some;
        if (piece.size() == PIECE_BYTES) flush();
      }
    }

    /// Keeps no room: many listen, and few are told something at the same time.
    @Override
    public void flush() throws IOException {
      if (piece.size() == 0) return;
      byte[] whole = piece.toByteArray();
      piece = new ByteArrayOutputStream();
      sink.write(whole);
    }
  }
}
