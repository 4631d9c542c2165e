package dev.nanobot.app;

import dev.nanobot.api.Setup.Problem;
import dev.nanobot.provider.ProviderException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A text for the configuration, what it says, and everything that is wrong with it. A program that
/// starts with one that has no problems can ask its models.
///
/// `config` is there when the text can be read at all.
record Draft(String text, Optional<Config> config, List<Problem> problems) {
  private static final Pattern PLACED = Pattern.compile("([\\w.-]+)(?:\\[\\d+])?: (.+)");
  private static final String MODEL = "agents.defaults.model";

  Draft {
    problems = List.copyOf(problems);
  }

  /// Looks at a text as a program with these means would; `name` names it to people.
  static Draft of(String text, String name, Thinker.Means means) {
    Config config;
    try {
      config = new ConfigReader(means.environment()).read(text, name);
    } catch (ConfigException e) {
      List<String> all = e.problems().isEmpty() ? List.of(e.getMessage()) : e.problems();
      return new Draft(text, Optional.empty(), all.stream().map(Draft::placed).toList());
    }
    List<Problem> problems =
        new ArrayList<>(Instance.problems(config).stream().map(Draft::placed).toList());
    if (problems.isEmpty()) problems.addAll(ofModels(config, means));
    return new Draft(text, Optional.of(config), problems);
  }

  /// Most problems say where they are.
  private static Problem placed(String problem) {
    Matcher matcher = PLACED.matcher(problem);
    return matcher.matches()
        ? new Problem(matcher.group(1), matcher.group(2))
        : new Problem("", problem);
  }

  private static List<Problem> ofModels(Config config, Thinker.Means means) {
    if (ModelChoice.of(config, means.environment()).isEmpty()) {
      return List.of(new Problem(MODEL, "there is a key, but no model is chosen"));
    }
    Thinker.Means wanted = means.with(config);
    List<Problem> problems = new ArrayList<>();
    Optional<Thinker> usual = tried(MODEL, problems, () -> Thinker.usual(wanted));
    tried("modelPresets", problems, () -> Thinker.presets(wanted));
    String ofSubagents = config.agents().subagents().model();
    if (!ofSubagents.isBlank() && !config.modelPresets().containsKey(ofSubagents)) {
      tried("agents.subagents.model", problems, () -> Thinker.named(wanted, ofSubagents));
    }
    Config.Consolidation learning = config.agents().memory().consolidation();
    if (learning.enabled() && !learning.model().isEmpty()) {
      tried(
          "agents.memory.consolidation.model",
          problems,
          () -> Thinker.named(wanted, learning.model()));
    }
    usual.ifPresent(thinker -> problems.addAll(ofPrices(config, thinker.ready().models())));
    return problems;
  }

  private static <T> Optional<T> tried(String path, List<Problem> problems, Supplier<T> work) {
    try {
      return Optional.of(work.get());
    } catch (ProviderException | ConfigException e) {
      problems.add(new Problem(path, String.valueOf(e.getMessage())));
      return Optional.empty();
    }
  }

  /// With a limit of money, a model without a price is asked nothing at all.
  private static List<Problem> ofPrices(Config config, List<String> models) {
    Optional<String> unpriced =
        models.stream().filter(name -> Spending.prices(config).of(name).isEmpty()).findFirst();
    if (unpriced.isEmpty()) return List.of();
    Config.Budgets budgets = config.budgets();
    var limits =
        Map.of(
            "day", budgets.day(),
            "principalDay", budgets.principalDay(),
            "sessionDay", budgets.sessionDay(),
            "jobDay", budgets.jobDay());
    return limits.entrySet().stream()
        .filter(limit -> limit.getValue().money() > 0)
        .map(limit -> "budgets." + limit.getKey() + ".money")
        .sorted()
        .map(path -> new Problem(path, "the file has no price of " + unpriced.get()))
        .toList();
  }
}
