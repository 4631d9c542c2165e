package dev.nanobot.api;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.nanobot.app.Config;
import dev.nanobot.app.ConfigReader;
import dev.nanobot.app.Home;
import dev.nanobot.message.Attachment;
import dev.nanobot.message.Inbound;
import dev.nanobot.message.Json;
import dev.nanobot.message.Message;
import dev.nanobot.message.Principal;
import dev.nanobot.message.Purpose;
import dev.nanobot.message.SessionKey;
import dev.nanobot.message.Trust;
import dev.nanobot.store.Store;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Two people who talk to one gateway: what one has, the other does not see. The workspace is
/// everybody's, so what somebody writes there is no part of this.
@Timeout(180)
class IsolationTest {
  /// Anybody may know the first half, and looks for it; the second half is what must not be seen.
  private static final String WORD = "zebrafish";

  private static final String MARK = "7f3a91bd";
  private static final String PRIVATE = WORD + " " + MARK;
  private static final String LIST = args("action", "list");
  private static final SessionKey ROOM_OF_A = SessionKey.parse("stdio:alice");
  private static final SessionKey ROOM_OF_B = SessionKey.parse("stdio:bob");
  private static final Principal B = new Principal("stdio:bob");

  @TempDir Path folder;
  private SingingModel model;
  private Gateway gateway;
  private int posted;

  @BeforeEach
  void open() throws Exception {
    Map<String, String> environment = Map.of("NANOBOT_HOME", folder.resolve("home").toString());
    Home home = Home.of(environment);
    home.create();
    model = new SingingModel("done");
    String text =
        """
        {
          "providers": {"custom": {"apiKey": "a-key-of-the-model", "apiBase": "%s/v1"}},
          "agents": {"defaults": {"model": "singing", "provider": "custom"}},
          "tools": {"maxToolResultChars": 400, "web": {"search":
            {"provider": "brave", "apiKey": "a-key-of-the-search", "baseUrl": "%s/page"}}}
        }
        """
            .formatted(model.address(), model.address());
    Files.write(home.config(), text.getBytes(UTF_8));
    Files.setPosixFilePermissions(home.config(), PosixFilePermissions.fromString("rw-------"));
    Config config = new ConfigReader(environment).read(home);
    gateway = new Gateway(folder.resolve("home"), config);
  }

  @AfterEach
  void close() {
    model.close();
    gateway.close();
  }

  /// A person in a room, and what they have the model call.
  private final class Person {
    final SessionKey room;
    final Principal principal;
    final Trust trust;

    Person(SessionKey room, Principal principal, Trust trust) {
      this.room = room;
      this.principal = principal;
      this.trust = trust;
    }

    void says(String text, List<Attachment> files) throws InterruptedException {
      var said =
          new Inbound("stdio", "" + posted++, room, principal, trust, text, Purpose.TALK, files);
      var full = new Store.Refusal("full", "full");
      long message = gateway.store().post(said, 10, full).messageId();
      while (!Set.of("answered", "merged", "dead").contains(state(message))) {
        gateway.world.sleep(Duration.ofMillis(20));
      }
      assertThat(state(message)).isNotEqualTo("dead");
    }

    void calls(String tool, String arguments) throws InterruptedException {
      says("call " + tool + " " + arguments, List.of());
    }

    List<String> results() {
      return gateway.store().transcript(room, 0, 10_000).stream()
          .map(Store.Entry::message)
          .filter(Message.Result.class::isInstance)
          .map(message -> ((Message.Result) message).text())
          .toList();
    }
  }

  private String state(long message) {
    return gateway.store().status(message).orElseThrow().state();
  }

  /// What A does with each tool, with `PRIVATE` in it.
  private static Map<String, List<String>> planted() {
    String wait = SingingModel.WAIT + ": " + PRIVATE;
    return Map.ofEntries(
        Map.entry("read_file", List.of()),
        Map.entry("write_file", List.of()),
        Map.entry("edit_file", List.of()),
        Map.entry("list_dir", List.of()),
        Map.entry("find_files", List.of()),
        Map.entry("grep", List.of()),
        Map.entry("exec", List.of(args("command", "export PET='" + PRIVATE + "'; echo $PET"))),
        Map.entry(
            "web_search",
            List.of(args("query", PRIVATE), args("query", (PRIVATE + " ").repeat(40)))),
        Map.entry("web_fetch", List.of(args("url", "http://127.0.0.1/" + MARK))),
        Map.entry("message", List.of(args("content", PRIVATE))),
        Map.entry(
            "cron",
            List.of(
                args(
                    "action",
                    "add",
                    "name",
                    PRIVATE,
                    "message",
                    PRIVATE,
                    "at",
                    "2099-01-01T00:00:00"))),
        Map.entry("remember", List.of(args("text", PRIVATE))),
        Map.entry("read_memory", List.of("{}")),
        Map.entry("edit_memory", List.of("{\"version\": 0, \"text\": \"" + PRIVATE + "\"}")),
        Map.entry("search_memory", List.of(args("words", WORD))),
        Map.entry("spawn", List.of(args("task", wait, "label", PRIVATE))),
        Map.entry("subagents", List.of(LIST)));
  }

