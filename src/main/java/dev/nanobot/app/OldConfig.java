package dev.nanobot.app;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// What of the original's configuration holds here. `problems` names each key that does not, with
/// its path. A platform that cannot be as it was is there, and not enabled.
record OldConfig(ObjectNode usable, List<String> problems) {
  private static final int ROUNDS_MAX = 100;
  private static final List<String> TOLD = List.of("sendProgress", "sendToolHints");

  /// The platforms of the original whose chats are told of steps here.
  private static final List<String> TELLING = List.of("telegram", "mochat");

  private static final Pattern PLATFORM = Pattern.compile("^(channels\\.\\w+)\\..*");
  private static final Pattern ENTRY = Pattern.compile("(.*)\\[([0-9]{1,9})\\]");

  OldConfig {
    problems = List.copyOf(problems);
  }

  static OldConfig of(ObjectNode original, Map<String, String> environment) {
    ObjectNode tree = original.deepCopy();
    move(tree);
    TOLD.forEach(key -> spread(tree, key));
    var all = new LinkedHashSet<String>();
    for (int round = 0; round < ROUNDS_MAX; round++) {
      var problems = new ArrayList<String>();
      Config config = new ConfigBinder(environment, problems).bind(tree, Config.DEFAULTS);
      if (problems.isEmpty()) problems.addAll(Engine.problems(config));
      all.addAll(problems);
      boolean isLess = false;
      // The last entry of a list first: those before it keep their places.
      for (String problem : problems.reversed()) isLess |= leave(tree, problem.split(": ", 2)[0]);
      if (!isLess) break;
    }
    return new OldConfig(tree, List.copyOf(all));
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

  /// What was said for all platforms at once holds for each that has the key and says nothing else.
  private static void spread(ObjectNode tree, String key) {
    if (!(tree.path("channels") instanceof ObjectNode channels)) return;
    JsonNode said = channels.remove(key);
    if (said == null) return;
    for (String name : TELLING) {
      if (channels.path(name) instanceof ObjectNode own && !own.has(key)) own.set(key, said);
    }
  }

  /// Leaves out what is wrong; of a platform that lacks something, that it is enabled.
  private static boolean leave(ObjectNode tree, String path) {
    return remove(tree, path) || remove(tree, PLATFORM.matcher(path).replaceFirst("$1.enabled"));
  }

  /// Returns whether something was there.
  private static boolean remove(ObjectNode tree, String path) {
    String[] keys = path.split("\\.");
    JsonNode parent = tree;
    for (int i = 0; i + 1 < keys.length; i++) parent = parent.path(keys[i]);
    String last = keys[keys.length - 1];
    Matcher entry = ENTRY.matcher(last);
    if (entry.matches() && parent.path(entry.group(1)) instanceof ArrayNode list) {
      return list.remove(Integer.parseInt(entry.group(2))) != null;
    }
    return parent instanceof ObjectNode object && object.remove(last) != null;
  }
}
