package dev.nanobot.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nanobot.gateway.LogLines;
import dev.nanobot.gateway.MessageTool;
import dev.nanobot.http.Allowed;
import dev.nanobot.http.Egress;
import dev.nanobot.http.Http;
import dev.nanobot.message.Asker;
import dev.nanobot.message.Message;
import dev.nanobot.message.Message.User;
import dev.nanobot.message.Principal;
import dev.nanobot.message.Recap;
import dev.nanobot.message.ToolSpec;
import dev.nanobot.message.Trust;
import dev.nanobot.provider.Provider;
import dev.nanobot.provider.Provider.Request;
import dev.nanobot.tool.Exec.Tier;
import dev.nanobot.tool.Tool;
import dev.nanobot.tool.Tools;
import dev.nanobot.world.RealWorld;
import dev.nanobot.world.World;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PromptTest {
  private static final ZoneId ZONE = ZoneId.of("Europe/Berlin");
  private static final Asker ASKER = new Asker(new Principal("chat:ann"), Trust.ALLOWED);
  private static final Provider.Options OPTIONS = new Provider.Options(100, 0, "");

  @TempDir private Path directory;
  private final World world = new RealWorld();
  private Memory.Notes memory = new Memory.Notes("", "");

  private Prompt prompt(Path workspace) {
    return new Prompt(
        world,
        workspace,
        new Skills(workspace, name -> true, Map.of()),
        (asker, today) -> memory,
        new Prompt.Settings("m", OPTIONS, 50_000, ZONE));
  }

  /// The same with the skills that come with the program, all of them available.
  private Prompt promptWithBuiltInSkills() throws URISyntaxException {
    Path builtIn = Path.of(PromptTest.class.getResource("/skills").toURI());
    var machine = Skills.Machine.of(name -> true, Map.of(), "Linux");
    return new Prompt(
        world,
        directory,
        new Skills(directory, builtIn, List.of(), machine),
        Memory.NONE,
        new Prompt.Settings("m", OPTIONS, 50_000, ZONE));
  }

  private void put(String path, String text) throws IOException {
    Path file = directory.resolve(path);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  private static List<Message> heard(String text, Instant at, String sender) {
    return List.of(new User(text, at, sender));
  }

  @Test
  void partsStandInTheOrderInWhichTheyChange() throws Exception {
    put("AGENTS.md", "be-agents");
    put("SOUL.md", "be-soul");
    put("USER.md", "be-user");
    put("skills/a/SKILL.md", "---\nalways: true\n---\nbe-active");
    put("skills/b/SKILL.md", "---\ndescription: be-listed\n---\n");
    memory = new Memory.Notes("be-memory", "be-today");
    assertThat(prompt(directory).system(ASKER))
        .startsWith("# nanobot")
        .containsSubsequence(
            "Your workspace is " + directory,
            "## AGENTS.md\n\nbe-agents",
            "## SOUL.md\n\nbe-soul",
            "## USER.md\n\nbe-user",
            "# Active Skills",
            "be-active",
            "# Skills",
            "be-listed",
            "# Memory",
            "## Long-term Memory\n\nbe-memory",
            "## Today's Notes\n\nbe-today");
  }

  @Test
  void aWorkspaceThatIsNotThereSaysOnlyWhoItIs() throws Exception {
    assertThat(prompt(directory.resolve("nowhere")).system(ASKER))
        .startsWith("# nanobot")
        .doesNotContain("# Memory", "AGENTS.md\n", "# Skills");
  }

  @Test
  void onlyTheAskersMemoryOfTodayIsTold() throws Exception {
    var other = new Asker(new Principal("chat:bob"), Trust.ALLOWED);
    LocalDate today = LocalDate.ofInstant(world.now(), ZONE);
    var prompt =
        new Prompt(
            world,
            directory,
            new Skills(directory, name -> true, Map.of()),
            (asker, day) -> new Memory.Notes(asker.principal().id(), day.toString()),
            new Prompt.Settings("m", OPTIONS, 50_000, ZONE));
    assertThat(prompt.system(ASKER)).endsWith("chat:ann\n\n## Today's Notes\n\n" + today);
    assertThat(prompt.system(other)).contains("chat:bob").doesNotContain("chat:ann");
  }

  @Test
  void aSubagentIsToldItsOwnRulesAndNothingOfThePerson() throws Exception {
    put("USER.md", "be-user");
    memory = new Memory.Notes("be-memory", "be-today");
    put("skills/a/SKILL.md", "---\nalways: true\n---\nbe-active");
    assertThat(prompt(directory).ofSubagent().system(ASKER))
        .startsWith("# Subagent")
        .contains("Your workspace is " + directory)
        .doesNotContain("be-user", "be-memory", "be-today", "be-active");
  }

  @Test
  void aLongMemoryIsCutAndSaysHowToReadOn() throws Exception {
    memory = new Memory.Notes("x".repeat(Prompt.FILE_CHARS_MAX + 1), "");
    assertThat(prompt(directory).system(ASKER)).endsWith("x\n[cut; read_memory tells the rest]");
  }

  @Test
  void whatComesBeforeTheConversationIsTheSameForEveryMessage() throws Exception {
    put("AGENTS.md", "rules");
    memory = new Memory.Notes("facts", "");
    Prompt prompt = prompt(directory);
    List<ToolSpec> tools = List.of(MessageTool.SPEC);
    Request first =
        prompt.request(ASKER, Recap.NONE, heard("a", Instant.EPOCH, "cli:local"), tools);
    Request second =
        prompt.request(
            ASKER,
            Recap.NONE,
            heard("b", Instant.EPOCH.plus(Duration.ofDays(9)), "telegram:42"),
            tools);
    assertThat(second.system()).isEqualTo(first.system());
    assertThat(second.tools()).isEqualTo(first.tools());
    assertThat(prompt.lastRequest(ASKER, Recap.NONE, heard("c", Instant.EPOCH, "x")).system())
        .startsWith(first.system());
    memory = new Memory.Notes("other facts", "");
    String changed =
        prompt.request(ASKER, Recap.NONE, heard("a", Instant.EPOCH, "x"), tools).system();
    assertThat(changed)
        .isNotEqualTo(first.system())
        .startsWith(first.system().substring(0, first.system().indexOf("facts")));
  }

  @Test
  void theFixedPartIsUnderFourThousandTokens() throws Exception {
    var reachable =
        new Tools.Reachable(
            directory.resolve("workspace"), List.of(), List.of(), directory.resolve("locks"), true);
    var commands =
        new Tools.Commands(Tier.HOST, Duration.ofSeconds(5), false, List.of(), List.of());
    List<ToolSpec> specs = new ArrayList<>();
    try (var http = new Http(world)) {
      var config = new Tools.Config(reachable, commands, null, 5, 16_000);
      for (Tool tool : Tools.of(config, world, http, new Egress(world, Allowed.NOTHING)).list()) {
        specs.add(tool.spec());
      }
    }
    specs.add(MessageTool.SPEC);
    int tokens = Window.tokens(promptWithBuiltInSkills().system(ASKER)) + Window.tokens(specs);
    System.out.println("the fixed part of a prompt has about " + tokens + " tokens");
    assertThat(specs).hasSizeGreaterThanOrEqualTo(9);
    assertThat(tokens).isLessThan(4_000);
  }

  @Test
  void aBigFileIsCutAndSaysWhereTheRestIs() throws Exception {
    put("AGENTS.md", "x".repeat(Prompt.FILE_CHARS_MAX));
    assertThat(Prompt.read(directory, "AGENTS.md")).hasSize(Prompt.FILE_CHARS_MAX);
    put("AGENTS.md", "x".repeat(3_000_000));
    assertThat(Prompt.read(directory, "AGENTS.md"))
        .isEqualTo(
            "x".repeat(Prompt.FILE_CHARS_MAX) + "\n[cut; read the file AGENTS.md for the rest]");
  }

  @Test
  void aFileIsNeverCutWithinACharacter() throws Exception {
    put("AGENTS.md", "x".repeat(Prompt.FILE_CHARS_MAX - 1) + "\ud83d\ude00".repeat(10));
    assertThat(Prompt.read(directory, "AGENTS.md"))
        .startsWith("x".repeat(Prompt.FILE_CHARS_MAX - 1) + "\n[cut");
  }

  @Test
  void aFileThatCannotBeReadIsLeftOut() throws Exception {
    put("SOUL.md", "soul");
    put("MEMORY.md/x", "a directory of that name");
    Files.write(directory.resolve("AGENTS.md"), new byte[] {'a', (byte) 0xff, (byte) 0xfe});
    Files.createDirectories(directory.resolve("USER.md"));
    assertThat(prompt(directory).system(ASKER))
        .contains("soul")
        .doesNotContain("## AGENTS.md")
        .doesNotContain("## USER.md");
  }

  @Test
  void nothingIsSaidOfAFileThatAStoppedTurnDoesNotRead() throws Exception {
    put("AGENTS.md", "rules");
    try (var log = new LogLines()) {
      Thread.currentThread().interrupt();
      String told = Prompt.read(directory, "AGENTS.md");
      assertThat(Thread.interrupted()).isTrue();
      assertThat(told).isEmpty();
      assertThat(log.with(directory.toString())).isEmpty();
    }
  }

  @Test
  void whatALinkLeadsToIsNotTold() throws Exception {
    Path workspace = Files.createDirectories(directory.resolve("workspace"));
    put("config.json", "a secret key");
    put("workspace/.home/config.json", "a secret key");
    put("outside/SKILL.md", "---\nalways: true\n---\na secret key");
    put("workspace/skills/plain/SKILL.md", "---\nalways: true\n---\nbe kind");
    Files.createSymbolicLink(workspace.resolve("AGENTS.md"), Path.of(".home/config.json"));
    Files.createSymbolicLink(workspace.resolve("USER.md"), Path.of("../config.json"));
    Path skills = workspace.resolve("skills");
    Files.createSymbolicLink(skills.resolve("one"), directory.resolve("outside"));
    Files.createDirectories(skills.resolve("two"));
    Path target = directory.resolve("outside/SKILL.md");
    Files.createSymbolicLink(skills.resolve("two/SKILL.md"), target);
    assertThat(prompt(workspace).system(ASKER)).contains("be kind").doesNotContain("a secret key");
  }

  @Test
  void nobodyWaitsForAPipe() throws Exception {
    Path pipe = directory.resolve("USER.md");
    Process made = new ProcessBuilder("mkfifo", pipe.toString()).start();
    assertThat(made.waitFor()).as("this system has pipes").isZero();
    assertThat(Prompt.read(directory, "USER.md")).isEmpty();
  }

  @Test
  void theConversationIsCutToWhatTheModelCanRead() throws Exception {
    put("AGENTS.md", "x".repeat(Prompt.FILE_CHARS_MAX));
    List<Message> transcript = new ArrayList<>();
    for (int i = 0; i < 1_000; i++) {
      transcript.add(new User("y".repeat(400), Instant.EPOCH, "x"));
      transcript.add(Message.Assistant.of("z".repeat(400)));
    }
    transcript.add(new User("last", Instant.EPOCH, "x"));
    Request request = prompt(directory).request(ASKER, Recap.NONE, transcript, List.of());
    int tokens =
        Window.tokens(request.system())
            + OPTIONS.outputTokensMax()
            + request.transcript().stream().mapToInt(Window::tokens).sum();
    assertThat(tokens).isBetween(49_000, 50_000);
    assertThat(request.transcript()).last().isEqualTo(transcript.getLast());
  }
}
