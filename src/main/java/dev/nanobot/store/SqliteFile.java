package dev.nanobot.store;

import dev.nanobot.message.Redaction;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Locale;
import java.util.Set;
import java.util.function.Supplier;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteConfig.JournalMode;
import org.sqlite.SQLiteConfig.SynchronousMode;

/// A SQLite file on a local disk, and how it is opened: write-ahead log, every commit synced.
///
/// Shared: immutable.
final class SqliteFile {
  private static final Duration BUSY_MAX = Duration.ofSeconds(30);
  private static final int CACHE_KIB = 8 * 1024;

  /// What stays of the log's file when it begins anew.
  private static final int LOG_BYTES = 16 * 1024 * 1024;

  /// How long a log that begins anew waits for those who read it. New ones read the file meanwhile.
  private static final Duration READERS_MAX = Duration.ofMillis(250);

  /// File systems whose locks and shared memory are not to be relied on.
  private static final Set<String> NETWORK_FILE_SYSTEMS =
      Set.of(
          "nfs",
          "nfs3",
          "nfs4",
          "cifs",
          "smb",
          "smb2",
          "smb3",
          "smbfs",
          "afs",
          "9p",
          "ceph",
          "lustre",
          "gfs2",
          "ocfs2",
          "davfs",
          "fuse.sshfs",
          "fuse.glusterfs",
          "fuse.s3fs",
          "fuse.rclone",
          "fuse.davfs",
          "virtiofs");

  /// Makes connections; tests put failing ones here.
  @FunctionalInterface
  interface Opener {
    Connection open(SQLiteConfig config, Path path) throws SQLException;
  }

  private final Path path;
  private final Opener opener;
  private final Supplier<Redaction> secrets;

  /// A file that keeps secrets as they are at a time out of what is written.
  SqliteFile(Path path, Opener opener, Supplier<Redaction> secrets) {
    this.path = path;
    this.opener = opener;
    this.secrets = secrets;
  }

  SqliteFile(Path path, Opener opener) {
    this(path, opener, () -> Redaction.SHAPES);
  }

  static Connection open(SQLiteConfig config, Path path) throws SQLException {
    return config.createConnection("jdbc:sqlite:" + path);
  }

  /// Creates the file, readable by its owner only, unless it is there.
  ///
  /// @throws StoreException when it cannot live there
  void create() {
    try {
      Path folder = path.toAbsolutePath().getParent();
      Files.createDirectories(
          folder,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
      String type = Files.getFileStore(folder).type();
      if (isNetwork(type)) {
        throw new StoreException(
            "the database cannot live on a network file system ("
                + type
                + "): set NANOBOT_HOME to a folder on a local disk",
            null);
      }
      Files.createFile(
          path, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    } catch (FileAlreadyExistsException e) {
      return; // Somebody made it before us, with the same care.
    } catch (IOException e) {
      throw new StoreException(
          "the database "
              + path
              + " cannot be created: "
              + e.getMessage()
              + "; make its folder writable, or set NANOBOT_HOME to another one",
          e);
    }
  }

  static boolean isNetwork(String fileSystem) {
    return NETWORK_FILE_SYSTEMS.contains(fileSystem.toLowerCase(Locale.ROOT));
  }

  /// A connection that syncs every commit, and leaves checkpoints to its owner.
  Sql openToWrite() throws SQLException {
    SQLiteConfig config = config();
    config.setJournalMode(JournalMode.WAL);
    config.setSynchronous(SynchronousMode.FULL);
    config.enforceForeignKeys(true);
    config.setPragma(SQLiteConfig.Pragma.WAL_AUTOCHECKPOINT, "0");
    config.setJournalSizeLimit(LOG_BYTES);
    return new Sql(opener.open(config, path), secrets);
  }

  Sql openToRead() throws SQLException {
    var sql = new Sql(opener.open(config(), path), secrets);
    sql.update("pragma query_only = true");
    return sql;
  }

  /// Moves the log into the file without waiting for anybody; outside a transaction.
  void checkpoint(Sql sql) throws SQLException {
    sql.list(row -> row.getInt(1), "pragma wal_checkpoint(passive)");
  }

  /// Whether the log has become much longer than what stays of it.
  boolean isLogLong() {
    try {
      return Files.size(path.resolveSibling(path.getFileName() + "-wal")) > 2L * LOG_BYTES;
    } catch (IOException e) {
      return false; // There is none.
    }
  }

  /// Moves the log into the file and lets it begin anew, where always somebody reads: otherwise it
  /// would grow for as long. False when one read for too long. Outside a transaction.
  boolean restartLog(Sql sql) throws SQLException {
    sql.number("pragma busy_timeout = " + READERS_MAX.toMillis());
    boolean isBusy = sql.number("pragma wal_checkpoint(restart)") != 0;
    sql.number("pragma busy_timeout = " + BUSY_MAX.toMillis());
    return !isBusy;
  }

  private static SQLiteConfig config() {
    var config = new SQLiteConfig();
    config.setBusyTimeout((int) BUSY_MAX.toMillis());
    config.setCacheSize(-CACHE_KIB);
    return config;
  }
}
