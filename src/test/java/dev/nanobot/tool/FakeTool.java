package dev.nanobot.tool;

import dev.nanobot.message.Effect;
import dev.nanobot.message.Json;
import dev.nanobot.message.ToolSpec;
import tools.jackson.databind.JsonNode;

/// A tool that takes anything, and does what a test says.
public record FakeTool(String name, Effect effect, Act act) implements Tool {
  /// What it does.
  @FunctionalInterface
  public interface Act {
    Output run(JsonNode arguments, Call call) throws InterruptedException;
  }

  @Override
  public ToolSpec spec() {
    return new ToolSpec(name, name, Json.object().put("type", "object"));
  }

  @Override
  public Output run(JsonNode arguments, Call call) throws InterruptedException {
    return act.run(arguments, call);
  }
}