  /// What B tries with each tool; `media` is where a file of A's would be.
  private Map<String, List<String>> tried(String media, String job, String subagent) {
    String today = LocalDate.ofInstant(gateway.world.now(), ZoneId.systemDefault()).toString();
    List<String> files =
        new ArrayList<>(List.of("memory/MEMORY.md", "memory/" + today + ".md", media));
    files.addAll(kept());
    return Map.ofEntries(
        Map.entry("read_file", files.stream().map(IsolationTest::path).toList()),
        Map.entry(
            "write_file", files.stream().map(file -> args("path", file, "content", "x")).toList()),
        Map.entry(
            "edit_file",
            files.stream()
                .map(file -> args("path", file, "old_text", WORD, "new_text", "x"))
                .toList()),
        Map.entry(
            "list_dir",
            Stream.of("memory", "media", ".nanobot", ".nanobot/results")
                .map(IsolationTest::path)
                .toList()),
        Map.entry("find_files", List.of(args("pattern", "**/*"), args("pattern", ".nanobot/**"))),
        Map.entry(
            "grep", List.of(args("pattern", WORD), args("pattern", WORD, "path", ".nanobot"))),
        Map.entry(
            "exec",
            List.of(args("command", "grep -rah " + WORD + " .; echo $PET; cat /proc/*/environ"))),
        Map.entry("web_search", List.of(args("query", WORD))),
        Map.entry("web_fetch", List.of(args("url", "http://127.0.0.1/"))),
        Map.entry(
            "message", List.of(args("content", "hello", "channel", "stdio", "chat_id", "alice"))),
        Map.entry("cron", List.of(LIST, args("action", "remove", "job_id", job))),
        Map.entry("remember", List.of(args("text", "I like " + WORD))),
        Map.entry("read_memory", List.of("{}", args("day", today))),
        Map.entry(
            "edit_memory",
            List.of(
                "{\"version\": 1, \"old_text\": \"" + WORD + "\", \"new_text\": \"x\"}",
                "{\"version\": 0, \"text\": \"mine\"}")),
        Map.entry("search_memory", List.of("{\"words\": \"" + WORD + "\", \"limit\": 20}")),
        Map.entry("spawn", List.of(args("task", "call read_memory {}"))),
        Map.entry("subagents", List.of(LIST, args("action", "cancel", "id", subagent))));
  }

  private static String path(String path) {
    return args("path", path);
  }

  /// Names and their values, as a model writes them.
  private static String args(String... parts) {
    ObjectNode args = Json.object();
    for (int i = 0; i < parts.length; i += 2) args.put(parts[i], parts[i + 1]);
    return Json.write(args);
  }

  /// The results that were too long, as files of the workspace.
  private List<String> kept() {
    Path workspace = gateway.home.workspace(Config.DEFAULTS, Map.of());
    try (Stream<Path> files = Files.walk(workspace.resolve(".nanobot"))) {
      return files
          .filter(Files::isRegularFile)
          .map(file -> workspace.relativize(file).toString())
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Set<String> offered() {
    Set<String> names = new TreeSet<>();
    for (JsonNode tool : Json.parse(model.asked.getFirst()).path("tools")) {
      names.add(tool.path("function").path("name").asString());
    }
    return names;
  }

  @ParameterizedTest
  @EnumSource(names = {"OWNER", "ALLOWED"})
  void nobodySeesWhatSomebodyElseHas(Trust trust) throws Exception {
    var a =
        new Person(
            ROOM_OF_A,
            trust == Trust.OWNER ? Principal.LOCAL : new Principal("stdio:alice"),
            trust);
    var b = new Person(ROOM_OF_B, B, Trust.ALLOWED);
    a.says("hello, I am " + PRIVATE, List.of());
    Set<String> tools = offered();
    Map<String, List<String>> planted = planted();
    assertThat(planted.keySet()).as("each tool has a row").containsAll(tools);
    for (String tool : tools) {
      for (String arguments : planted.getOrDefault(tool, List.of())) a.calls(tool, arguments);
    }
    String job = gateway.store().schedules().all().getFirst().job().id();
    String subagent = gateway.store().subagents().list(ROOM_OF_A).getFirst().id();
    assertThat(String.join("\n", a.results())).contains(MARK);
    assertThat(kept()).isNotEmpty();

    String media = Attachment.FOLDER + "/" + Attachment.folder(a.principal);
    Map<String, List<String>> tried = tried(media, job, subagent);
    assertThat(tried.keySet()).as("each tool has a row").containsAll(tools);
    for (String tool : tools) {
      for (String arguments : tried.getOrDefault(tool, List.of())) b.calls(tool, arguments);
    }
    assertThat(b.results()).hasSizeGreaterThan(tools.size());
    for (String result : b.results()) assertThat(result).doesNotContain(MARK);
    assertThat(gateway.store().schedules().find(job)).isPresent();
    assertThat(gateway.store().subagents().list(ROOM_OF_A).getFirst().state()).isEqualTo("running");
    assertThat(gateway.store().unsent(ROOM_OF_A)).noneMatch(said -> said.text().equals("hello"));
    for (String asked : model.asked) {
      if (asked.contains("stdio:bob")) assertThat(asked).doesNotContain(MARK);
    }
  }
}
