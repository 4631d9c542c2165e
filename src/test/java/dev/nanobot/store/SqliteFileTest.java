package dev.nanobot.store;

import static dev.nanobot.store.Desk.ANN;
import static dev.nanobot.store.Desk.FULL;
import static dev.nanobot.store.Desk.inbound;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What a SQLite store does about its file: whose it is, where it may live, and what state it is
/// in.
final class SqliteFileTest {
  @TempDir Path temporary;
  private final TestWorld world = TestWorld.of("one");

  @Test
  void onlyTheOwnerReadsTheFilesAndTheirFolder() throws IOException {
    try (Store store = SqliteStore.open(world, file())) {
      store.post(inbound(ANN, "m1", "hi"), 9, FULL);
      assertThat(mode(temporary.resolve("home"))).isEqualTo("rwx------");
      try (Stream<Path> files = Files.list(file().getParent())) {
        List<Path> found = files.sorted().toList();
        assertThat(found)
            .extracting(path -> path.getFileName().toString())
            .containsExactly("nanobot.db", "nanobot.db-shm", "nanobot.db-wal");
        for (Path path : found) assertThat(mode(path)).isEqualTo("rw-------");
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"nfs", "nfs4", "NFS", "cifs", "smb3", "9p", "fuse.sshfs", "virtiofs"})
  void aNetworkFileSystemIsKnown(String type) {
    assertThat(SqliteFile.isNetwork(type)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"ext4", "xfs", "btrfs", "zfs", "tmpfs", "overlay", "apfs", "ntfs"})
  void aLocalFileSystemIsNotTakenForANetworkOne(String type) {
    assertThat(SqliteFile.isNetwork(type)).isFalse();
  }

  @Test
  void aNewerDatabaseIsRefusedAndLeftAsItIs() throws Exception {
    SqliteStore.open(world, file()).close();
    execute("pragma user_version = 99");
    byte[] before = Files.readAllBytes(file());
    assertThatThrownBy(() -> SqliteStore.open(world, file()))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("newer nanobot")
        .hasMessageContaining("99")
        .hasMessageContaining("update nanobot");
    assertThat(Files.readAllBytes(file())).isEqualTo(before);
  }

  @ParameterizedTest
  @ValueSource(ints = {-3, 0, 1})
  void aDatabaseOfAnotherProgramIsRefused(int version) throws Exception {
    Files.createDirectories(file().getParent());
    Files.createFile(file());
    execute("create table session (title text)");
    execute("pragma user_version = " + version);
    assertThatThrownBy(() -> SqliteStore.open(world, file()))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("another program")
        .hasMessageContaining("move it away");
  }

  @Test
  void aFileThatIsNoDatabaseIsRefusedAndLeftAsItIs() throws IOException {
    Files.createDirectories(file().getParent());
    Files.writeString(file(), "This is a letter, not a database. ".repeat(200));
    String before = Files.readString(file());
    assertThatThrownBy(() -> SqliteStore.open(world, file()))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("damaged")
        .hasMessageContaining("backup");
    assertThat(Files.readString(file())).isEqualTo(before);
  }

  @Test
  void aFolderThatCannotBeWrittenIsNamed() {
    Path place = Path.of("/proc/nanobot/nanobot.db");
    assertThatThrownBy(() -> SqliteStore.open(world, place))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining(place.toString())
        .hasMessageContaining("make its folder writable");
  }

  @Test
  void aFileThatCannotBeWrittenIsSaidToBeSo() {
    SqliteStore.open(world, file()).close();
    assertThatThrownBy(
            () ->
                SqliteStore.open(
                    world,
                    file(),
                    (config, path) -> {
                      var connection = SqliteFile.open(config, path);
                      try (var statement = connection.createStatement()) {
                        statement.execute("pragma query_only = true");
                      }
                      return connection;
                    }))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("cannot be written");
  }

  @Test
  void afterACrashASoundDatabaseOpensWithAllThatWasPosted() throws IOException {
    Path crashed = crashedAfter(20);
    world.lose("one");
    try (Store store = SqliteStore.open(world.beside("two"), crashed)) {
      assertThat(store.health().inboxWaiting()).isEqualTo(20);
    }
  }

  @Test
  void afterACrashADamagedDatabaseIsReportedAtEveryStart() throws Exception {
    Path crashed = crashedAfter(300);
    damage(crashed);
    world.lose("one");
    for (int start = 0; start < 2; start++) {
      assertThatThrownBy(() -> SqliteStore.open(world.beside("two"), crashed))
          .isInstanceOf(StoreException.class)
          .hasMessageContaining("damaged")
          .hasMessageContaining("backup");
    }
  }

  @Test
  void closingTwiceIsClosingOnce() {
    Store store = SqliteStore.open(world, file());
    store.close();
    assertThatCode(store::close).doesNotThrowAnyException();
  }

  @Test
  void aClosedStoreSaysSo() {
    Store store = SqliteStore.open(world, file());
    store.close();
    assertThatThrownBy(() -> store.post(inbound(ANN, "m1", "hi"), 9, FULL))
        .isInstanceOf(StoreException.class)
        .hasMessage("the store is closed");
    assertThatThrownBy(store::health)
        .isInstanceOf(StoreException.class)
        .hasMessage("the store is closed");
  }

  @Test
  void whatWasPostedIsThereAfterAnotherOpening() {
    try (Store store = SqliteStore.open(world, file())) {
      store.post(inbound(ANN, "m1", "hi"), 9, FULL);
    }
    try (Store store = SqliteStore.open(world, file())) {
      assertThat(store.health().inboxWaiting()).isEqualTo(1);
      assertThat(store.post(inbound(ANN, "m1", "hi"), 9, FULL).isNew()).isFalse();
    }
  }

  /// The files as a process leaves them that is killed: open, with a log.
  private Path crashedAfter(int messages) throws IOException {
    Path copy = temporary.resolve("copy").resolve("nanobot.db");
    Files.createDirectories(copy.getParent());
    try (Store store = SqliteStore.open(world, file())) {
      for (int i = 0; i < messages; i++) {
        store.post(inbound(ANN, "m" + i, "hi ".repeat(100)), 1_000, FULL);
      }
      for (String suffix : List.of("", "-wal")) {
        Files.copy(Path.of(file() + suffix), Path.of(copy + suffix));
      }
    }
    return copy;
  }

  /// Moves the log into the file, scribbles over pages in its middle, and leaves a log again.
  private static void damage(Path database) throws Exception {
    try (var connection = DriverManager.getConnection("jdbc:sqlite:" + database);
        var statement = connection.createStatement()) {
      statement.execute("pragma wal_checkpoint(truncate)");
    }
    List<Long> pages = new ArrayList<>();
    try (var connection = DriverManager.getConnection("jdbc:sqlite:" + database);
        var rows =
            connection
                .createStatement()
                .executeQuery(
                    "select pageno from dbstat where name = 'inbox' and pagetype = 'leaf'")) {
      while (rows.next()) pages.add(rows.getLong(1));
    }
    try (var bytes = new RandomAccessFile(database.toFile(), "rw")) {
      for (long page : pages.subList(1, pages.size())) {
        bytes.seek((page - 1) * 4096);
        bytes.write(new byte[4096]);
      }
    }
    Path log = Path.of(database + "-wal");
    if (!Files.exists(log)) Files.createFile(log);
  }

  private void execute(String sql) throws SQLException {
    try (var connection = DriverManager.getConnection("jdbc:sqlite:" + file());
        var statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private Path file() {
    return temporary.resolve("home").resolve("nanobot.db");
  }

  private static String mode(Path path) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }
}
