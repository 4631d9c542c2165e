package dev.nanobot.tool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.nanobot.http.Allowed;
import dev.nanobot.http.Egress;
import dev.nanobot.http.Http;
import dev.nanobot.message.Attachment;
import dev.nanobot.message.Principal;
import dev.nanobot.tool.Exec.Tier;
import dev.nanobot.world.RealWorld;
import dev.nanobot.world.World;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What people sent, as tools see it: nobody writes to it, and callers who are not the owner see
/// their own.
@Timeout(180)
class ReceivedFilesTest {
  private static final Principal GUEST = new Principal("chat:guest");
  private static final Principal OTHER = new Principal("chat:other");

  private final World world = new RealWorld();
  private Http http;
  private Desk desk;
  private Tools tools;

  @BeforeEach
  void open(@TempDir Path directory) throws Exception {
    http = new Http(world);
    desk = new Desk(directory);
    tools = tools(Tier.SANDBOX, true);
    desk.put(own(GUEST, "note.txt"), "of the guest");
    desk.put(own(OTHER, "note.txt"), "of another");
    desk.put("plan.txt", "for all");
  }

  @AfterEach
  void close() {
    http.close();
  }

  private Tools tools(Tier tier, boolean isRestricted) throws Exception {
    return Tools.of(
        new Tools.Config(
            new Tools.Reachable(
                desk.workspace,
                List.of(),
                List.of(),
                desk.directory.resolve("locks"),
                isRestricted),
            new Tools.Commands(tier, Duration.ofMinutes(5), false, List.of(), List.of()),
            null,
            5,
            16_000),
        world,
        http,
        new Egress(world, Allowed.NOTHING));
  }

  private static String own(Principal principal, String name) {
    return Attachment.FOLDER + "/" + Attachment.folder(principal) + "/" + name;
  }

  private Tool tool(String name) {
    return tools.list().stream()
        .filter(tool -> tool.spec().name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  private String asOwner(String tool, String... arguments) throws InterruptedException {
    return desk.run(tool(tool), Desk.arguments(arguments));
  }

  private String asGuest(String tool, String... arguments) throws InterruptedException {
    return desk.runAsGuest(tool(tool), Desk.arguments(arguments));
  }

  @Test
  void theFolderIsThereFromTheBeginning() throws Exception {
    assertThat(Files.isDirectory(desk.workspace.resolve(Attachment.FOLDER))).isTrue();
    assertThat(Files.getPosixFilePermissions(desk.workspace.resolve(Attachment.FOLDER))).hasSize(3);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void everybodyReadsTheirOwnAndTheOwnerReadsAll(boolean isRestricted) throws Exception {
    tools = tools(Tier.OFF, isRestricted);
    assertThat(asGuest("read_file", "path", own(GUEST, "note.txt"))).contains("of the guest");
    assertThat(asOwner("read_file", "path", own(GUEST, "note.txt"))).contains("of the guest");
    assertThat(asOwner("read_file", "path", own(OTHER, "note.txt"))).contains("of another");
    for (String path :
        List.of(
            own(OTHER, "note.txt"),
            "./" + own(OTHER, "note.txt"),
            desk.workspace.resolve(own(OTHER, "note.txt")).toString(),
            own(GUEST, "../" + Attachment.folder(OTHER) + "/note.txt"))) {
      assertThatThrownBy(() -> asGuest("read_file", "path", path))
          .isInstanceOf(ToolException.class)
          .hasMessageContaining("no such file");
    }
  }

  @Test
  void aGuestFindsNothingOfOthers() throws Exception {
    assertThat(asGuest("list_dir", "path", ".")).contains("plan.txt").doesNotContain("media");
    assertThatThrownBy(() -> asGuest("list_dir", "path", "media"))
        .isInstanceOf(ToolException.class);
    assertThat(asGuest("grep", "pattern", "of ")).doesNotContain("of another");
    assertThat(asGuest("find_files", "pattern", "**/note.txt"))
        .doesNotContain(Attachment.folder(OTHER));
    assertThat(asGuest("list_dir", "path", "media/" + Attachment.folder(GUEST)))
        .contains("note.txt");
    assertThat(asOwner("list_dir", "path", "media")).contains(Attachment.folder(OTHER));
  }

  @Test
  void noFileToolWritesThere() {
    for (String path :
        List.of(own(GUEST, "note.txt"), own(GUEST, "new.txt"), "media/new.txt", "media/a/b.txt")) {
      assertThatThrownBy(() -> asOwner("write_file", "path", path, "content", "x"))
          .isInstanceOf(ToolException.class)
          .hasMessageContaining("read-only");
      assertThatThrownBy(() -> asGuest("write_file", "path", path, "content", "x"))
          .isInstanceOf(ToolException.class);
    }
    assertThat(desk.workspace.resolve(own(GUEST, "note.txt"))).hasContent("of the guest");
    assertThat(desk.workspace.resolve("media/new.txt")).doesNotExist();
  }

  @Test
  void commandsReadWhatTheirCallerMayReadAndWriteNothingThere() throws Exception {
    assumeThat(tools.shell().effective()).isEqualTo(Tier.SANDBOX);
    String look = "find media -type f | sort; cat media/*/note.txt";
    assertThat(asOwner("exec", "command", look)).contains("of the guest", "of another");
    assertThat(asGuest("exec", "command", look))
        .contains("of the guest")
        .doesNotContain("of another")
        .doesNotContain(Attachment.folder(OTHER));
    String spoil =
        "echo x > "
            + own(GUEST, "note.txt")
            + "; echo x > media/new; mv media moved; rm media/*/*; chmod 777 media/*; echo end";
    asOwner("exec", "command", spoil);
    asGuest("exec", "command", spoil);
    assertThat(desk.workspace.resolve(own(GUEST, "note.txt"))).hasContent("of the guest");
    assertThat(desk.workspace.resolve(own(OTHER, "note.txt"))).hasContent("of another");
    assertThat(desk.workspace.resolve("media/new")).doesNotExist();
    assertThat(desk.workspace.resolve("moved")).doesNotExist();
  }

  @Test
  void aGuestWhoSentNothingRunsCommandsAllTheSame() throws Exception {
    assumeThat(tools.shell().effective()).isEqualTo(Tier.SANDBOX);
    Files.delete(desk.workspace.resolve(own(GUEST, "note.txt")));
    Files.delete(desk.workspace.resolve("media/" + Attachment.folder(GUEST)));
    assertThat(asGuest("exec", "command", "cat plan.txt; ls media")).contains("for all");
  }
}
