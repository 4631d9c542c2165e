package dev.nanobot.api;

import dev.nanobot.message.Json;
import dev.nanobot.store.Asks.Answer;
import dev.nanobot.store.StoreException;
import dev.nanobot.web.Response;
import dev.nanobot.web.Response.Sink;
import java.io.IOException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// A chat completion as it is written. One that fails ends with an error, and without its end mark.
final class ChatStream implements Response.Content.Stream {
  private final Api.Means means;
  private final Asking.Claim claim;
  private final ChatWire wire;
  private final boolean hasUsage;

  ChatStream(Api.Means means, Asking.Claim claim, String model, boolean hasUsage) {
    this.means = means;
    this.claim = claim;
    this.wire = new ChatWire(claim.asked(), model);
    this.hasUsage = hasUsage;
  }

  @Override
  public void to(Sink sink) throws IOException, InterruptedException {
    var lines = new EventLines(means.world(), sink);
    lines.data(chunk(Json.object().put("role", "assistant").put("content", "")));
    try {
      follow(lines);
    } catch (StoreException e) {
      lines.event("error", Ended.lost(claim, e).body());
    }
  }

  private void follow(EventLines lines) throws IOException, InterruptedException {
    Answer answer = new Following(means, claim.call(), new Chunks(lines)).toEnd();
    if (!answer.isAnswered()) {
      lines.event("error", Ended.rejected(answer).body());
      return;
    }
    lines.data(wire.chunk(Json.object(), ChatWire.finish(answer.finish()), hasUsage));
    if (hasUsage) lines.data(wire.usageChunk(answer.usage()));
    lines.data("[DONE]");
  }

  private JsonNode chunk(ObjectNode delta) {
    return wire.chunk(delta, null, hasUsage);
  }

  /// Owned by the thread of the request.
  private final class Chunks implements Following.Reader {
    private final EventLines lines;
    private int begun = -1;

    Chunks(EventLines lines) {
      this.lines = lines;
    }

    @Override
    public void more(int part, String text) throws IOException {
      String between = part > begun && part > 0 ? ChatWire.BETWEEN : "";
      begun = part;
      lines.data(chunk(Json.object().put("content", between + text)));
    }

    @Override
    public void whole(int part, String text, boolean isCut) {}

    @Override
    public void idle() throws IOException {
      lines.keep();
    }
  }
}
