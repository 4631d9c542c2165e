package dev.nanobot.agent;

import dev.nanobot.provider.Provider;
import dev.nanobot.tool.Tool;
import dev.nanobot.tool.Toolbox;
import dev.nanobot.world.World;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;

/// Turns and prompts of tests to which it is all the same what a model is told beside the
/// conversation: there is no workspace, no skill and no memory.
public final class Plain {
  private static final int QUESTIONS_MAX = 20;
  private static final Provider.Options OPTIONS = new Provider.Options(100, 0, "");

  private Plain() {}

  public static Turn turn(World world, Model model, Tool... tools) {
    Prompt prompt = prompt(world, "test", OPTIONS, 100_000);
    var compaction = new Compaction(model, prompt, Compaction.Settings.DEFAULTS);
    return new Turn(model, compaction, new Toolbox(world, List.of(tools)), prompt, QUESTIONS_MAX);
  }

  public static Prompt prompt(
      World world, String model, Provider.Options options, int windowTokens) {
    Path nowhere = Path.of("no-workspace");
    return new Prompt(
        world,
        nowhere,
        new Skills(nowhere, name -> false, Map.of()),
        Memory.NONE,
        new Prompt.Settings(model, options, windowTokens, ZoneOffset.UTC));
  }
}
