package dev.nanobot.gateway;

import dev.nanobot.message.Effect;
import dev.nanobot.message.Json;
import dev.nanobot.message.ToolSpec;
import dev.nanobot.message.Write;
import dev.nanobot.store.Store;
import dev.nanobot.store.Subagents.Cancellation;
import dev.nanobot.tool.Call;
import dev.nanobot.tool.Output;
import dev.nanobot.tool.Tool;
import dev.nanobot.tool.ToolException;
import dev.nanobot.world.World;
import java.util.List;
import tools.jackson.databind.JsonNode;

/// The tool `subagents`: lists those of the conversation, and ends one.
///
/// Immutable.
public final class SubagentsTool implements Tool {
  private static final ToolSpec SPEC =
      new ToolSpec(
          "subagents",
          "List the subagents of this conversation, or cancel one.",
          Json.parse(
              """
              {"type": "object", "required": ["action"], "properties": {
                "action": {"type": "string", "enum": ["list", "cancel"]},
                "id": {"type": "string", "description": "Which one to cancel"}}}
              """));

  private final World world;
  private final Store store;

  public SubagentsTool(World world, Store store) {
    this.world = world;
    this.store = store;
  }

  @Override
  public ToolSpec spec() {
    return SPEC;
  }

  /// One is cancelled with the call's result or not at all: running again changes nothing.
  @Override
  public Effect effect() {
    return Effect.PURE;
  }

  @Override
  public Output run(JsonNode arguments, Call call) {
    if (arguments.path("action").asString().equals("list")) {
      return Output.of(SubagentLines.of(store.subagents().list(call.session()), world.now()));
    }
    String id = arguments.path("id").asString("");
    if (id.isBlank()) throw new ToolException("Say which one: cancel needs an id.");
    return new Output(
        Cancellation.CANCELLED.told(id.strip()), List.of(new Write.Cancel(id.strip())));
  }
}
