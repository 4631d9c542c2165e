package dev.nanobot.api;

import dev.nanobot.message.Json;
import dev.nanobot.store.Asks.Answer;
import dev.nanobot.store.Asks.Line;
import dev.nanobot.store.Asks.Voice;
import dev.nanobot.web.Rejected;
import dev.nanobot.web.Response;
import dev.nanobot.web.Route;
import dev.nanobot.web.Visit;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Chat completions in OpenAI's shape: the answer is a turn of the agent.
///
/// Source: API reference, "Create chat completion", read on 2026-11-28.
///
/// Shared: immutable.
final class ChatCompletions {
  static final String PREFIX = "chatcmpl-";

  private final Api.Means means;
  private final Asking asking;

  ChatCompletions(Api.Means means) {
    this.means = means;
    this.asking = new Asking(means, PREFIX);
  }

  List<Route> routes() {
    return List.of(
        Route.post("/v1/chat/completions", this::complete).taking(Asking.BODY_BYTES_MAX));
  }

  private Response complete(Visit visit) throws InterruptedException {
    ObjectNode body = visit.json();
    String model = asking.model(body);
    boolean isStream = Wishes.flag(body, "stream", false);
    boolean hasUsage = hasUsage(body, isStream);
    Wishes.checkChat(body);
    ObjectNode told = Json.object().put("model", model);
    Asking.Claim claim = asking.take(visit, body, wanted(body), "", told);
    if (isStream) {
      var stream = new ChatStream(means, claim, told(claim), hasUsage);
      return Ended.marked(Response.events(stream), claim.asked());
    }
    visit.forget();
    Optional<Answer> answer = Following.await(means, claim.call(), means.longest());
    if (answer.isEmpty()) return Ended.tooLong(claim, means.longest());
    if (!answer.get().isAnswered()) return Ended.response(claim.asked(), answer.get());
    ObjectNode said = new ChatWire(claim.asked(), told(claim)).completion(answer.get());
    return Ended.marked(Response.json(200, said), claim.asked());
  }

  /// The model as the first of equal requests named it.
  private static String told(Asking.Claim claim) {
    return Json.parse(claim.asked().body()).path("model").asString(Models.AGENT);
  }

  private static boolean hasUsage(ObjectNode body, boolean isStream) {
    JsonNode options = body.path("stream_options");
    if (options.isMissingNode() || options.isNull()) return false;
    if (!(options instanceof ObjectNode object)) {
      throw Rejected.invalid("stream_options", "an object");
    }
    if (!isStream) {
      throw new Rejected(
          400,
          "invalid_value",
          "stream_options",
          "stream_options is only for a stream.",
          Duration.ZERO);
    }
    return Wishes.flag(object, "include_usage", false);
  }

  private static Wanted wanted(ObjectNode body) {
    JsonNode messages = body.path("messages");
    if (!messages.isArray() || messages.isEmpty()) {
      throw Rejected.invalid("messages", "a list of messages, not empty");
    }
    var draft = new Wanted.Draft("messages");
    for (int i = 0; i < messages.size(); i++) {
      add(draft, messages.get(i), "messages[" + i + "]");
    }
    return draft.done();
  }

  private static void add(Wanted.Draft draft, JsonNode message, String where) {
    if (!message.isObject()) throw Rejected.invalid(where, "an object");
    JsonNode content = message.path("content");
    switch (message.path("role").asString("")) {
      case "system", "developer" -> draft.instruct(Parts.text(content, where + ".content"));
      case "user" -> draft.say(Parts.line(content, Voice.CALLER, where + ".content"));
      case "assistant" -> {
        boolean isCall = message.hasNonNull("tool_calls") && !message.path("tool_calls").isEmpty();
        if (isCall || message.hasNonNull("function_call")) {
          throw Asking.unsupported(where + ".tool_calls", "Calls of other tools are not taken.");
        }
        Line line = Parts.line(content, Voice.AGENT, where + ".content");
        draft.say(line);
      }
      case "tool", "function" ->
          throw Asking.unsupported(where + ".role", "Results of other tools are not taken.");
      default -> throw Rejected.invalid(where + ".role", "system, developer, user or assistant");
    }
  }
}
