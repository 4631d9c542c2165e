package dev.nanobot.app;

import dev.nanobot.gateway.Bells;
import dev.nanobot.gateway.Crew;
import dev.nanobot.gateway.Heartbeat;
import dev.nanobot.message.SessionKey;
import dev.nanobot.store.Store;
import dev.nanobot.world.World;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/// What begins turns in a gateway though nobody speaks: the heartbeat.
record Pulse(World world, Store store, Bells bells) {
  private static final SessionKey DIRECT = SessionKey.of("cli", "direct");

  /// @throws ConfigException when the heartbeat cannot be told where it is to be told
  void start(Crew crew, Config.Gateway gateway, Path workspace, Set<String> endpoints) {
    if (!gateway.heartbeat().enabled()) return;
    var config =
        new Heartbeat.Config(
            gateway.heartbeat().intervalS(), hearer(gateway.heartbeat().deliverTo(), endpoints));
    Path file = workspace.resolve("HEARTBEAT.md");
    var heartbeat = new Heartbeat(world, store, bells, file, config);
    crew.start("look at " + file.getFileName(), heartbeat::run);
  }

  static SessionKey hearer(String written, Set<String> endpoints) {
    if (written.isEmpty()) return DIRECT;
    SessionKey hearer;
    try {
      hearer = SessionKey.parse(written);
    } catch (IllegalArgumentException e) {
      throw unusable(String.valueOf(e.getMessage()));
    }
    if (endpoints.contains(hearer.endpoint())) return hearer;
    throw unusable(
        "there is no channel "
            + hearer.endpoint()
            + "; there are "
            + String.join(", ", endpoints.stream().sorted().toList()));
  }

  private static ConfigException unusable(String why) {
    return new ConfigException(
        "The configuration cannot be used",
        List.of("gateway.heartbeat.deliverTo: " + why),
        "name a chat, for example cli:direct");
  }
}
