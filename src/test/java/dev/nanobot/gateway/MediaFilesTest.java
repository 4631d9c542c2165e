package dev.nanobot.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nanobot.message.Attachment;
import dev.nanobot.message.Media;
import dev.nanobot.message.Message.Assistant;
import dev.nanobot.message.Message.User;
import dev.nanobot.message.Principal;
import dev.nanobot.message.Reply;
import dev.nanobot.message.Samples;
import dev.nanobot.message.SessionKey;
import dev.nanobot.message.Trust;
import dev.nanobot.message.Upload;
import dev.nanobot.message.Usage;
import dev.nanobot.provider.Provider;
import dev.nanobot.store.SqliteStore;
import dev.nanobot.store.Store;
import dev.nanobot.store.Store.Deletion;
import dev.nanobot.store.Store.Refusal;
import dev.nanobot.world.RealWorld;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class MediaFilesTest {
  private static final SessionKey CHAT = SessionKey.of("chat", "ann");
  private static final Principal ANN = new Principal("chat:ann");
  private static final Principal BOB = new Principal("chat:bob");
  private static final byte[] CAT = Samples.png(3, 4, 50_000);

  @TempDir Path folder;
  private Path workspace;
  private Store store;
  private MediaFiles files;

  @BeforeEach
  void open() throws IOException {
    workspace = Files.createDirectories(folder.resolve("workspace"));
    store = SqliteStore.open(new RealWorld(), folder.resolve("store.db"));
    files = new MediaFiles(store.attachments(), workspace, folder.resolve("locks"));
  }

  @AfterEach
  void close() {
    store.close();
  }

  private Attachment put(Principal principal, String name, byte[] bytes) {
    return store.attachments().put(principal, Upload.of(name, bytes));
  }

  private static String mode(Path path) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }

  private List<String> below(Path path) throws IOException {
    try (Stream<Path> found = Files.walk(path)) {
      return found
          .filter(Files::isRegularFile)
          .map(file -> workspace.relativize(file).toString())
          .sorted()
          .toList();
    }
  }

  @Test
  void aFileIsWhereItsLineSaysAndForItsOwnerAlone() throws Exception {
    Attachment cat = put(ANN, "../../cat.exe", CAT);
    files.show(cat);
    Path file = workspace.resolve(cat.path());
    assertThat(cat.told()).contains("\"cat.exe\"").endsWith(", " + cat.path() + "]");
    assertThat(file).hasBinaryContent(CAT);
    assertThat(mode(file)).isEqualTo("rw-------");
    assertThat(mode(workspace.resolve("media").resolve(cat.folder()))).isEqualTo("rwx------");
    assertThat(mode(workspace.resolve("media"))).isEqualTo("rwx------");
    assertThat(below(folder.resolve("workspace"))).containsExactly(cat.path());
  }

  @Test
  void aFileThatIsThereIsNotWrittenAgainAndOneThatIsGoneIs() throws Exception {
    Attachment cat = put(ANN, "cat.png", CAT);
    files.show(cat);
    Path file = workspace.resolve(cat.path());
    Object key = Files.readAttributes(file, "unix:ino").get("ino");
    files.show(cat);
    assertThat(Files.readAttributes(file, "unix:ino").get("ino")).isEqualTo(key);
    Files.delete(file);
    files.show(cat);
    assertThat(file).hasBinaryContent(CAT);
  }

  @Test
  void aLinkInThePlaceOfTheFolderLeadsNowhere() throws Exception {
    Path elsewhere = Files.createDirectories(folder.resolve("elsewhere"));
    Files.createSymbolicLink(workspace.resolve("media"), elsewhere);
    files.show(put(ANN, "cat.png", CAT));
    assertThat(below(elsewhere)).isEmpty();
    files.sweep();
    Files.delete(workspace.resolve("media"));
    Files.createDirectory(workspace.resolve("media"));
    Attachment cat = put(ANN, "cat.png", CAT);
    Files.createSymbolicLink(workspace.resolve("media").resolve(cat.folder()), elsewhere);
    files.show(cat);
    assertThat(below(elsewhere)).isEmpty();
  }

  @Test
  void whatOthersPutThereIsLeftAlone() throws Exception {
    Path own = Files.createDirectories(workspace.resolve("media/0123456789abcdef"));
    Files.writeString(own.resolve("Holiday Plan.txt"), "mine");
    Files.createDirectories(workspace.resolve("media/photos"));
    Files.writeString(workspace.resolve("media/photos/a.png"), "mine");
    Files.writeString(workspace.resolve("media/a.png"), "mine");
    assertThat(files.sweep()).isZero();
    assertThat(below(workspace)).hasSize(3);
  }

  @Test
  void theFilesOfADeletedSessionGoAndThoseOfOthersStay() throws Exception {
    Attachment cat = put(ANN, "cat.png", CAT);
    Attachment note = put(BOB, "note.txt", Samples.text("hi"));
    files.show(cat);
    files.show(note);
    post(cat);
    finish();
    assertThat(files.sweep()).isZero();
    assertThat(store.delete(CHAT)).isEqualTo(Deletion.DELETED);
    assertThat(files.sweep()).isEqualTo(1);
    assertThat(below(workspace)).containsExactly(note.path());
    files.show(cat);
    assertThat(below(workspace)).containsExactly(note.path());
  }

  @Test
  void upkeepForgetsWhatNoMessageNamesInADay() throws Exception {
    Attachment note = put(BOB, "note.txt", Samples.text("hi"));
    files.show(note);
    new MediaUpkeep(new RealWorld(), store.attachments(), files).look();
    assertThat(below(workspace)).containsExactly(note.path());
    var tomorrow = new FastWorld(1);
    tomorrow.jump(Duration.ofHours(25));
    new MediaUpkeep(tomorrow, store.attachments(), files).look();
    assertThat(store.attachments().bytes(note.id())).isEmpty();
    assertThat(below(workspace)).isEmpty();
  }

  @Test
  void beforeAModelIsToldOfAFileTheFileIsThere() throws Exception {
    Attachment cat = put(ANN, "cat.png", CAT);
    List<Boolean> seen = new ArrayList<>();
    Provider looking =
        (request, events) -> {
          seen.add(Files.isRegularFile(workspace.resolve(cat.path())));
          Media media = request.media();
          assertThat(media.bytes(cat.id())).hasValue(CAT);
          return new Reply(Assistant.of("seen"), Reply.Finish.STOP, new Usage(1, 1, 0, 0), "m");
        };
    var look = new User("look", Instant.EPOCH, "chat:ann", List.of(cat));
    var request =
        new Provider.Request("m", "", List.of(look), List.of(), new Provider.Options(100, 0, ""));
    new Illustrated(looking, files).complete(request, event -> {});
    assertThat(seen).containsExactly(true);
  }

  private void post(Attachment attachment) {
    var message = House.inbound("ann", "m1", "look").with(List.of(attachment));
    assertThat(message.trust()).isEqualTo(Trust.OWNER);
    store.post(message, 9, new Refusal("full", "full"));
  }

  private void finish() {
    var lease = store.lease("one", Duration.ofMinutes(1), 1, List.of(), List.of()).getFirst();
    store.open(lease);
    store.finish(
        lease, new Reply(Assistant.of("seen"), Reply.Finish.STOP, new Usage(1, 1, 0, 0), "m"));
  }
}
