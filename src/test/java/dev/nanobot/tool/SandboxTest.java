package dev.nanobot.tool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nanobot.message.Json;
import dev.nanobot.world.RealWorld;
import dev.nanobot.world.World;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What a sandbox hides, and keeps from being changed.
class SandboxTest {
  private static final String CANARY = "canary-4711";
  private static final Duration LONG = Duration.ofMinutes(5);

  private final World world = new RealWorld();
  private Desk desk;

  @BeforeEach
  void open(@TempDir Path directory) throws Exception {
    desk = new Desk(directory, List.of());
  }

  @Test
  void whatIsHiddenCannotBeMovedIntoSight() throws Exception {
    Path own = Files.createDirectories(desk.workspace.resolve("person/own"));
    Files.writeString(own.resolve("config.json"), CANARY);
    var box = new Sandbox(desk.workspace, List.of(own.resolve("config.json")), false);
    List<String> line =
        box.wrap(
            List.of(
                "/bin/sh",
                "-c",
                "mv person/own other; mv person other; "
                    + "cat other/own/config.json other/config.json"),
            desk.workspace);
    Child.Ended ended =
        Child.run(world, line, desk.workspace, Map.of("PATH", "/usr/bin:/bin"), LONG);
    assertThat(ended.out()).isEmpty();
    assertThat(ended.err()).contains("busy");
    assertThat(own.resolve("config.json")).hasContent(CANARY);
  }

  @Test
  void whatIsHiddenCannotBeMadeWhereItIsNotYet() throws Exception {
    Path own = Files.createDirectories(desk.workspace.resolve("person/own"));
    Path config = own.resolve("config.json");
    String command = "echo x > person/own/config.json; echo said > person/note";
    assertThat(inside(config, command).err()).contains("Read-only");
    assertThat(config).doesNotExist();
    assertThat(desk.workspace.resolve("person/note")).hasContent("said");
    Files.createSymbolicLink(config, Path.of("elsewhere.json"));
    assertThat(inside(config, "rm person/own/config.json").err()).contains("Read-only");
    assertThat(config).isSymbolicLink();
  }

  @Test
  void aWorkspaceWhereWhatIsHiddenCouldBeMadeHasNoSandbox() throws Exception {
    var box = new Sandbox(desk.workspace, List.of(desk.workspace.resolve("config.json")), false);
    assertThat(box.probe(world)).contains("the folder of the program's own files");
  }

  private Child.Ended inside(Path hidden, String command) throws Exception {
    var box = new Sandbox(desk.workspace, List.of(hidden), false);
    List<String> line = box.wrap(List.of("/bin/sh", "-c", command), desk.workspace);
    return Child.run(world, line, desk.workspace, Map.of("PATH", "/usr/bin:/bin"), LONG);
  }

  @Test
  void whatIsHiddenCannotBeCreated() throws Exception {
    Path person = Files.createDirectories(desk.workspace.resolve("person"));
    var box = new Sandbox(desk.workspace, List.of(person.resolve("config.json")), false);
    var exec = new Exec(world, desk.reach, LONG, Map.of(), List.of(), box);
    String command = "echo x > person/config.json; mv person other; echo x > mine && cat mine";
    assertThat(exec.run(Json.object().put("command", command), desk.call()).text())
        .startsWith("x\n")
        .contains("Read-only file system", "busy");
    assertThat(person).isEmptyDirectory();
  }

  @Test
  void whatIsKeptFromOthersIsNeverALinkThatShowsThemMore() throws Exception {
    Path secret = Files.writeString(desk.directory.resolve("config.json"), "a secret key");
    Path agents = desk.workspace.resolve("AGENTS.md");
    Path memory = desk.workspace.resolve("memory");
    List<Path> none = List.of();
    var box = new Sandbox(desk.workspace, none, List.of(memory), List.of(agents), none, false);
    var exec = new Exec(world, desk.reach, LONG, Map.of(), List.of(), box);
    String command = Desk.arguments("command", "cat AGENTS.md; cat memory/config.json");
    Files.createSymbolicLink(agents, secret);
    assertThatThrownBy(() -> desk.runAsGuest(exec, command))
        .isInstanceOf(ToolException.class)
        .hasMessageContaining("AGENTS.md is a link");
    Files.delete(agents);
    Files.createSymbolicLink(memory, desk.directory);
    assertThatThrownBy(() -> desk.runAsGuest(exec, command))
        .isInstanceOf(ToolException.class)
        .hasMessageContaining("memory is a link");
    Files.delete(memory);
    assertThat(desk.runAsGuest(exec, command)).doesNotContain("a secret key");
  }
}
