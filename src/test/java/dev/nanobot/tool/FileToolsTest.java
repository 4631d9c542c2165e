package dev.nanobot.tool;

import static dev.nanobot.tool.Desk.arguments;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nanobot.message.Json;
import dev.nanobot.world.RealWorld;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FileToolsTest {
  private Desk desk;

  @BeforeEach
  void open(@TempDir Path directory) throws Exception {
    desk = new Desk(directory);
  }

  @Test
  void aNewFileIsWrittenWithItsDirectoriesForItsOwnerAlone() throws Exception {
    desk.write("a/b/c.txt", "hello");
    Path file = desk.workspace.resolve("a/b/c.txt");
    assertThat(file).hasContent("hello");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    assertThat(desk.read("a/b/c.txt")).isEqualTo("hello");
  }

  @Test
  void anAbsolutePathInsideTheWorkspaceIsTheSameFile() throws Exception {
    desk.write("a.txt", "one");
    assertThat(desk.read(desk.workspace + "/./x/../a.txt")).isEqualTo("one");
  }

  @Test
  void aSiblingWhoseNameStartsLikeTheWorkspaceIsOutside() throws Exception {
    Path sibling = Files.createDirectories(desk.directory.resolve("workspace-evil"));
    Files.writeString(sibling.resolve("a.txt"), "secret");
    assertThatThrownBy(() -> desk.read(sibling + "/a.txt")).hasMessageContaining("outside");
  }

  @Test
  void anExistingFileThatWasNeverSeenIsNotOverwritten() throws Exception {
    desk.put("a.txt", "theirs");
    assertThatThrownBy(() -> desk.write("a.txt", "mine")).hasMessageContaining("read it first");
    assertThat(desk.workspace.resolve("a.txt")).hasContent("theirs");
    desk.read("a.txt");
    desk.write("a.txt", "mine");
    assertThat(desk.workspace.resolve("a.txt")).hasContent("mine");
  }

  @Test
  void aFileThatChangedSinceItWasSeenIsNeitherWrittenNorEdited() throws Exception {
    desk.write("a.txt", "one");
    desk.put("a.txt", "two");
    assertThatThrownBy(() -> desk.write("a.txt", "three")).hasMessageContaining("read it again");
    assertThatThrownBy(() -> edit("a.txt", "two", "three")).hasMessageContaining("read it again");
    assertThat(desk.workspace.resolve("a.txt")).hasContent("two");
  }

  /// Also what the umask takes away from new files, for the file may belong to a group.
  @ParameterizedTest
  @ValueSource(strings = {"rwxr-x---", "rw-rw-rw-", "r--------"})
  void theModeOfAnExistingFileIsKept(String mode) throws Exception {
    Path file = desk.put("run.sh", "one");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
    desk.read("run.sh");
    desk.write("run.sh", "two");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file))).isEqualTo(mode);
  }

  @Test
  void noDraftIsLeftBehind() throws Exception {
    desk.write("a.txt", "one");
    Files.writeString(desk.workspace.resolve(".nanobot-" + Version.of("a.txt".getBytes())), "torn");
    desk.write("a.txt", "two");
    assertThat(desk.workspace.toFile().list()).containsExactly("a.txt");
  }

  @Test
  void anEditReplacesOneOccurrence() throws Exception {
    desk.write("a.txt", "one two three");
    edit("a.txt", "two", "2");
    assertThat(desk.workspace.resolve("a.txt")).hasContent("one 2 three");
  }

  @Test
  void anEditOfSeveralOccurrencesNeedsReplaceAll() throws Exception {
    desk.write("a.txt", "x x");
    assertThatThrownBy(() -> edit("a.txt", "x", "y")).hasMessageContaining("more than once");
    desk.run(
        new EditFile(desk.reach),
        "{\"path\":\"a.txt\",\"old_text\":\"x\",\"new_text\":\"y\",\"replace_all\":true}");
    assertThat(desk.workspace.resolve("a.txt")).hasContent("y y");
  }

  /// What cannot be read again is not written; and what is far too large is not even made.
  @ParameterizedTest
  @ValueSource(ints = {2, 2_000})
  void anEditThatMakesAFileTooLargeIsRefused(int times) throws Exception {
    String text = "x".repeat(6_000_000);
    Path file = desk.put("a.txt", text);
    desk.read("a.txt");
    String asked =
        Json.write(
            Json.object()
                .put("path", "a.txt")
                .put("old_text", "x")
                .put("new_text", "y".repeat(times))
                .put("replace_all", true));
    assertThatThrownBy(() -> desk.run(new EditFile(desk.reach), asked))
        .isInstanceOf(ToolException.class)
        .hasMessageContaining("at most 10485760 bytes");
    assertThat(file).hasContent(text);
  }

  @Test
  void aFileAtTheLimitIsWrittenAndOneByteMoreIsNot() throws Exception {
    byte[] most = new byte[(int) Reach.FILE_BYTES_MAX];
    desk.reach.write("a.bin", most);
    assertThat(desk.reach.read("a.bin").bytes()).hasSize(most.length);
    assertThatThrownBy(() -> desk.reach.write("b.bin", new byte[most.length + 1]))
        .hasMessageContaining("at most 10485760 bytes");
    assertThat(desk.workspace.resolve("b.bin")).doesNotExist();
  }

  /// An edit that is undone to see whether it was made may grow without end, too.
  @Test
  void anUndoneEditThatWouldBeFarTooLargeIsNotTheOneThatWasMade() throws Exception {
    desk.put("a.txt", "x");
    desk.read("a.txt");
    desk.put("a.txt", "y".repeat(6_000_000));
    String asked =
        Json.write(
            Json.object()
                .put("path", "a.txt")
                .put("old_text", "x".repeat(2_000))
                .put("new_text", "y")
                .put("replace_all", true));
    assertThatThrownBy(() -> desk.run(new EditFile(desk.reach), asked))
        .hasMessageContaining("read it again");
  }

  @Test
  void anEditThatRunsAgainIsDoneOnce() throws Exception {
    for (String[] each :
        new String[][] {{"a", "a b"}, {"ab", "a"}, {"two", ""}, {"x", "yy"}, {"one", "one one"}}) {
      String before = "abb one two x";
      if (before.split(java.util.regex.Pattern.quote(each[0]), -1).length != 2) continue;
      Path file = desk.put("a.txt", before);
      desk.read("a.txt");
      String asked = arguments("path", "a.txt", "old_text", each[0], "new_text", each[1]);
      desk.runForgetting(new EditFile(desk.reach), asked);
      String after = Files.readString(file);
      assertThat(after).isEqualTo(before.replace(each[0], each[1]));
      desk.run(new EditFile(desk.reach), asked);
      assertThat(file).hasContent(after);
    }
  }

  @Test
  void aWriteThatRunsAgainIsFine() throws Exception {
    desk.put("a.txt", "old");
    desk.read("a.txt");
    String asked = arguments("path", "a.txt", "content", "new");
    desk.runForgetting(new WriteFile(desk.reach), asked);
    assertThat(desk.run(new WriteFile(desk.reach), asked)).contains("Wrote 3 bytes");
  }

  @Test
  void lineEndsOfTheFileAreKept() throws Exception {
    Path file = desk.put("a.txt", "one\r\ntwo\r\n");
    desk.read("a.txt");
    edit("a.txt", "one\ntwo", "1\n2");
    assertThat(Files.readString(file)).isEqualTo("1\r\n2\r\n");
  }

  @Test
  void aLongFileIsReadInPages() throws Exception {
    var text = new StringBuilder();
    for (int i = 1; i <= 5_000; i++) text.append("line ").append(i).append('\n');
    desk.put("a.txt", text.toString());
    String first = desk.read("a.txt");
    assertThat(first)
        .startsWith("line 1\n")
        .contains("read on with offset=")
        .hasSizeLessThan(16_001);
    String next = first.replaceAll("(?s).*offset=(\\d+).*", "$1");
    String page =
        desk.run(
            new ReadFile(desk.reach, 16_000),
            "{\"path\":\"a.txt\",\"offset\":" + next + ",\"limit\":1}");
    assertThat(page).startsWith("line " + next + "\n");
  }

  @Test
  void whatIsNoTextIsRefused() throws Exception {
    Files.write(desk.workspace.resolve("a.bin"), new byte[] {(byte) 0xff, (byte) 0xfe, 1});
    assertThatThrownBy(() -> desk.read("a.bin")).hasMessageContaining("not UTF-8");
    desk.put("b.bin", "a\0b");
    assertThatThrownBy(() -> desk.read("b.bin")).hasMessageContaining("binary");
    assertThatThrownBy(() -> desk.read("none.txt")).hasMessageContaining("no such file");
    assertThatThrownBy(() -> desk.read(".")).hasMessageContaining("directory");
  }

  @Test
  void aDirectoryIsListedInOrder() throws Exception {
    desk.put("b.txt", "");
    desk.put("a/x.txt", "");
    String text = desk.run(new ListDirectory(desk.reach), arguments("path", "."));
    assertThat(text).isEqualTo("📁 a\n📄 b.txt");
  }

  @Test
  void filesAreFoundByNameButNotIgnoredOnes() throws Exception {
    desk.put("src/A.java", "");
    desk.put("src/deep/B.java", "");
    desk.put("target/C.java", "");
    desk.put("src/gen/D.java", "");
    desk.put(".gitignore", "target/\n");
    desk.put("src/.gitignore", "/gen\n");
    assertThat(find("*.java")).isEqualTo("src/A.java\nsrc/deep/B.java");
    assertThat(find("src/*.java")).isEqualTo("src/A.java");
    assertThat(find("**/B.*")).isEqualTo("src/deep/B.java");
  }

  @Test
  void linesAreFoundByAPattern() throws Exception {
    desk.put("a.txt", "one\nTwo\n");
    desk.put("b.md", "two\n");
    var grep = new Grep(new RealWorld(), desk.reach);
    assertThat(desk.run(grep, "{\"pattern\":\"t.o\",\"ignore_case\":true}"))
        .isEqualTo("a.txt:2: Two\nb.md:1: two");
    assertThat(desk.run(grep, arguments("pattern", "t.o", "glob", "*.md", "path", ".")))
        .isEqualTo("b.md:1: two");
    assertThat(desk.run(grep, arguments("pattern", "one", "path", "a.txt")))
        .isEqualTo("a.txt:1: one");
  }

  @Test
  void aSlowPatternEndsAtTheDeadline() throws Exception {
    desk.put("a.txt", "a".repeat(9_000) + "!\n");
    var world = new HurriedWorld();
    var grep = new Grep(world, desk.reach);
    assertThatThrownBy(() -> desk.run(grep, arguments("pattern", "([a-z]+)*=\\1")))
        .isInstanceOf(ToolException.class);
  }

  @Test
  void aPatternThatReadsNothingOnAndOnIsLeftBehind() throws Exception {
    desk.put("a.txt", "one\n");
    var grep = new Grep(new RealWorld(), desk.reach, Duration.ofMillis(500));
    assertThatThrownBy(() -> desk.run(grep, arguments("pattern", "(|)".repeat(27) + "(?!)")))
        .isInstanceOf(ToolException.class)
        .hasMessageContaining("took longer");
    assertThat(desk.run(grep, arguments("pattern", "one"))).isEqualTo("a.txt:1: one");
  }

  private String find(String pattern) throws Exception {
    return desk.run(new FindFiles(desk.reach), arguments("pattern", pattern));
  }

  private void edit(String path, String old, String fresh) throws Exception {
    desk.run(new EditFile(desk.reach), arguments("path", path, "old_text", old, "new_text", fresh));
  }
}
