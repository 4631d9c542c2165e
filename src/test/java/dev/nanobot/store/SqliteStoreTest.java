package dev.nanobot.store;

import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

/// The promises of every store, kept by SQLite.
final class SqliteStoreTest extends StoreContract {
  @TempDir Path folder;

  @Override
  Store open(TestWorld world) {
    return SqliteStore.open(world, folder.resolve("nanobot.db"));
  }
}
