package dev.nanobot.tool;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SharedFolderTest {
  @TempDir Path home;

  private SharedFolder folder(boolean isPortable) throws IOException {
    var folder = new SharedFolder(home.resolve("notes"), home.resolve("locks"), isPortable);
    folder.make();
    folder.make();
    return folder;
  }

  private String text(SharedFolder folder, String name) throws IOException {
    return folder.find(name, 100).orElseThrow().text().orElseThrow();
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void whatWasReplacedStaysWithWhateverIsStillWrittenToIt(boolean isPortable) throws IOException {
    SharedFolder folder = folder(isPortable);
    assertThat(folder.create("a", "old")).isTrue();
    try (var editor = new RandomAccessFile(folder.path().resolve("a").toFile(), "rw")) {
      assertThat(folder.replace("a", "new", ".aside")).isTrue();
      editor.write("odd".getBytes(UTF_8));
    }
    assertThat(text(folder, "a")).isEqualTo("new");
    assertThat(text(folder, ".aside")).isEqualTo("odd");
    assertThat(folder.names()).containsExactly(".aside", "a");
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void whatIsThereIsNotCreatedAgainAndWhatIsNotIsNotReplaced(boolean isPortable)
      throws IOException {
    SharedFolder folder = folder(isPortable);
    assertThat(folder.replace("a", "new", ".aside")).isFalse();
    assertThat(folder.names()).isEmpty();
    assertThat(folder.create("a", "one")).isTrue();
    assertThat(folder.create("a", "two")).isFalse();
    assertThat(text(folder, "a")).isEqualTo("one");
    assertThat(folder.names()).containsExactly("a");
  }

  @Test
  void aStampTellsThatAFileWasWrittenToOrReplaced() throws IOException {
    SharedFolder folder = folder(false);
    folder.create("a", "one");
    Map<String, String> before = folder.stamps();
    assertThat(folder.stamps()).isEqualTo(before);
    folder.replace("a", "two", ".aside");
    assertThat(folder.stamps().get("a")).isNotEqualTo(before.get("a"));
  }

  @Test
  void aTextThatIsTooLongOrNoneIsFoundWithoutIt() throws IOException {
    SharedFolder folder = folder(false);
    folder.create("long", "x".repeat(101));
    Files.write(folder.path().resolve("bytes"), new byte[] {(byte) 0xff});
    assertThat(folder.find("long", 100).orElseThrow().text()).isEmpty();
    assertThat(folder.find("bytes", 100).orElseThrow().text()).isEmpty();
    assertThat(folder.find("none", 100)).isEmpty();
  }

  @Test
  void aFolderThatLeadsOutIsNotEntered() throws IOException {
    Path outside = Files.createDirectories(home.resolve("outside"));
    Path workspace = Files.createDirectories(home.resolve("workspace"));
    Files.createSymbolicLink(workspace.resolve("notes"), outside);
    var folder = new SharedFolder(workspace.resolve("notes"), home.resolve("locks"));
    assertThatThrownBy(() -> folder.create("a", "text")).isInstanceOf(IOException.class);
    assertThat(outside).isEmptyDirectory();
  }
}
