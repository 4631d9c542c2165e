package dev.nanobot.gateway;

import dev.nanobot.message.Asker;
import dev.nanobot.message.Principal;
import dev.nanobot.message.Sharing;
import dev.nanobot.message.Trust;
import dev.nanobot.message.Write;
import dev.nanobot.store.Memories;
import dev.nanobot.store.Memories.Draft;
import dev.nanobot.store.Memories.Text;
import dev.nanobot.store.SqliteStore;
import dev.nanobot.store.Store;
import dev.nanobot.tool.SharedFolder;
import dev.nanobot.world.RealWorld;
import dev.nanobot.world.World;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.ZoneOffset;
import java.util.List;
import java.util.stream.Stream;

/// The memory of a home, and words for what tests do with it.
final class Shelf implements AutoCloseable {
  static final Asker OWNER = new Asker(new Principal("chat:ann"), Trust.OWNER);
  static final Asker BOB = new Asker(new Principal("chat:bob"), Trust.ALLOWED);
  static final String DAY = "2026-11-28.md";

  final World world = new RealWorld();
  final Store store;
  final Memories memories;
  final Path folder;
  final MemoryFiles files;
  final StoredMemory memory;

  Shelf(Path home) {
    this(home, Sharing.PRINCIPAL);
  }

  Shelf(Path home, Sharing sharing) {
    store = SqliteStore.open(world, home.resolve("nanobot.db"));
    memories = store.memories();
    folder = home.resolve("memory");
    var shared = new SharedFolder(folder, home.resolve("locks"));
    files = new MemoryFiles(world, memories, shared, sharing.ownerScope());
    memory = new StoredMemory(world, memories, files, sharing, ZoneOffset.UTC);
  }

  void note(String text) {
    memories.add(new Write.Remember(files.scope(), DAY, text, "chat:ann", world.id()));
  }

  Text text(String name) {
    return memories.text(files.scope(), name);
  }

  /// Adds a line as edit_memory does, however often others are faster.
  void addLine(String line) {
    boolean isSaved = false;
    while (!isSaved) {
      Text now = text(Memories.LONG_TERM);
      isSaved = memories.save(draft(now, now.body() + line + "\n")).isSaved();
    }
  }

  Draft draft(Text base, String body) {
    return new Draft(
        base.scope(), base.name(), base.version(), body, base.upto(), "chat:ann", world.id());
  }

  Path file(String name) {
    return folder.resolve(name);
  }

  String read(String name) throws IOException {
    return Files.readString(file(name));
  }

  /// Writes as an editor that keeps the file.
  void rewrite(String name, String text) throws IOException {
    Files.createDirectories(folder);
    Files.writeString(file(name), text);
  }

  /// Writes as an editor that puts a new file in the place of the old one.
  void replace(String name, String text) throws IOException {
    Path draft = folder.resolve("." + name + ".swp");
    Files.writeString(draft, text);
    Files.move(draft, file(name), StandardCopyOption.ATOMIC_MOVE);
  }

  /// Looks until nobody is about to write any more.
  void settle(String name) throws InterruptedException {
    for (int i = 0; i < 100 && files.sync(name).isPresent(); i++) Thread.onSpinWait();
  }

  List<String> names() throws IOException {
    try (Stream<Path> entries = Files.list(folder)) {
      return entries.map(entry -> entry.getFileName().toString()).sorted().toList();
    }
  }

  @Override
  public void close() {
    store.close();
  }
}
