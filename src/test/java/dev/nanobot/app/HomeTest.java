package dev.nanobot.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nanobot.message.Secret;
import dev.nanobot.race.Race;
import dev.nanobot.world.RealWorld;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HomeTest {
  private static final int FIRST_STARTS = 200;

  @TempDir Path folder;

  private static String mode(Path path) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }

  @Test
  void theEnvironmentNamesTheHome() {
    assertThat(Home.of(Map.of("HOME", "/h")).root()).isEqualTo(Path.of("/h/.nanobot"));
    assertThat(Home.of(Map.of("HOME", "/h", "NANOBOT_HOME", "~/n")).root())
        .isEqualTo(Path.of("/h/n"));
    assertThat(Home.of(Map.of("NANOBOT_HOME", "/n")).config()).isEqualTo(Path.of("/n/config.json"));
  }

  @Test
  void aConfigurationFileBringsItsFolder() {
    Home home = Home.around(Path.of("/a/b/mine.json"));
    assertThat(home.config()).isEqualTo(Path.of("/a/b/mine.json"));
    assertThat(home.database()).isEqualTo(Path.of("/a/b/nanobot.db"));
  }

  @Test
  void theWorkspaceIsInTheHomeUnlessConfigured() {
    Home home = Home.of(Map.of("NANOBOT_HOME", "/n"));
    var other =
        new ConfigReader(Map.of())
            .read("{\"agents\":{\"defaults\":{\"workspace\":\"~/w\"}}}", "test");
    assertThat(home.workspace(Config.DEFAULTS, Map.of())).isEqualTo(Path.of("/n/workspace"));
    assertThat(home.workspace(other, Map.of("HOME", "/h"))).isEqualTo(Path.of("/h/w"));
  }

  @Test
  void theMarkThatAnEditorPutsInFrontOfAConfigurationIsReadOver() {
    Home home = Home.around(folder.resolve("home/config.json"));
    home.create();
    Home.writeNew(home.config(), "\uFEFF{\"gateway\": {\"port\": 4711}}\n");
    assertThat(new ConfigReader(Map.of()).read(home).gateway().port()).isEqualTo(4711);
  }

  @Test
  void foldersAndFilesAreForTheOwnerAloneFromTheStart() throws IOException {
    Home home = Home.around(folder.resolve("home/config.json"));
    home.create();
    assertThat(Home.writeNew(home.config(), "{}")).isTrue();

    assertThat(mode(home.root())).isEqualTo("rwx------");
    assertThat(mode(home.logs())).isEqualTo("rwx------");
    assertThat(mode(home.config())).isEqualTo("rw-------");
  }

  @Test
  void whoFindsATokenBeingMadeFindsAllOfIt() {
    var world = new RealWorld();
    for (int i = 0; i < FIRST_STARTS; i++) {
      Home home = Home.around(folder.resolve(i + "/config.json"));
      home.create();
      Race.Part start =
          () -> Race.check(!home.token(world).read(Secret.NONE).isEmpty(), "there is a token");
      Race.together(start, start, start, start);
    }
  }

  @Test
  void aTokenIsForTheOwnerAloneAndNothingIsLeftBesideIt() throws IOException {
    Home home = Home.around(folder.resolve("home/config.json"));
    home.create();
    Path token = home.token(new RealWorld()).file();
    home.rotateToken(new RealWorld());
    assertThat(mode(token)).isEqualTo("rw-------");
    try (var files = Files.list(home.root())) {
      assertThat(files.filter(Files::isRegularFile)).containsExactly(token);
    }
  }

  @Test
  void aConfigurationInAnotherEncodingIsToldHowToBeSaved() throws IOException {
    Home home = Home.around(folder.resolve("config.json"));
    Home.writeNew(home.config(), "");
    Files.write(home.config(), "{}".getBytes(StandardCharsets.UTF_16));
    assertThatThrownBy(home::configText)
        .isInstanceOfSatisfying(
            ConfigException.class, e -> assertThat(e.hint()).isEqualTo("save it as UTF-8"));
  }

  @Test
  void aTokenThatOthersMayReadOpensNothing() throws IOException {
    Home home = Home.around(folder.resolve("home/config.json"));
    home.create();
    Path token = home.token(new RealWorld()).file();
    Files.setPosixFilePermissions(token, PosixFilePermissions.fromString("rw-r--r--"));
    assertThatThrownBy(() -> home.token(new RealWorld()))
        .isInstanceOfSatisfying(
            ConfigException.class, e -> assertThat(e.hint()).isEqualTo("chmod 600 '" + token + "'"))
        .hasMessageContaining("rw-r--r--");
    Files.setPosixFilePermissions(token, PosixFilePermissions.fromString("rw-------"));
    assertThat(home.token(new RealWorld()).read().isEmpty()).isFalse();
  }

  @Test
  void aTokenThatIsNoFileIsRefusedAndNotWaitedFor() throws Exception {
    Home home = Home.around(folder.resolve("home/config.json"));
    home.create();
    Path token = home.root().resolve("gateway.token");
    assertThat(new ProcessBuilder("mkfifo", token.toString()).start().waitFor()).isZero();
    assertThatThrownBy(() -> home.token(new RealWorld())).hasMessageContaining("neither a file");
  }

  @Test
  void aConfigurationThatIsALinkToNothingIsNoMissingOne() throws IOException {
    Files.createSymbolicLink(folder.resolve("config.json"), folder.resolve("gone"));
    assertThatThrownBy(() -> Home.around(folder.resolve("config.json")).configText())
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("neither a file nor a link");
  }

  @Test
  void aFolderThatNoSystemCanNameIsTheConfigurationsFault() {
    assertThatThrownBy(() -> Home.of(Map.of("NANOBOT_HOME", "/a\0b")))
        .isInstanceOf(ConfigException.class);
  }

  @Test
  void whatIsThereIsNeverOverwritten() throws IOException {
    Path file = folder.resolve("f");
    Home.writeNew(file, "one");
    assertThat(Home.writeNew(file, "two")).isFalse();
    assertThat(Files.readString(file)).isEqualTo("one");
  }

  @Test
  void aConfigurationThatOthersMayReadIsRefusedWithTheCommandThatHelps() throws IOException {
    Home home = Home.around(folder.resolve("it's.json"));
    Home.writeNew(home.config(), "{}");
    assertThat(home.configText()).contains("{}");
    Files.setPosixFilePermissions(home.config(), PosixFilePermissions.fromString("rw-r-----"));

    assertThatThrownBy(home::configText)
        .isInstanceOfSatisfying(
            ConfigException.class,
            e -> {
              assertThat(e).hasMessageContaining("rw-r-----");
              assertThat(e.hint()).isEqualTo("chmod 600 '" + folder + "/it'\\''s.json'");
            });
  }

  @Test
  void aHomeThatCannotBeMadeIsOneClearSentence() throws IOException {
    Files.writeString(folder.resolve("file"), "");
    Home home = Home.around(folder.resolve("file/home/config.json"));
    assertThatThrownBy(home::create)
        .isInstanceOf(ConfigException.class)
        .hasMessageStartingWith("Cannot use " + folder.resolve("file"));
  }

  @Test
  void withoutAFileThereIsNoConfiguration() {
    assertThat(Home.around(folder.resolve("none.json")).configText()).isEmpty();
  }

  /// SQLite would roll such a file back into the database.
  @Test
  void noToolReachesWhereAJournalOfTheDatabaseWouldBe() {
    Home home = Home.of(Map.of("NANOBOT_HOME", "/n"));
    assertThat(home.guarded()).contains(Path.of("/n/nanobot.db-journal"));
  }

  @Test
  void onlyAnEmptyFileIsFilled() throws Exception {
    Path file = Files.createFile(folder.resolve("a"));
    assertThat(Home.fillEmpty(file, "text")).isTrue();
    assertThat(Home.fillEmpty(file, "other")).isFalse();
    assertThat(file).hasContent("text");
    assertThat(Home.fillEmpty(folder.resolve("b"), "text")).isFalse();
    assertThat(folder.resolve("b")).doesNotExist();
  }
}
