package dev.nanobot.app;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// What of the original's configuration holds here. `problems` names each key that does not, with
/// its path.
record OldConfig(ObjectNode usable, List<String> problems) {
  private static final int ROUNDS_MAX = 100;

  OldConfig {
    problems = List.copyOf(problems);
  }

  static OldConfig of(ObjectNode original, Map<String, String> environment) {
    ObjectNode tree = original.deepCopy();
    move(tree);
    var all = new ArrayList<String>();
    for (int round = 0; round < ROUNDS_MAX; round++) {
      var problems = new ArrayList<String>();
      Config config = new ConfigBinder(environment, problems).bind(tree, Config.DEFAULTS);
      if (problems.isEmpty()) problems.addAll(Engine.problems(config));
      if (problems.isEmpty()) break;
      for (String problem : problems) remove(tree, problem.split(": ", 2)[0]);
      all.addAll(problems);
    }
    return new OldConfig(tree, all);
  }

  /// Version 0.1.3.post6 kept `restrictToWorkspace` one level deeper; null means not set.
  private static void move(ObjectNode tree) {
    if (tree.path("tools").path("exec") instanceof ObjectNode exec
        && tree.path("tools") instanceof ObjectNode tools) {
      JsonNode moved = exec.remove("restrictToWorkspace");
      if (moved != null && !tools.has("restrictToWorkspace")) {
        tools.set("restrictToWorkspace", moved);
      }
    }
  }

  private static void remove(ObjectNode tree, String path) {
    String[] keys = path.split("\\.");
    JsonNode parent = tree;
    for (int i = 0; i + 1 < keys.length; i++) parent = parent.path(keys[i]);
    if (parent instanceof ObjectNode object) object.remove(keys[keys.length - 1]);
  }
}
