package dev.nanobot.tool;

import dev.nanobot.message.Effect;
import dev.nanobot.message.ToolSpec;
import java.util.List;
import tools.jackson.databind.JsonNode;

/// Lists a directory.
public final class ListDirectory implements Tool {
  private static final int ENTRIES_MAX = 1_000;

  private static final ToolSpec SPEC =
      new ToolSpec(
          "list_dir",
          "List the entries of a directory.",
          Parameters.none()
              .required("path", "string", "The directory, relative to the workspace or absolute")
              .schema());

  private final Reach reach;

  ListDirectory(Reach reach) {
    this.reach = reach;
  }

  @Override
  public ToolSpec spec() {
    return SPEC;
  }

  @Override
  public Effect effect() {
    return Effect.PURE;
  }

  @Override
  public Output run(JsonNode arguments, Call call) {
    List<Reach.Entry> entries = reach.of(call).list(arguments.path("path").asString(""));
    if (entries.isEmpty()) return Output.of("(the directory is empty)");
    var text = new StringBuilder();
    for (Reach.Entry entry : entries.subList(0, Math.min(entries.size(), ENTRIES_MAX))) {
      text.append(entry.facts().isDirectory() ? "📁 " : "📄 ").append(entry.name()).append('\n');
    }
    int more = entries.size() - ENTRIES_MAX;
    if (more > 0) text.append("(").append(more).append(" more entries; use find_files)\n");
    return Output.of(text.toString().stripTrailing());
  }
}
