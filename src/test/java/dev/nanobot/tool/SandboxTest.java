package dev.nanobot.tool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nanobot.world.RealWorld;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SandboxTest {
  @Test
  void whatIsKeptFromOthersIsNeverALinkThatShowsThemMore(@TempDir Path directory) throws Exception {
    var desk = new Desk(directory);
    Path secret = Files.writeString(desk.directory.resolve("config.json"), "a secret key");
    Path agents = desk.workspace.resolve("AGENTS.md");
    Path memory = desk.workspace.resolve("memory");
    var box = new Sandbox(desk.workspace, List.of(), List.of(memory), List.of(agents), false);
    var exec =
        new Exec(new RealWorld(), desk.reach, Duration.ofSeconds(30), Map.of(), List.of(), box);
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
