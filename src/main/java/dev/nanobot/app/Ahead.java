package dev.nanobot.app;

import dev.nanobot.http.Http;
import dev.nanobot.message.Json;
import dev.nanobot.tool.Tools;
import dev.nanobot.world.World;

/// What every agent needs and takes long to load, loaded beside the reading of the command line and
/// of the configuration. Nothing depends on it: what is not loaded yet when it is needed, is then.
public final class Ahead {
  private Ahead() {}

  /// Begins, and does not wait.
  public static void load(World world) {
    world.startPlatform("load certificates", Http::load);
    world.startPlatform(
        "load libraries",
        () -> {
          Json.parse("{}");
          Tools.load();
        });
  }
}
