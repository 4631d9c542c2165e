package dev.nanobot.gateway;

import static dev.nanobot.store.Memories.LONG_TERM;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nanobot.http.Allowed;
import dev.nanobot.http.Egress;
import dev.nanobot.http.Http;
import dev.nanobot.message.Asker;
import dev.nanobot.message.Inbound;
import dev.nanobot.message.Json;
import dev.nanobot.message.Principal;
import dev.nanobot.message.Sharing;
import dev.nanobot.message.Trust;
import dev.nanobot.message.Write;
import dev.nanobot.store.Memories.Draft;
import dev.nanobot.tool.Call;
import dev.nanobot.tool.Exec.Tier;
import dev.nanobot.tool.Output;
import dev.nanobot.tool.Tool;
import dev.nanobot.tool.ToolException;
import dev.nanobot.tool.Tools;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MemoryToolsTest {
  @TempDir Path home;
  private final Map<String, Tool> tools = new HashMap<>();
  private final Map<String, String> seen = new HashMap<>();
  private Optional<Shelf> shelf = Optional.empty();
  private int calls;

  private Shelf open(Sharing sharing) throws IOException, InterruptedException {
    Shelf opened = new Shelf(home, sharing);
    shelf = Optional.of(opened);
    Files.createDirectories(opened.folder);
    List<Path> ownersOnly = sharing == Sharing.PRINCIPAL ? List.of(opened.folder) : List.of();
    var files =
        new Tools.Reachable(
            home,
            List.of(),
            List.of(home.resolve("nanobot.db")),
            ownersOnly,
            List.of(),
            home.resolve("locks"),
            true);
    var commands =
        new Tools.Commands(Tier.SANDBOX, Duration.ofMinutes(2), false, List.of(), List.of());
    try (var http = new Http(opened.world)) {
      var config = new Tools.Config(files, commands, null, 5, 16_000);
      var egress = new Egress(opened.world, Allowed.NOTHING);
      for (Tool tool : Tools.of(config, opened.world, http, egress).list()) {
        tools.put(tool.spec().name(), MemoryFileTool.around(tool, opened.memory));
      }
    }
    for (Tool tool : new MemoryTools(opened.memory, 16_000).all()) {
      tools.put(tool.spec().name(), tool);
    }
    return opened;
  }

  @AfterEach
  void close() {
    shelf.ifPresent(Shelf::close);
  }

  private String run(Asker asker, String tool, String arguments) throws InterruptedException {
    String key = "t1." + ++calls;
    Output output = tool(tool).run(Json.parse(arguments), call(asker, key));
    for (Write write : output.writes()) {
      switch (write) {
        case Write.Edit edit -> save(edit);
        case Write.Saw saw -> seen.put(saw.path(), saw.version());
        case Write.Remember note -> shelf.orElseThrow().memories.add(note);
        case Write.Say _, Write.Spawn _, Write.Cancel _, Write.Plan _, Write.Unplan _ ->
            throw new AssertionError("no tool of memory writes this: " + write);
      }
    }
    return output.text();
  }

  private void save(Write.Edit edit) throws InterruptedException {
    Shelf shelf = this.shelf.orElseThrow();
    var draft =
        new Draft(
            edit.scope(),
            edit.name(),
            edit.base(),
            edit.body(),
            edit.upto(),
            edit.author(),
            edit.key());
    assertThat(shelf.memories.save(draft).isSaved()).isTrue();
    shelf.files.text(edit.name());
  }

  private Tool tool(String name) {
    return Optional.ofNullable(tools.get(name)).orElseThrow();
  }

  private Call call(Asker asker, String key) {
    return new Call(House.session("ann"), asker, key, path -> Optional.ofNullable(seen.get(path)));
  }

  @Test
  void whatIsRememberedIsReadAndFound() throws Exception {
    open(Sharing.PRINCIPAL);
    String day = run(Shelf.OWNER, "remember", "{\"text\":\"likes tea\"}");
    assertThat(day).matches("Noted in memory/\\d{4}-\\d\\d-\\d\\d\\.md\\.");
    String date = day.substring(16, 26);
    assertThat(run(Shelf.OWNER, "read_memory", "{\"day\":\"" + date + "\"}"))
        .contains("- likes tea");
    assertThat(run(Shelf.OWNER, "search_memory", "{\"words\":\"tea\"}"))
        .contains(date + ".md: likes tea");
  }

  @Test
  void anEditIsOfTheVersionThatWasRead() throws Exception {
    Shelf shelf = open(Sharing.PRINCIPAL);
    assertThat(run(Shelf.OWNER, "read_memory", "{}")).isEqualTo("Version 0:\n(nothing)");
    String first = "{\"version\":0,\"text\":\"- tea\\n- cake\\n\"}";
    assertThat(run(Shelf.OWNER, "edit_memory", first)).contains("version 1 now");
    assertThatThrownBy(() -> run(Shelf.OWNER, "edit_memory", first))
        .isInstanceOf(ToolException.class)
        .hasMessageContaining("version 1 now:\n- tea\n- cake");
    run(Shelf.OWNER, "edit_memory", "{\"version\":1,\"old_text\":\"tea\",\"new_text\":\"milk\"}");
    assertThat(shelf.text(LONG_TERM).body()).isEqualTo("- milk\n- cake\n");
    assertThat(shelf.read(LONG_TERM)).isEqualTo("- milk\n- cake\n");
    assertThatThrownBy(() -> run(Shelf.OWNER, "edit_memory", "{\"version\":2}"))
        .hasMessageContaining("give either text, or old_text and new_text");
  }

  @Test
  void anEditIsWrittenWithItsResultOrNotAtAll() throws Exception {
    Shelf shelf = open(Sharing.PRINCIPAL);
    Call call = call(Shelf.OWNER, "k");
    tool("edit_memory").run(Json.parse("{\"version\":0,\"text\":\"- tea\\n\"}"), call);
    String path = "{\"path\":\"memory/MEMORY.md\",\"content\":\"- tea\\n\"}";
    tool("write_file").run(Json.parse(path), call);
    assertThat(shelf.text(LONG_TERM).version()).isZero();
  }

  @Test
  void fileToolsChangeMemoryAsTheVersionThatWasSeen() throws Exception {
    Shelf shelf = open(Sharing.PRINCIPAL);
    String path = "{\"path\":\"memory/MEMORY.md\"";
    run(Shelf.OWNER, "write_file", path + ",\"content\":\"- tea\\n\"}");
    assertThat(shelf.text(LONG_TERM).body()).isEqualTo("- tea\n");
    assertThat(shelf.memories.log("owner", LONG_TERM, 9).getFirst().author()).isEqualTo("chat:ann");
    shelf.addLine("- cake");
    String edit = path + ",\"old_text\":\"tea\",\"new_text\":\"milk\"}";
    assertThatThrownBy(() -> run(Shelf.OWNER, "edit_file", edit))
        .hasMessageContaining("has changed since");
    assertThatThrownBy(() -> run(Shelf.OWNER, "write_file", path + ",\"content\":\"x\"}"))
        .hasMessageContaining("has changed since");
    assertThat(run(Shelf.OWNER, "read_file", path + "}")).isEqualTo("- tea\n- cake\n");
    run(Shelf.OWNER, "edit_file", edit);
    assertThat(shelf.text(LONG_TERM).body()).isEqualTo("- milk\n- cake\n");
    assertThat(shelf.read(LONG_TERM)).isEqualTo("- milk\n- cake\n");
    seen.clear();
    assertThatThrownBy(
            () ->
                run(
                    Shelf.OWNER,
                    "edit_file",
                    path.replace("memory", "./memory")
                        + ",\"old_text\":\"milk\",\"new_text\":\"x\"}"))
        .hasMessageContaining("read ./memory/MEMORY.md first");
  }

  @Test
  void anotherCallerSeesNoByteOfTheOwnersMemory() throws Exception {
    Shelf shelf = open(Sharing.PRINCIPAL);
    shelf.addLine("owner secret");
    run(Shelf.OWNER, "remember", "{\"text\":\"secret note\"}");
    shelf.files.text(LONG_TERM);
    Files.createSymbolicLink(home.resolve("way"), Path.of("memory"));
    for (String path : List.of("memory/MEMORY.md", "way/MEMORY.md", "memory", "memory/x.md")) {
      String arguments = "{\"path\":\"" + path + "\",\"content\":\"x\",\"pattern\":\"secret\"}";
      for (String tool : List.of("read_file", "write_file", "list_dir")) {
        assertThatThrownBy(() -> run(Shelf.BOB, tool, arguments))
            .isInstanceOf(ToolException.class)
            .hasMessage("there is no such file or directory: " + path);
      }
    }
    assertThat(run(Shelf.BOB, "list_dir", "{\"path\":\".\"}")).doesNotContain("memory");
    assertThat(run(Shelf.BOB, "find_files", "{\"pattern\":\"**/*.md\"}")).doesNotContain("MEMORY");
    assertThat(run(Shelf.BOB, "grep", "{\"pattern\":\"secret\"}")).isEqualTo("No line matches.");
    assertThat(run(Shelf.BOB, "read_memory", "{}")).isEqualTo("Version 0:\n(nothing)");
    assertThat(run(Shelf.BOB, "search_memory", "{\"words\":\"secret\"}")).startsWith("Nothing");
    assertThat(shelf.memory.notes(Shelf.BOB, java.time.LocalDate.of(2026, 11, 28)).lasting())
        .isEmpty();
    assertThat(run(Shelf.OWNER, "grep", "{\"pattern\":\"secret\"}")).contains("owner secret");
  }

  @Test
  void aCommandOfAnotherCallerFindsAnEmptyFolderAndLeavesNothingInIt() throws Exception {
    Shelf shelf = open(Sharing.PRINCIPAL);
    assertThat(tools).as("there is a sandbox").containsKey("exec");
    shelf.addLine("owner secret");
    shelf.files.text(LONG_TERM);
    String cat =
        "{\"command\":\"cat memory/MEMORY.md; echo mine > memory/MEMORY.md; mv memory x\"}";
    assertThat(run(Shelf.BOB, "exec", cat)).doesNotContain("secret");
    assertThat(shelf.read(LONG_TERM)).isEqualTo("owner secret\n");
    assertThat(run(Shelf.OWNER, "exec", "{\"command\":\"cat memory/MEMORY.md\"}"))
        .contains("owner secret");
  }

  @Test
  void sharedMemoryIsEverybodys() throws Exception {
    Shelf shelf = open(Sharing.SHARED);
    run(Shelf.BOB, "edit_memory", "{\"version\":0,\"text\":\"from bob\\n\"}");
    assertThat(shelf.read(LONG_TERM)).isEqualTo("from bob\n");
    assertThat(run(Shelf.BOB, "read_file", "{\"path\":\"memory/MEMORY.md\"}")).contains("from bob");
    assertThat(run(Shelf.OWNER, "read_memory", "{}")).contains("from bob");
  }

  @Test
  void aLongMemoryComesInPages() throws Exception {
    Shelf shelf = open(Sharing.PRINCIPAL);
    shelf.addLine("x".repeat(20_000) + "end");
    String first = run(Shelf.OWNER, "read_memory", "{}");
    assertThat(first).hasSizeLessThan(16_000).contains("read on with offset=15700");
    assertThat(run(Shelf.OWNER, "read_memory", "{\"offset\":15700}")).endsWith("end\n");
  }

  @Test
  void theControlWordShowsAndSearchesTheSendersMemory() throws Exception {
    Shelf shelf = open(Sharing.PRINCIPAL);
    shelf.addLine("owner likes tea");
    var command = new MemoryCommand(shelf.store, shelf.memory);
    assertThat(said(command, "m1", Trust.OWNER, "")).isEqualTo("owner likes tea");
    assertThat(said(command, "m2", Trust.OWNER, "search TEA"))
        .endsWith("MEMORY.md: owner likes tea");
    assertThat(said(command, "m3", Trust.ALLOWED, "show")).contains("nothing for you yet");
    assertThat(said(command, "m4", Trust.ALLOWED, "search tea")).startsWith("Nothing");
    assertThat(said(command, "m5", Trust.OWNER, "dance")).contains("/memory [show|search WORDS]");
  }

  private String said(MemoryCommand command, String id, Trust trust, String arguments) {
    var message =
        new Inbound(
            "chat", id, House.session("1"), new Principal("chat:x"), trust, "/memory " + arguments);
    command.run(message, arguments);
    return shelf.orElseThrow().store.unsent(House.session("1")).getLast().text();
  }

  @Test
  void noPageEndsWithHalfACharacter() throws Exception {
    Shelf opened = open(Sharing.PRINCIPAL);
    String text = "a".repeat(15_699) + "😀 end\n";
    opened.memories.save(opened.draft(opened.text(LONG_TERM), text));
    String first = run(Shelf.OWNER, "read_memory", "{}");
    assertThat(first).contains("read on with offset=15699");
    assertThat(first.codePoints()).noneMatch(c -> Character.getType(c) == Character.SURROGATE);
    assertThat(run(Shelf.OWNER, "read_memory", "{\"offset\":15699}")).endsWith("😀 end\n");
  }
}
