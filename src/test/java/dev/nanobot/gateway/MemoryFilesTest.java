package dev.nanobot.gateway;

import static dev.nanobot.gateway.Shelf.DAY;
import static dev.nanobot.store.Memories.LONG_TERM;
import static org.assertj.core.api.Assertions.assertThat;

import dev.nanobot.store.Memories.Projection;
import dev.nanobot.store.Memories.Text;
import dev.nanobot.tool.SharedFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class MemoryFilesTest {
  private static final int TURNS = 50;

  @TempDir Path home;
  private Shelf shelf;

  @BeforeEach
  void open() {
    shelf = new Shelf(home);
  }

  @AfterEach
  void close() {
    shelf.close();
  }

  private void sync(String name) throws InterruptedException {
    assertThat(shelf.files.sync(name)).isEmpty();
  }

  /// Lets what was written count as finished, and as written long after what was there.
  private void age(String name) throws IOException {
    var later = FileTime.from(shelf.world.now().plus(Duration.ofMinutes(1)));
    Files.setLastModifiedTime(shelf.file(name), later);
  }

  private void edit(String name, String text) throws IOException, InterruptedException {
    shelf.rewrite(name, text);
    age(name);
    sync(name);
  }

  @Test
  void whatIsRememberedStandsInTheFileForItsOwnerAlone() throws Exception {
    shelf.note("tea");
    shelf.addLine("likes tea");
    sync(DAY);
    sync(LONG_TERM);
    assertThat(shelf.read(DAY)).isEqualTo("# 2026-11-28\n\n- tea\n");
    assertThat(shelf.read(LONG_TERM)).isEqualTo("likes tea\n");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(shelf.file(DAY))))
        .isEqualTo("rw-------");
  }

  @Test
  void whereNothingIsRememberedThereIsNoFile() throws Exception {
    sync(LONG_TERM);
    assertThat(shelf.file(LONG_TERM)).doesNotExist();
  }

  @Test
  void aFileThatWasThereFirstIsTakenIn() throws Exception {
    edit(LONG_TERM, "# Mine\n");
    assertThat(shelf.text(LONG_TERM).body()).isEqualTo("# Mine\n");
    assertThat(shelf.text(LONG_TERM).version()).isEqualTo(1);
    sync(LONG_TERM);
    assertThat(shelf.text(LONG_TERM).version()).isEqualTo(1);
  }

  @Test
  void anEditIsAVersionAsItWasWritten() throws Exception {
    shelf.addLine("one");
    sync(LONG_TERM);
    edit(LONG_TERM, "uno\r\n no end");
    assertThat(shelf.text(LONG_TERM).body()).isEqualTo("uno\r\n no end");
    assertThat(shelf.memories.log("owner", LONG_TERM, 9)).hasSize(2);
    assertThat(shelf.read(LONG_TERM)).isEqualTo("uno\r\n no end");
  }

  @Test
  void anEditOfADayLosesNoNoteThatCameMeanwhile() throws Exception {
    shelf.note("one");
    sync(DAY);
    shelf.note("two");
    edit(DAY, "# My day\n\n- one, really\n");
    assertThat(shelf.read(DAY)).isEqualTo("# My day\n\n- one, really\n- two\n");
    shelf.note("three");
    sync(DAY);
    edit(DAY, "cleared\n");
    assertThat(shelf.text(DAY).body()).isEqualTo("cleared\n");
    shelf.note("four");
    sync(DAY);
    assertThat(shelf.read(DAY)).isEqualTo("cleared\n- four\n");
  }

  @Test
  void anEditAndANewVersionBecomeOneText() throws Exception {
    for (String line : List.of("a", "b", "c")) shelf.addLine(line);
    sync(LONG_TERM);
    shelf.addLine("d");
    edit(LONG_TERM, "A\nb\nc\n");
    assertThat(shelf.read(LONG_TERM)).isEqualTo("A\nb\nc\nd\n");
    assertThat(shelf.text(LONG_TERM).body()).isEqualTo("A\nb\nc\nd\n");
  }

  @Test
  void aConflictKeepsBothAndSaysSo() throws Exception {
    shelf.addLine("likes tea");
    sync(LONG_TERM);
    Text now = shelf.text(LONG_TERM);
    shelf.memories.save(shelf.draft(now, "likes green tea\n"));
    edit(LONG_TERM, "likes coffee\n");
    assertThat(shelf.read(LONG_TERM))
        .contains("likes coffee\n", "likes green tea\n", "Two changed these lines at once");
  }

  @Test
  void takingBackTheLastLineIsAnEditToo() throws Exception {
    shelf.addLine("one");
    sync(LONG_TERM);
    shelf.addLine("wrong");
    sync(LONG_TERM);
    edit(LONG_TERM, "one\n");
    assertThat(shelf.text(LONG_TERM).body()).isEqualTo("one\n");
  }

  @Test
  void aProgramThatWritesWhatItReadBeforeLosesNothing() throws Exception {
    shelf.addLine("one");
    sync(LONG_TERM);
    String read = shelf.read(LONG_TERM);
    shelf.addLine("two");
    sync(LONG_TERM);
    shelf.rewrite(LONG_TERM, "zero\n" + read);
    shelf.settle(LONG_TERM);
    assertThat(shelf.read(LONG_TERM)).isEqualTo("zero\none\ntwo\n");
  }

  @Test
  void aFileThatWasRemovedComesBack() throws Exception {
    shelf.addLine("one");
    sync(LONG_TERM);
    Files.delete(shelf.file(LONG_TERM));
    sync(LONG_TERM);
    assertThat(shelf.read(LONG_TERM)).isEqualTo("one\n");
  }

  @Test
  void anEditInTheInstantOfTheExchangeIsFoundInWhatWasReplaced() throws Exception {
    shelf.addLine("one");
    sync(LONG_TERM);
    try (var editor = Files.newBufferedWriter(shelf.file(LONG_TERM))) { // the old file, held open
      shelf.addLine("two");
      editor.write("");
      Files.writeString(shelf.file(LONG_TERM), "one\n");
      sync(LONG_TERM);
      assertThat(shelf.read(LONG_TERM)).isEqualTo("one\ntwo\n");
      editor.write("one\nby hand\n");
    }
    shelf.settle(LONG_TERM);
    String aside =
        shelf.names().stream().filter(name -> name.startsWith(".MEMORY")).findFirst().orElseThrow();
    age(aside);
    sync(LONG_TERM);
    assertThat(shelf.read(LONG_TERM)).contains("one\n", "two\n", "by hand\n");
  }

  @Test
  void aCrashBetweenTheExchangeAndItsNoteIsUnderstood() throws Exception {
    for (boolean isExchanged : List.of(true, false)) {
      shelf.note("before " + isExchanged);
      sync(DAY);
      shelf.note("after " + isExchanged);
      Text now = shelf.text(DAY);
      Projection last = shelf.memories.projections("owner", DAY).getFirst();
      shelf.memories.project(now, SharedFolder.version(now.body()), false);
      var folder = new SharedFolder(shelf.folder, home.resolve("locks"));
      if (isExchanged) folder.replace(DAY, now.body(), "." + DAY + "." + last.n());
      edit(DAY, shelf.read(DAY) + "by hand " + isExchanged + "\n");
      assertThat(shelf.read(DAY))
          .containsOnlyOnce("before " + isExchanged)
          .containsOnlyOnce("after " + isExchanged)
          .containsOnlyOnce("by hand " + isExchanged);
    }
  }

  @Test
  void whatIsNoTextIsLeftAsItIsAndTold() throws Exception {
    shelf.addLine("one");
    sync(LONG_TERM);
    byte[] bytes = {(byte) 0xff, 0, 1};
    Files.write(shelf.file(LONG_TERM), bytes);
    age(LONG_TERM);
    assertThat(shelf.files.sync(LONG_TERM)).get().asString().contains("MEMORY.md", "not UTF-8");
    shelf.addLine("two");
    assertThat(shelf.files.sync(LONG_TERM)).isPresent();
    assertThat(Files.readAllBytes(shelf.file(LONG_TERM))).isEqualTo(bytes);
    assertThat(shelf.text(LONG_TERM).body()).isEqualTo("one\ntwo\n");
  }

  @Test
  void aFolderThatCannotBeUsedIsToldAndLosesNothing() throws Exception {
    Files.writeString(shelf.folder, "a file in the way");
    shelf.addLine("one");
    assertThat(shelf.files.sync(LONG_TERM)).get().asString().contains("does not show");
    assertThat(shelf.files.text(LONG_TERM).body()).isEqualTo("one\n");
    Files.delete(shelf.folder);
    sync(LONG_TERM);
    assertThat(shelf.read(LONG_TERM)).isEqualTo("one\n");
  }

  @Test
  void aLinkIsNeverFollowedOutOfTheFolder() throws Exception {
    Path secret = Files.writeString(home.resolve("secret"), "secret");
    Files.createDirectories(shelf.folder);
    Files.createSymbolicLink(shelf.file(LONG_TERM), secret);
    shelf.addLine("one");
    assertThat(shelf.files.sync(LONG_TERM)).isPresent();
    assertThat(shelf.text(LONG_TERM).body()).isEqualTo("one\n");
    assertThat(secret).hasContent("secret");
  }

  @Test
  void theWatchShowsWhatIsNewAndTakesInWhatWasEdited() throws Exception {
    var watch = new MemoryWatch(shelf.world, shelf.memories, shelf.files);
    shelf.note("one");
    watch.look();
    assertThat(shelf.read(DAY)).contains("- one");
    shelf.rewrite("2020-01-01.md", "long ago\n");
    age("2020-01-01.md");
    watch.look();
    assertThat(shelf.text("2020-01-01.md").body()).isEqualTo("long ago\n");
  }

  @Test
  void everythingIsKeptWhileAnEditorRewritesTheFile() throws Exception {
    everythingIsKept(shelf::rewrite);
  }

  @Test
  void everythingIsKeptWhileAnEditorReplacesTheFile() throws Exception {
    everythingIsKept(shelf::replace);
  }

  /// How an editor writes.
  @FunctionalInterface
  private interface Editor {
    void write(String name, String text) throws IOException;
  }

  private void everythingIsKept(Editor editor) throws Exception {
    shelf.addLine("# Memory");
    sync(LONG_TERM);
    List<Thread> threads = new ArrayList<>();
    List<Throwable> failures = java.util.Collections.synchronizedList(new ArrayList<>());
    for (int i = 0; i < TURNS; i++) {
      int turn = i;
      threads.add(shelf.world.start("turn " + i, () -> turn(turn, failures)));
    }
    for (int i = 0; i < TURNS / 2; i++) {
      for (String name : List.of(LONG_TERM, DAY)) {
        if (!Files.exists(shelf.file(name))) continue;
        editor.write(name, shelf.read(name) + "by hand " + i + "\n");
        shelf.world.sleep(Duration.ofMillis(shelf.world.chance(30)));
      }
    }
    for (Thread thread : threads) thread.join();
    assertThat(failures).isEmpty();
    shelf.world.sleep(Duration.ofMillis(150));
    for (String name : List.of(LONG_TERM, DAY)) {
      shelf.settle(name);
      assertThat(shelf.read(name)).isEqualTo(shelf.text(name).body());
    }
    for (int i = 0; i < TURNS; i++) {
      assertThat(Lines.of(shelf.read(LONG_TERM))).contains("fact " + i);
      assertThat(Lines.of(shelf.read(DAY))).contains("- note " + i);
    }
    for (int i = 0; i < TURNS / 2; i++) {
      assertThat(Lines.of(shelf.read(LONG_TERM))).contains("by hand " + i);
    }
  }

  private void turn(int turn, List<Throwable> failures) {
    try {
      shelf.memory.notes(Shelf.OWNER, java.time.LocalDate.of(2026, 11, 28));
      shelf.note("note " + turn);
      shelf.addLine("fact " + turn);
      shelf.memory.notes(Shelf.OWNER, java.time.LocalDate.of(2026, 11, 28));
    } catch (InterruptedException | RuntimeException e) {
      failures.add(e);
    }
  }
}
