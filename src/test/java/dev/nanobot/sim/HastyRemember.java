package dev.nanobot.sim;

import dev.nanobot.gateway.StoredMemory;
import dev.nanobot.message.Effect;
import dev.nanobot.message.ToolSpec;
import dev.nanobot.store.Memories;
import dev.nanobot.store.Memories.Draft;
import dev.nanobot.store.Memories.Text;
import dev.nanobot.tool.Call;
import dev.nanobot.tool.Output;
import dev.nanobot.tool.Tool;
import tools.jackson.databind.JsonNode;

/// A planted bug: `remember` reads the notes of a day, adds a line, and writes all of it, whatever
/// was written meanwhile.
record HastyRemember(Tool remember, StoredMemory memory) implements Tool {
  @Override
  public ToolSpec spec() {
    return remember.spec();
  }

  @Override
  public Effect effect() {
    return Effect.PURE;
  }

  @Override
  public Output run(JsonNode arguments, Call call) {
    Memories memories = memory.memories();
    String scope = memory.sharing().scope(call.asker());
    Text old = memories.text(scope, memory.today());
    String body = old.body() + "- " + arguments.path("text").asString() + "\n";
    boolean isSaved = false;
    while (!isSaved) {
      long base = memories.text(scope, old.name()).version();
      var draft =
          new Draft(scope, old.name(), base, body, old.upto(), call.principal().id(), call.key());
      isSaved = memories.save(draft).isSaved();
    }
    return Output.of("Noted in memory/" + old.name() + ".");
  }
}
