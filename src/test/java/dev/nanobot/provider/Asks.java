package dev.nanobot.provider;

import dev.nanobot.http.Http;
import dev.nanobot.message.Json;
import dev.nanobot.message.Message;
import dev.nanobot.message.Secret;
import dev.nanobot.message.ToolSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/// Requests and endpoints for tests.
final class Asks {
  static final Instant AT = Instant.parse("2026-11-23T22:33:44Z");
  static final Provider.Options OPTIONS = new Provider.Options(1_000, 0.1, "");
  static final Http.Limits LIMITS =
      new Http.Limits(
          Duration.ofMinutes(1), Duration.ofMinutes(1), Duration.ofMinutes(2), 8 * 1024 * 1024);

  private Asks() {}

  static Message.User user(String text) {
    return new Message.User(text, AT, "telegram:42");
  }

  static Message.Assistant calling(Message.ToolCall... calls) {
    return new Message.Assistant("", List.of(calls), List.of());
  }

  static Message.ToolCall call(String id, String tool, String arguments) {
    return new Message.ToolCall(id, tool, arguments);
  }

  static Message.Result result(String id, String text) {
    return new Message.Result(id, text, false);
  }

  static Provider.Request request(String model, Message... transcript) {
    return new Provider.Request(
        model,
        "You are nanobot.",
        List.of(transcript),
        tools(
            "read_file",
            "write_file",
            "edit_file",
            "exec",
            "list_dir",
            "remember",
            "spawn",
            "message"),
        OPTIONS);
  }

  static List<ToolSpec> tools(String... names) {
    return Arrays.stream(names).map(Asks::tool).toList();
  }

  static ToolSpec tool(String name) {
    return new ToolSpec(
        name,
        "Does " + name + ".",
        Json.parse("{\"type\":\"object\",\"properties\":{\"path\":{\"type\":\"string\"}}}"));
  }

  static Endpoint endpoint(String provider, String base) {
    return new Endpoint(
        provider, base, new Secret("sk-secret-1234"), "max_tokens", Map.of(), Json.object());
  }
}
