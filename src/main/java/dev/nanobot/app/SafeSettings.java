package dev.nanobot.app;

import dev.nanobot.api.Setup;
import dev.nanobot.message.Range;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;

/// The settings that may be changed from a browser: who changes them reaches no more of the machine
/// or of the network than before. Whatever is not listed here is a matter of the file.
final class SafeSettings {
  /// Group, path, name, unit, help.
  private static final String TABLE =
      """
      Model|agents.defaults.model|Model||PROVIDER/MODEL or a model's name; empty is the usual one.
      Model|agents.defaults.provider|Provider||Who serves the model. With auto its name decides.
      Model|agents.defaults.fallbackModels|Fallback models||Asked in this order when it fails.
      Model|agents.defaults.maxTokens|Longest reply|tokens|A longer one is cut off.
      Model|agents.defaults.temperature|Temperature||Low is predictable, high is varied.
      Model|agents.defaults.reasoningEffort|Reasoning effort||For models that reason.
      Model|agents.defaults.contextWindowTokens|Context window|tokens|What it reads at once.
      Turns|agents.defaults.maxToolIterations|Questions in a turn||To the model, until it gives up.
      Turns|agents.defaults.maxConcurrentTurns|Turns at a time||More messages wait.
      Turns|agents.defaults.timezone|Time zone||Like Europe/Berlin; auto is the machine's.
      Turns|tools.maxToolResultChars|Longest tool result|characters|Longer ones go to a file.
      Turns|tools.web.search.maxResults|Results of a web search||
      Long conversations|agents.defaults.compaction.enabled|Summarise||Off: only by /compact.
      Long conversations|agents.defaults.compaction.share|Summarise from|of the window|
      Long conversations|agents.defaults.compaction.keep|Keep word for word|of the window|
      Long conversations|agents.defaults.compaction.idleMinutes|Also after|minutes|0: never.
      Subagents|agents.subagents.maxConcurrent|At work at a time||Of one conversation.
      Subagents|agents.subagents.queueMax|Waiting||Beyond that they are refused.
      Subagents|agents.subagents.maxDepth|Depth||0: none; 1: they start no others.
      Subagents|agents.subagents.maxToolIterations|Questions in a turn||
      Subagents|agents.subagents.model|Model||Empty: that of the chat.
      Memory|agents.memory.consolidation.enabled|Learn from idle conversations||
      Memory|agents.memory.consolidation.idleMinutes|Idle for|minutes|
      Memory|agents.memory.consolidation.tokensPerDay|At most|tokens a day|
      Memory|agents.memory.consolidation.model|Model||Empty: the usual one.
      Budgets|budgets.day.tokens|All together|tokens a day|0: no limit.
      Budgets|budgets.day.money|All together|money a day|0: no limit. Needs prices in the file.
      Budgets|budgets.principalDay.tokens|Each person|tokens a day|
      Budgets|budgets.principalDay.money|Each person|money a day|
      Budgets|budgets.sessionDay.tokens|Each conversation|tokens a day|
      Budgets|budgets.sessionDay.money|Each conversation|money a day|
      Budgets|budgets.jobDay.tokens|Each scheduled job|tokens a day|
      Budgets|budgets.jobDay.money|Each scheduled job|money a day|
      Heartbeat|gateway.heartbeat.enabled|Look at HEARTBEAT.md||
      Heartbeat|gateway.heartbeat.intervalS|Every|seconds|
      Heartbeat|gateway.heartbeat.deliverTo|Tell the answer to||Like web:main; empty: cli:direct.
      """;

  /// Fields whose text is one of a few.
  private static final String EFFORT = "agents.defaults.reasoningEffort";

  static final List<Setup.About> ALL = TABLE.lines().map(SafeSettings::about).toList();

  private SafeSettings() {}

  private static Setup.About about(String line) {
    String[] cells = line.split("\\|", -1);
    return new Setup.About(cells[1], cells[0], cells[2], cells[3], cells[4]);
  }

  static boolean has(String path) {
    return ALL.stream().anyMatch(about -> about.path().equals(path));
  }

  /// What a setting may be, as `Config` says it.
  static Setup.Shape shape(String path) {
    Class<?> record = Config.class;
    RecordComponent part = null;
    for (String name : path.split("\\.")) {
      part = part(record, name);
      record = part.getType();
    }
    if (part == null) throw new IllegalArgumentException("a path has a name");
    Range range = part.getAnnotation(Range.class);
    List<String> choices =
        path.equals(EFFORT) ? List.of("", "low", "medium", "high") : List.<String>of();
    String kind = choices.isEmpty() ? kind(part.getGenericType()) : "choice";
    return new Setup.Shape(
        kind, range == null ? 0 : range.min(), range == null ? 0 : range.max(), choices);
  }

  private static RecordComponent part(Class<?> record, String name) {
    return Arrays.stream(record.getRecordComponents())
        .filter(part -> part.getName().equals(name))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("the configuration has " + name));
  }

  private static String kind(Type type) {
    if (type instanceof ParameterizedType) return "list";
    if (type == boolean.class) return "flag";
    if (type == double.class) return "number";
    return type == int.class || type == Duration.class ? "whole" : "text";
  }
}
