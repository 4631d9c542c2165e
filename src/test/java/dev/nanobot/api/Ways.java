package dev.nanobot.api;

import dev.nanobot.gateway.Bells;
import dev.nanobot.gateway.Commands;
import dev.nanobot.gateway.Intake;
import dev.nanobot.gateway.MemoryFiles;
import dev.nanobot.gateway.StoredMemory;
import dev.nanobot.gateway.Watchers;
import dev.nanobot.message.Budgets.Limit;
import dev.nanobot.message.Json;
import dev.nanobot.message.Sharing;
import dev.nanobot.store.Store;
import dev.nanobot.tool.SharedFolder;
import dev.nanobot.web.Route;
import dev.nanobot.world.World;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Set;
import java.util.function.BooleanSupplier;

/// The ways into a gateway that nobody works in.
final class Ways {
  private Ways() {}

  static List<Route> of(World world, Store store, Path folder, BooleanSupplier isWorking) {
    var watchers = new Watchers();
    var bells = new Bells(world, List.of());
    var intake = new Intake(store, new Commands(store, List.of()), bells, watchers, key -> {});
    var shared = new SharedFolder(folder.resolve("memory"), folder.resolve("locks"));
    var files = new MemoryFiles(world, store.memories(), shared, Sharing.OWNER);
    var memory =
        new StoredMemory(world, store.memories(), files, Sharing.PRINCIPAL, ZoneOffset.UTC);
    var settings = new Program.Settings(Json.object(), folder, folder, new Limit(0, 0));
    var program =
        new Program("test", world.now(), settings, ZoneOffset.UTC, Set.of("web"), isWorking);
    var models = new Models("test", List.of(), world.now());
    return Api.routes(
        new Api.Means(world, store, intake, watchers, models),
        new Api.House(memory, program, new NoSetup()));
  }
}
