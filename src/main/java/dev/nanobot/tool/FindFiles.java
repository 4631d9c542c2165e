package dev.nanobot.tool;

import dev.nanobot.message.Effect;
import dev.nanobot.message.ToolSpec;
import java.util.ArrayList;
import tools.jackson.databind.JsonNode;

/// Finds files by a pattern of their names.
public final class FindFiles implements Tool {
  private static final int PATHS_DEFAULT = 200;
  private static final int PATHS_MAX = 1_000;

  private static final ToolSpec SPEC =
      new ToolSpec(
          "find_files",
          "Find files by name, for example *.md or src/**/*.java. Skips what .gitignore names.",
          Parameters.none()
              .required("pattern", "string", "* and ? within a name, ** across directories")
              .optional("path", "string", "The directory to search; the workspace if left out")
              .optional("limit", "How many paths to return", 1, PATHS_MAX)
              .schema());

  private final Reach reach;

  FindFiles(Reach reach) {
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
  public Output run(JsonNode arguments, Call call) throws InterruptedException {
    var glob = new Glob(arguments.path("pattern").asString(""));
    int limit = arguments.path("limit").asInt(PATHS_DEFAULT);
    var paths = new ArrayList<String>();
    boolean isAll =
        Walk.over(
            reach.of(call),
            arguments.path("path").asString("."),
            file -> {
              if (glob.matches(file.below())) paths.add(file.path());
              return paths.size() < limit;
            });
    if (paths.isEmpty()) return Output.of("No file matches.");
    return Output.of(String.join("\n", paths) + (isAll ? "" : "\n(there may be more)"));
  }
}
