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
final class ResponseStream implements Response.Content.Stream {
  private final Api.Means means;
  private final Asking.Claim claim;
  private final ResponseWire wire;

  ResponseStream(Api.Means means, Asking.Claim claim) {
    this.means = means;
    this.claim = claim;
    this.wire = new ResponseWire(claim.asked());
  }

  @Override
  public void to(Sink sink) throws IOException, InterruptedException {
    var events = new Events(new EventLines(means.world(), sink));
    events.send("response.created", Json.object().set("response", wire.begun()));
    events.send("response.in_progress", Json.object().set("response", wire.begun()));
    try {
      follow(events);
    } catch (StoreException e) {
      events.fail(Ended.lost(claim, e));
    }
  }

  private void follow(Events events) throws IOException, InterruptedException {
    Answer answer = new Following(means, claim.call(), events).toEnd();
    String name = answer.isAnswered() ? "response.completed" : "response.failed";
    events.send(name, Json.object().set("response", wire.response(answer)));
  }

  /// Owned by the thread of the request.
  private final class Events implements Following.Reader {
    private final EventLines lines;
    private int sent;
    private int begun = -1;

    Events(EventLines lines) {
      this.lines = lines;
    }

    @Override
    public void more(int part, String text) throws IOException {
      if (part > begun) begin(part);
      ObjectNode delta = ofContent(part).put("delta", text);
      delta.putArray("logprobs");
      send("response.output_text.delta", delta);
    }

    private void begin(int part) throws IOException {
      begun = part;
      send("response.output_item.added", ofItem(part).set("item", wire.begunItem(part)));
      send("response.content_part.added", ofContent(part).set("part", ResponseWire.content("")));
    }

    @Override
    public void whole(int part, String text) throws IOException {
      ObjectNode done = ofContent(part).put("text", text);
      done.putArray("logprobs");
      send("response.output_text.done", done);
      send("response.content_part.done", ofContent(part).set("part", ResponseWire.content(text)));
      send("response.output_item.done", ofItem(part).set("item", wire.item(part, text)));
    }

    void fail(Rejected why) throws IOException {
      ObjectNode error = Json.object().put("code", why.code()).put("message", why.getMessage());
      send("error", error.putNull("param"));
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

    private void send(String name, ObjectNode data) throws IOException {
      ObjectNode event = Json.object().put("type", name).put("sequence_number", sent++);
      event.setAll(data);
      lines.event(name, event);
    }
  }
}
