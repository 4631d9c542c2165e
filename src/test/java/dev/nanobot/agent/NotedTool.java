package dev.nanobot.agent;

import dev.nanobot.message.Effect;
import dev.nanobot.message.Json;
import dev.nanobot.message.ToolSpec;
import dev.nanobot.message.Write;
import dev.nanobot.tool.Call;
import dev.nanobot.tool.Output;
import dev.nanobot.tool.Tool;
import java.util.List;
import java.util.Queue;
import java.util.function.Consumer;
import tools.jackson.databind.JsonNode;

/// A tool that notes its runs and answers with its name; one called `say` says that, too.
record NotedTool(String name, Effect effect, Consumer<String> journal, Queue<Call> ran)
    implements Tool {
  @Override
  public ToolSpec spec() {
    return new ToolSpec(name, name, Json.object().put("type", "object"));
  }

  @Override
  public Output run(JsonNode arguments, Call call) {
    journal.accept("run " + call.key());
    ran.add(call);
    String text = name + " " + call.key();
    return name.equals("say")
        ? new Output(text, List.of(new Write.Say(call.session(), text)))
        : Output.of(text);
  }
}
