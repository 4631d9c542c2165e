package dev.nanobot.tool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nanobot.http.Allowed;
import dev.nanobot.http.Egress;
import dev.nanobot.http.Http;
import dev.nanobot.tool.Exec.Tier;
import dev.nanobot.world.RealWorld;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ToolsTest {
  private final RealWorld world = new RealWorld();
  private final Http http = new Http(world);

  @TempDir private Path directory;

  @Test
  void theToolsAreThoseOfTheConfiguration() throws Exception {
    Tools tools = tools(Tier.SANDBOX, true);
    assertThat(tools.shell().effective()).as(tools.shell().explanation()).isEqualTo(Tier.SANDBOX);
    assertThat(tools.list())
        .extracting(tool -> tool.spec().name())
        .containsExactly(
            "read_file",
            "write_file",
            "edit_file",
            "list_dir",
            "find_files",
            "grep",
            "exec",
            "web_search",
            "web_fetch");
    assertThat(tools.shell().explanation()).contains("sandbox").contains("without network");
  }

  @ParameterizedTest
  @EnumSource(
      value = Tier.class,
      names = {"OFF", "APPROVE"})
  void withoutARightToRunCommandsThereIsNoTool(Tier tier) throws Exception {
    Tools tools = tools(tier, true);
    assertThat(tools.list()).extracting(tool -> tool.spec().name()).doesNotContain("exec");
    assertThat(tools.shell().effective()).isEqualTo(Tier.OFF);
    assertThat(tools.shell().explanation()).isNotBlank();
  }

  @Test
  void theHostIsUsedOnlyWhenAskedFor() throws Exception {
    assertThat(tools(Tier.HOST, true).shell().effective()).isEqualTo(Tier.HOST);
  }

  @Test
  void anUnrestrictedAgentReachesFilesOutsideButNotTheInstances() throws Exception {
    Path outside = Files.writeString(directory.toRealPath().resolve("mine.txt"), "mine");
    Path own = Files.createDirectories(directory.toRealPath().resolve("instance"));
    Files.writeString(own.resolve("config.json"), "secret");
    Tool read = tools(Tier.OFF, false).list().getFirst();
    var desk = new Desk(directory);
    assertThat(desk.run(read, Desk.arguments("path", outside.toString()))).isEqualTo("mine");
    for (String path : List.of(own + "/config.json", "/proc/self/environ", "/dev/null")) {
      assertThatThrownBy(() -> desk.run(read, Desk.arguments("path", path)))
          .isInstanceOf(ToolException.class);
    }
    Tool restricted = tools(Tier.OFF, true).list().getFirst();
    assertThatThrownBy(() -> desk.run(restricted, Desk.arguments("path", outside.toString())))
        .hasMessageContaining("outside");
  }

  /// Package managers link the files of a project to a store of theirs.
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aFileWithTwoHarmlessNamesIsRead(boolean isRestricted) throws Exception {
    Tool read = tools(Tier.OFF, isRestricted).list().getFirst();
    var desk = new Desk(directory);
    Files.createLink(desk.workspace.resolve("b.txt"), desk.put("a.txt", "text"));
    assertThat(desk.run(read, Desk.arguments("path", "a.txt"))).isEqualTo("text");
  }

  @Test
  void whatEveryConversationIsToldOnlyTheOwnerChanges() throws Exception {
    var desk = new Desk(directory);
    desk.put("AGENTS.md", "rules");
    Files.createDirectories(desk.workspace.resolve("skills"));
    Tools tools = tools(Tier.SANDBOX, true);
    assertThat(desk.workspace.resolve("SOUL.md")).doesNotExist();
    Tool write = tools.list().get(1);
    Tool exec = tools.list().get(6);
    for (String path : List.of("AGENTS.md", "SOUL.md", "skills/a/SKILL.md", "./skills/b")) {
      assertThatThrownBy(() -> desk.runAsGuest(write, Desk.arguments("path", path, "content", "x")))
          .hasMessageContaining("only the owner");
    }
    String commands = "echo x >> AGENTS.md; mv AGENTS.md b; mkdir skills/a; echo x > free; ls";
    assertThat(desk.runAsGuest(exec, Desk.arguments("command", commands))).contains("free");
    assertThat(desk.workspace.resolve("AGENTS.md")).hasContent("rules");
    assertThat(desk.workspace.resolve("skills")).isEmptyDirectory();
    assertThat(desk.run(tools.list().getFirst(), Desk.arguments("path", "SOUL.md")))
        .isEqualTo("(the file is empty)");
    desk.run(write, Desk.arguments("path", "SOUL.md", "content", "kind"));
    desk.run(exec, Desk.arguments("command", "mkdir skills/a"));
    assertThat(desk.workspace.resolve("SOUL.md")).hasContent("kind");
    assertThat(desk.workspace.resolve("skills/a")).isDirectory();
  }

  @Test
  void aPrivateAddressIsNotFetched() throws Exception {
    Tool fetch = tools(Tier.OFF, true).list().getLast();
    assertThatThrownBy(() -> new Desk(directory).run(fetch, "{\"url\":\"http://127.0.0.1/\"}"))
        .isInstanceOf(ToolException.class)
        .hasMessageContaining("refused");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "LD_PRELOAD",
        "ld_library_path",
        "BASH_ENV",
        "PYTHONPATH",
        "GIT_DIR",
        "NODE_OPTIONS",
        "BASH_FUNC_x%%",
        "JAVA_TOOL_OPTIONS",
        "SSLKEYLOGFILE"
      })
  void variablesThatTakeOverAProgramAreNeverPassed(String name) {
    assertThat(Tools.mayBePassed(name)).isFalse();
    assertThat(Tools.mayBePassed("MY_" + name)).isTrue();
  }

  private Tools tools(Tier tier, boolean isRestricted) throws Exception {
    Path instance = directory.resolve("instance");
    Path workspace = directory.resolve("workspace");
    List<Path> shapesPrompt =
        Stream.of("AGENTS.md", "SOUL.md", "skills").map(workspace::resolve).toList();
    return Tools.of(
        new Tools.Config(
            new Tools.Reachable(
                workspace,
                List.of(),
                List.of(instance),
                List.of(),
                shapesPrompt,
                instance.resolve("locks"),
                isRestricted),
            new Tools.Commands(tier, Duration.ofMinutes(5), false, List.of(), List.of()),
            new SearchEngine.DuckDuckGo(URI.create("http://127.0.0.1:1")),
            5,
            16_000),
        world,
        http,
        new Egress(world, Allowed.NOTHING));
  }
}
