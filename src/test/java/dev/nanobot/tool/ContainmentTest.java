package dev.nanobot.tool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.nanobot.world.RealWorld;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Nothing outside the workspace is read or written, however a path is written and whatever
/// happens to the directories meanwhile.
class ContainmentTest {
  private static final int RACES = 20_000;
  private static final int RACES_MAX = 50 * RACES;
  private static final String SECRET = "canary-4711";

  private Desk desk;
  private Path outside;

  @BeforeEach
  void open(@TempDir Path directory) throws Exception {
    outside = Files.createDirectories(directory.toRealPath().resolve("outside"));
    Files.writeString(outside.resolve("secret.txt"), SECRET);
    desk = new Desk(directory, List.of(directory.resolve("instance")));
  }

  @Test
  void noLineOfTheTraversalCorpusLeavesTheWorkspace() throws Exception {
    List<String> before = tree(desk.directory);
    for (String file :
        List.of(
            "deep_traversal.txt",
            "LFI-FD-check.txt",
            "List_Of_File_To_Include_NullByteAdded.txt")) {
      for (String line : lines(file)) {
        for (String path : List.of(line, decoded(line), line.replace("{FILE}", "etc/passwd"))) {
          triedAsReadAndWrite(path);
        }
      }
    }
    List<String> after = tree(desk.directory);
    after.removeIf(path -> path.startsWith("workspace/") || path.startsWith("locks"));
    before.removeIf(path -> path.startsWith("workspace/"));
    assertThat(after).isEqualTo(before);
  }

  private void triedAsReadAndWrite(String path) throws Exception {
    try {
      Path real = desk.reach.read(path).real();
      assertThat(real).startsWith(desk.workspace); // What an earlier line wrote inside.
    } catch (ToolException e) {
      assertThat(e.getMessage()).isNotBlank();
    }
    try {
      Reach.Saved saved = desk.reach.change(path, before -> new byte[] {1});
      assertThat(saved.real().toRealPath()).startsWith(desk.workspace);
    } catch (ToolException e) {
      assertThat(e.getMessage()).isNotBlank();
    }
  }

  @Test
  void linksThatLeadOutAreNotFollowed() throws Exception {
    Files.createSymbolicLink(desk.workspace.resolve("file"), outside.resolve("secret.txt"));
    Files.createSymbolicLink(desk.workspace.resolve("dir"), Path.of("../outside"));
    Files.createSymbolicLink(desk.workspace.resolve("new"), outside.resolve("new.txt"));
    for (String path : List.of("file", "dir/secret.txt", "new", "dir/new.txt", "dir/x/y")) {
      assertThatThrownBy(() -> desk.reach.read(path)).isInstanceOf(ToolException.class);
      assertThatThrownBy(() -> desk.reach.write(path, new byte[] {1}))
          .isInstanceOf(ToolException.class);
    }
    assertThatThrownBy(() -> desk.reach.list("dir")).isInstanceOf(ToolException.class);
    assertThat(outside.resolve("secret.txt")).hasContent(SECRET);
    assertThat(outside.toFile().list()).containsExactly("secret.txt");
  }

  @Test
  void aLinkThatStaysInsideIsRead() throws Exception {
    assumeThat(Folder.Kind.IS_LINUX).isTrue();
    desk.put("docs/a.txt", "inside");
    Files.createSymbolicLink(desk.workspace.resolve("b.txt"), Path.of("docs/a.txt"));
    assertThat(desk.reach.read("b.txt").bytes()).asString().isEqualTo("inside");
  }

  @Test
  void theKernelsLinksAreNotFollowed() {
    for (String path :
        List.of(
            "/proc/self/root/etc/passwd",
            "/proc/self/cwd",
            "/proc/self/fd/0",
            "/etc/passwd",
            "//etc/passwd",
            "/../etc/passwd")) {
      assertThatThrownBy(() -> desk.reach.read(path)).isInstanceOf(ToolException.class);
    }
  }

  @Test
  void badNamesAreRefused() {
    for (String path :
        List.of(
            "", " ", "~root/x", "a\0b", "a\nb", "x".repeat(256), "x/".repeat(2_500), "a\ud800b")) {
      assertThatThrownBy(() -> desk.reach.read(path)).isInstanceOf(ToolException.class);
      assertThatThrownBy(() -> desk.reach.write(path, new byte[0]))
          .isInstanceOf(ToolException.class);
    }
  }

  @Test
  void aFileWithASecondNameIsNotWritten() throws Exception {
    Files.createLink(desk.workspace.resolve("hard.txt"), outside.resolve("secret.txt"));
    assertThatThrownBy(() -> desk.reach.write("hard.txt", new byte[] {1}))
        .hasMessageContaining("hard links");
    assertThat(outside.resolve("secret.txt")).hasContent(SECRET);
  }

  @Test
  void aPipeIsRefusedAndNobodyWaits() throws Exception {
    new ProcessBuilder("mkfifo", desk.workspace.resolve("pipe").toString()).start().waitFor();
    assertThatThrownBy(() -> desk.reach.read("pipe")).hasMessageContaining("regular");
    assertThatThrownBy(() -> desk.reach.write("pipe", new byte[0])).hasMessageContaining("regular");
  }

