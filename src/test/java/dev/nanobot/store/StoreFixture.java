package dev.nanobot.store;

import dev.nanobot.world.World;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import org.sqlite.SQLiteConfig;

/// Opens a SQLite store over connections that a test makes.
public final class StoreFixture {
  private StoreFixture() {}

  /// Makes a connection.
  @FunctionalInterface
  public interface Opener {
    Connection open(SQLiteConfig config, Path path) throws SQLException;
  }

  public static Store open(World world, Path path, Opener opener) {
    return SqliteStore.open(world, path, opener::open);
  }
}
