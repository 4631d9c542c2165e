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
    return Tools.of(
        new Tools.Config(
            new Tools.Reachable(
                directory.resolve("workspace"),
                List.of(),
                List.of(instance),
                instance.resolve("locks"),
                isRestricted),
            new Tools.Commands(tier, Duration.ofSeconds(60), false, List.of(), List.of()),
            new SearchEngine.DuckDuckGo(URI.create("http://127.0.0.1:1")),
            5,
            16_000),
        world,
        http,
        new Egress(world, Allowed.NOTHING));
  }
}