  @Test
  void theInstancesOwnFilesAreDeniedEvenInsideTheWorkspace() throws Exception {
    Path own = Files.createDirectories(desk.workspace.resolve("own"));
    Files.writeString(own.resolve("config.json"), SECRET);
    Files.createLink(desk.workspace.resolve("alias.json"), own.resolve("config.json"));
    Files.createSymbolicLink(desk.workspace.resolve("link"), Path.of("own"));
    var locks = new FileLocks(desk.directory.resolve("locks"));
    var reach = new Reach(new Root(desk.workspace, List.of(own)), List.of(), List.of(), locks);
    for (String path : List.of("own/config.json", "link/config.json", "own/../own/config.json")) {
      assertThatThrownBy(() -> reach.read(path)).isInstanceOf(ToolException.class);
      assertThatThrownBy(() -> reach.write(path, new byte[0])).isInstanceOf(ToolException.class);
    }
    assertThatThrownBy(() -> reach.write("own/new/x", new byte[0]))
        .isInstanceOf(ToolException.class);
    assertThatThrownBy(() -> reach.list("own")).isInstanceOf(ToolException.class);
    assertThat(own.toFile().list()).containsExactly("config.json");
  }

  @Test
  void aSecondNameOfADeniedFileIsNotRead() throws Exception {
    Path own = Files.createDirectories(desk.directory.resolve("instance"));
    Files.writeString(own.resolve("config.json"), SECRET);
    Files.createLink(desk.workspace.resolve("alias.json"), own.resolve("config.json"));
    assertThatThrownBy(() -> desk.reach.read("alias.json")).hasMessageContaining("not open");
  }

  @Test
  void aDirectoryThatKeepsTurningIntoALinkLeaksNothing() throws Exception {
    Path swapped = Files.createDirectories(desk.workspace.resolve("dir"));
    Files.writeString(swapped.resolve("secret.txt"), "harmless");
    Path link = Files.createSymbolicLink(desk.workspace.resolve("link"), outside);
    Path spare = desk.workspace.resolve("spare");
    Thread flipper = new RealWorld().startPlatform("flipper", () -> flip(swapped, link, spare));
    int harmless = 0;
    try {
      // On a busy machine the other thread may rest for long while the link is in the place.
      for (int i = 0; i < RACES || harmless == 0 && i < RACES_MAX; i++) {
        if (readOnce("dir/secret.txt").equals("harmless")) harmless++;
      }
    } finally {
      flipper.interrupt();
      flipper.join();
    }
    assertThat(harmless).isPositive();
    assertThat(outside.toFile().list()).containsExactly("secret.txt");
  }

  @Test
  void aLinkThatKeepsChangingItsTargetLeaksNothing() throws Exception {
    Path inside = Files.createDirectories(desk.workspace.resolve("inside"));
    Files.writeString(inside.resolve("secret.txt"), "harmless");
    Path link = desk.workspace.resolve("dir");
    Files.createSymbolicLink(link, Path.of("inside"));
    Thread flipper = new RealWorld().startPlatform("flipper", () -> retarget(link));
    try {
      for (int i = 0; i < RACES; i++) {
        readOnce("dir/secret.txt");
        if (i % 50 == 0) writeOnce("dir/new.txt");
      }
    } finally {
      flipper.interrupt();
      flipper.join();
    }
    assertThat(outside.toFile().list()).containsExactly("secret.txt");
    assertThat(outside.resolve("secret.txt")).hasContent(SECRET);
  }

  private static void retarget(Path link) {
    Path fresh = link.resolveSibling("fresh");
    try {
      for (int i = 0; !Thread.currentThread().isInterrupted(); i++) {
        Files.createSymbolicLink(fresh, Path.of(i % 2 == 0 ? "../outside" : "inside"));
        Files.move(fresh, link, StandardCopyOption.ATOMIC_MOVE);
      }
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private String readOnce(String path) {
    try {
      String text = new String(desk.reach.read(path).bytes(), StandardCharsets.UTF_8);
      assertThat(text).isNotEqualTo(SECRET);
      return text;
    } catch (ToolException e) {
      return "";
    }
  }

  private void writeOnce(String path) throws InterruptedException {
    try {
      desk.reach.write(path, new byte[] {1});
    } catch (ToolException e) {
      assertThat(e.getMessage()).isNotBlank();
    }
  }

  /// Swaps the directory and the link by renaming, until interrupted.
  private static void flip(Path directory, Path link, Path spare) {
    try {
      while (!Thread.currentThread().isInterrupted()) {
        Files.move(directory, spare, StandardCopyOption.ATOMIC_MOVE);
        Files.move(link, directory, StandardCopyOption.ATOMIC_MOVE);
        Files.move(directory, link, StandardCopyOption.ATOMIC_MOVE);
        Files.move(spare, directory, StandardCopyOption.ATOMIC_MOVE);
      }
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static String decoded(String line) {
    try {
      return URLDecoder.decode(line.replace("+", "%2B"), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      return line; // Not percent-encoded.
    }
  }

  private static List<String> lines(String file) throws IOException {
    try (var in = ContainmentTest.class.getResourceAsStream("/corpora/path-traversal/" + file)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
    }
  }

  private static List<String> tree(Path directory) throws IOException {
    try (Stream<Path> all = Files.walk(directory)) {
      return new ArrayList<>(
          all.map(path -> directory.relativize(path).toString()).sorted().toList());
    }
  }

  @Test
  void whatIsDeniedBehindALinkIsDeniedBeforeItIsThere(@TempDir Path other) throws Exception {
    Path own = Files.createDirectories(other.toRealPath().resolve("workspace/own"));
    Path link = Files.createSymbolicLink(other.resolve("link"), own);
    var guarded = new Desk(other, List.of(link.resolve("config.json")));
    assertThatThrownBy(() -> guarded.write("own/config.json", "x"))
        .isInstanceOf(ToolException.class)
        .hasMessageContaining("not open");
    assertThat(own.resolve("config.json")).doesNotExist();
  }
}
