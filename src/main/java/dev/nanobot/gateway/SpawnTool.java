package dev.nanobot.gateway;

import dev.nanobot.agent.Prompt;
import dev.nanobot.message.Effect;
import dev.nanobot.message.Json;
import dev.nanobot.message.Subagent;
import dev.nanobot.message.ToolSpec;
import dev.nanobot.message.Write;
import dev.nanobot.tool.Call;
import dev.nanobot.tool.Output;
import dev.nanobot.tool.Tool;
import dev.nanobot.tool.ToolException;
import java.util.List;
import tools.jackson.databind.JsonNode;

/// The tool `spawn`: gives a task to a subagent, which works on while the conversation goes on. It
/// is asked for in the transaction that commits the call's result, so it is asked for once.
///
/// Immutable.
public final class SpawnTool implements Tool {
  /// The label is the beginning of the task where none is given.
  static final int LABEL_CHARS_USUAL = 30;

  static final int LABEL_CHARS_MAX = 60;

  private static final ToolSpec SPEC =
      new ToolSpec(
          "spawn",
          "Give a task to a subagent that works on it in the background, with tools for files, "
              + "commands and the web. It knows nothing of this conversation: tell it all it "
              + "needs. Its answer comes here later as a message that begins with [Subagent; "
              + "do not wait for it.",
          Json.parse(
              """
              {"type": "object", "required": ["task"], "properties": {
                "task": {"type": "string", "minLength": 1, "maxLength": 32000,
                  "description": "What to do, complete in itself"},
                "label": {"type": "string", "description": "A few words that name the task"}}}
              """));

  private final int depthMax;
  private final Write.Room room;

  /// `depthMax` is how deep the deepest subagent is: 1 when none may start others.
  public SpawnTool(int depthMax, Write.Room room) {
    this.depthMax = depthMax;
    this.room = room;
  }

  @Override
  public ToolSpec spec() {
    return SPEC;
  }

  /// The row is written with the result or not at all: running again asks for nothing twice.
  @Override
  public Effect effect() {
    return Effect.PURE;
  }

  @Override
  public Output run(JsonNode arguments, Call call) {
    if (Subagent.depth(call.session()) >= depthMax) {
      throw new ToolException("No subagent can be started from here: do the task yourself.");
    }
    String task = arguments.path("task").asString().strip();
    if (task.isEmpty()) throw new ToolException("The task is empty: say what is to be done.");
    String given = arguments.path("label").asString("");
    String label = given.isBlank() ? line(task, LABEL_CHARS_USUAL) : line(given, LABEL_CHARS_MAX);
    return new Output(
        "Subagent \"%s\" is asked, its id is %s. Its answer will come here as a message."
            .formatted(label, call.key()),
        List.of(new Write.Spawn(label, task, room)));
  }

  /// The beginning of a text on one line, never half of a character.
  private static String line(String text, int charsMax) {
    String line = text.replaceAll("[\\s\\p{Cntrl}\"]+", " ").strip();
    return Prompt.head(line, charsMax).strip();
  }
}
