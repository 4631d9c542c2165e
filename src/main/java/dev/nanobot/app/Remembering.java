package dev.nanobot.app;

import dev.nanobot.gateway.Consolidation;
import dev.nanobot.gateway.MemoryFiles;
import dev.nanobot.gateway.StoredMemory;
import dev.nanobot.message.Sharing;
import dev.nanobot.store.Store;
import dev.nanobot.tool.SharedFolder;
import dev.nanobot.world.World;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;

/// The memory of an instance, put together from the configuration.
record Remembering(StoredMemory memory) {
  static Remembering of(World world, Home home, Config config, Path workspace, Store store) {
    Sharing sharing = config.agents().memory().scope();
    ZoneId zone = Engine.zone(config);
    var files =
        new MemoryFiles(
            world,
            store.memories(),
            new SharedFolder(folder(workspace), home.locks()),
            sharing.ownerScope());
    return new Remembering(new StoredMemory(world, store.memories(), files, sharing, zone));
  }

  /// What is not there for callers who are not the owner.
  static List<Path> ownersOnly(Config config, Path workspace) {
    boolean isPersonal = config.agents().memory().scope() == Sharing.PRINCIPAL;
    return isPersonal ? List.of(folder(workspace)) : List.of();
  }

  private static Path folder(Path workspace) {
    return workspace.resolve("memory");
  }

  /// What consolidates, when that is wanted.
  static Optional<Consolidation> consolidation(
      Thinker.Means means, Thinker usual, Store store, StoredMemory memory) {
    Config.Consolidation wanted = means.config().agents().memory().consolidation();
    if (!wanted.enabled()) return Optional.empty();
    Thinker thinker = wanted.model().isEmpty() ? usual : Thinker.named(means, wanted.model());
    var settings =
        new Consolidation.Settings(
            thinker.ready().model(),
            Duration.ofMinutes(wanted.idleMinutes()),
            wanted.tokensPerDay());
    return Optional.of(new Consolidation(store, memory, thinker.model(means.config()), settings));
  }
}
