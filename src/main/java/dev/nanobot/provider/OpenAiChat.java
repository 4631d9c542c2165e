package dev.nanobot.provider;

import dev.nanobot.http.Http;
import dev.nanobot.message.Event;
import dev.nanobot.message.Reply;
import dev.nanobot.world.World;
import java.time.ZoneId;
import java.util.function.Consumer;

/// Any server that speaks OpenAI's chat completions.
///
/// Shared: immutable.
final class OpenAiChat implements Provider {
  private final Post post;
  private final Endpoint endpoint;
  private final ZoneId zone;

  /// `zone` is the one in which the model is told the time of messages.
  OpenAiChat(Http http, Endpoint endpoint, Http.Limits limits, ZoneId zone, World world) {
    this.post = new Post(http, endpoint, limits, world);
    this.endpoint = endpoint;
    this.zone = zone;
  }

  @Override
  public Reply complete(Request request, Consumer<Event> events) throws InterruptedException {
    return post.send(
        "/chat/completions",
        endpoint.bearer(),
        OpenAiRequest.body(request, endpoint, zone),
        new OpenAiAnswer(request, endpoint, events));
  }
}
