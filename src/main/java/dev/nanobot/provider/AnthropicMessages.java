package dev.nanobot.provider;

import dev.nanobot.http.Http;
import dev.nanobot.message.Event;
import dev.nanobot.message.Reply;
import dev.nanobot.world.World;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;

/// Any server that speaks Anthropic's Messages API, version 2023-06-01.
///
/// Shared: immutable.
final class AnthropicMessages implements Provider {
  static final String VERSION = "2023-06-01";

  private final Post post;
  private final Endpoint endpoint;
  private final ZoneId zone;

  /// `zone` is the one in which the model is told the time of messages.
  AnthropicMessages(Http http, Endpoint endpoint, Http.Limits limits, ZoneId zone, World world) {
    this.post = new Post(http, endpoint, limits, world);
    this.endpoint = endpoint;
    this.zone = zone;
  }

  @Override
  public Reply complete(Request request, Consumer<Event> events) throws InterruptedException {
    Map<String, String> headers = new HashMap<>(Map.of("anthropic-version", VERSION));
    if (!endpoint.key().isEmpty()) headers.put("x-api-key", endpoint.key().reveal());
    String path = endpoint.base().endsWith("/v1") ? "/messages" : "/v1/messages";
    return post.send(
        path,
        headers,
        AnthropicRequest.body(request, endpoint, zone),
        new AnthropicAnswer(request, endpoint, events));
  }
}
