package dev.nanobot.api;

import dev.nanobot.message.Json;
import dev.nanobot.store.Asks.Answer;
import dev.nanobot.store.StoreException;
import dev.nanobot.web.Rejected;
import dev.nanobot.web.Response;
import dev.nanobot.web.Response.Sink;
import java.io.IOException;
import tools.jackson.databind.node.ObjectNode;

/// A response as it is written: an item for each part of the answer.
///
/// An event's number is its place in the answer: that of a text is how much of it was told. So a
/// reader goes on after any number at any process, however the text was cut into events before.
final class ResponseStream implements Response.Content.Stream {
  /// The first number, from which nothing is left out.
  static final int BEGINNING = -1;

  /// How many numbers a part of the answer has: more than a model writes characters. What is beyond
  /// has the last of them.
  private static final int PART = 1 << 20;

  private static final int END = Integer.MAX_VALUE;

  private final Api.Means means;
  private final Asking.Claim claim;
  private final ResponseWire wire;
  private final int after;

  /// Leaves out what has a number up to `after`.
  ResponseStream(Api.Means means, Asking.Claim claim, int after) {
    this.means = means;
    this.claim = claim;
    this.wire = new ResponseWire(claim.asked());
    this.after = after;
  }

  @Override
  public void to(Sink sink) throws IOException, InterruptedException {
    var events = new Events(new EventLines(means.world(), sink));
    events.send("response.created", 0, Json.object().set("response", wire.begun()));
    events.send("response.in_progress", 1, Json.object().set("response", wire.begun()));
    try {
      follow(events);
    } catch (StoreException e) {
      events.fail(Ended.lost(claim, e));
    }
  }

  private void follow(Events events) throws IOException, InterruptedException {
    Answer answer = new Following(means, claim.call(), events).toEnd();
    String name = "response." + (answer.isAnswered() ? wire.status(answer) : "failed");
    events.send(name, END, Json.object().set("response", wire.response(answer)));
  }

  /// Owned by the thread of the request.
  private final class Events implements Following.Reader {
    private final EventLines lines;
    private int begun = -1;
    private int chars; // told of the part that was begun last
    private int last = Math.max(after, 0); // number of what was told last

    Events(EventLines lines) {
      this.lines = lines;
    }

    @Override
    public void more(int part, String text) throws IOException {
      if (part > begun) begin(part);
      int before = chars;
      chars += text.length();
      int number = Math.min(first(part) + 1 + chars, first(part + 1) - 4);
      if (number <= after) return;
      int known = Math.max(0, after - (first(part) + 1 + before));
      ObjectNode delta = ofContent(part).put("delta", text.substring(known));
      delta.putArray("logprobs");
      send("response.output_text.delta", number, delta);
    }

    private void begin(int part) throws IOException {
      begun = part;
      chars = 0;
      int first = first(part);
      send("response.output_item.added", first, ofItem(part).set("item", wire.begunItem(part)));
      ObjectNode empty = ofContent(part).set("part", ResponseWire.content(""));
      send("response.content_part.added", first + 1, empty);
    }

    /// The number of a part's first event; the last three are those of its end.
    private static int first(int part) {
      return 2 + part * PART;
    }

    @Override
    public void whole(int part, String text, boolean isCut) throws IOException {
      int end = first(part + 1);
      ObjectNode done = ofContent(part).put("text", text);
      done.putArray("logprobs");
      send("response.output_text.done", end - 3, done);
      ObjectNode content = ofContent(part).set("part", ResponseWire.content(text));
      send("response.content_part.done", end - 2, content);
      ObjectNode item = ofItem(part).set("item", wire.item(part, text, isCut));
      send("response.output_item.done", end - 1, item);
    }

    /// No place in the answer: it has the number of what was told before.
    void fail(Rejected why) throws IOException {
      ObjectNode error = Json.object().put("code", why.code()).put("message", why.getMessage());
      write("error", last, error.putNull("param"));
    }

    @Override
    public void idle() throws IOException {
      lines.keep();
    }

    private ObjectNode ofItem(int part) {
      return Json.object().put("output_index", part);
    }

    private ObjectNode ofContent(int part) {
      return ofItem(part).put("item_id", wire.itemId(part)).put("content_index", 0);
    }

    private void send(String name, int number, ObjectNode data) throws IOException {
      if (number <= after) return;
      last = number;
      write(name, number, data);
    }

    private void write(String name, int number, ObjectNode data) throws IOException {
      ObjectNode event = Json.object().put("type", name).put("sequence_number", number);
      event.setAll(data);
      lines.event(name, event);
    }
  }
}
