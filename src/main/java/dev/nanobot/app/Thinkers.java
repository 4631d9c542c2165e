package dev.nanobot.app;

import dev.nanobot.agent.Turn;
import dev.nanobot.gateway.MediaFiles;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;

/// The models of an instance: the usual one, and by name those that a chat may choose.
record Thinkers(Thinker usual, Map<String, Thinker> presets) {
  /// @throws ConfigException when no model is chosen
  static Thinkers of(Thinker.Means means) {
    return new Thinkers(Thinker.usual(means), Thinker.presets(means));
  }

  /// The same, which are shown what people sent.
  Thinkers showing(MediaFiles files) {
    var seeing = new LinkedHashMap<String, Thinker>();
    presets.forEach((name, thinker) -> seeing.put(name, thinker.showing(files)));
    return new Thinkers(usual.showing(files), seeing);
  }

  /// Those of subagents: what the chat has, unless one is configured for them.
  Thinkers ofSubagents(Thinker.Means means) {
    String model = means.config().agents().subagents().model();
    if (model.isBlank()) return this;
    Thinker preset = presets.get(model);
    return new Thinkers(preset == null ? Thinker.named(means, model) : preset, Map.of());
  }

  /// A loop for each of them.
  Loops.Choice loops(Function<Thinker, Turn> loop) {
    var byModel = new LinkedHashMap<String, Turn>();
    presets.forEach((name, thinker) -> byModel.put(name, loop.apply(thinker)));
    return new Loops.Choice(loop.apply(usual), byModel);
  }
}
