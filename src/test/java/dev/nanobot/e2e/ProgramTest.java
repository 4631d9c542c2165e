package dev.nanobot.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.nanobot.e2e.Cli.Ended;
import dev.nanobot.message.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The program as a person and a script use it: processes, files, a model on a socket.
@Tag("slow")
final class ProgramTest {
  private static final int MESSAGES = 20;
  private static final String REHEARSAL =
      "No model is configured: the built-in rehearsal model answers. Run: nanobot onboard";

  @TempDir Path folder;
  private Cli cli;

  @BeforeEach
  void makeHome() throws IOException {
    cli = new Cli(Files.createDirectories(folder.resolve("home")));
  }

  @Test
  void anEmptyHomeWithoutAKeyAnswers() throws Exception {
    Ended ended = cli.run("agent", "-m", "hello");
    assertThat(ended.exit()).isZero();
    assertThat(ended.out()).contains("rehearsal model").contains("hello");
  }

  @Test
  void whatASubagentFoundIsToldBeforeTheProgramEnds() throws Exception {
    Files.createDirectories(cli.home().resolve("workspace"));
    Files.writeString(cli.home().resolve("workspace/note.txt"), "the tea is green");
    Ended ended = cli.run("agent", "-m", "delegate read note.txt");
    assertThat(ended.exit()).isZero();
    assertThat(ended.out()).contains("is asked, its id is").contains("the tea is green");
    assertThat(cli.run("sessions", "list").out()).doesNotContain("subagent:");
    assertThat(cli.run("sessions", "list", "--all").out()).contains("subagent:");
    assertThat(cli.run("trace", "1").out()).contains("\"read note.txt\" done");
  }

  @ParameterizedTest
  @ValueSource(strings = {"mine", "anthropic"})
  void toolsReadARealFileAndRunARealCommand(String provider) throws Exception {
    try (var model = new ModelServer(cli.home())) {
      String base = provider.equals("anthropic") ? model.base().replace("/v1", "") : model.base();
      cli.configure(
          """
          {"agents": {"defaults": {"model": "claude-opus-4-5", "provider": "%s"}},
           "providers": {"%s": {"apiKey": "k", "apiBase": "%s"}}}
          """
              .formatted(provider, provider, base));
      Files.createDirectories(cli.home().resolve("workspace"));
      Files.writeString(cli.home().resolve("workspace/note.txt"), "the tea is green");
      assertThat(cli.run("agent", "-m", "tool:read_file {\"path\":\"note.txt\"}").out())
          .contains("the tea is green");
      Ended ran =
          cli.run(
              "agent",
              "--json",
              "-m",
              "tool:exec {\"command\":\"echo $((6 * 7)) > made.txt; cat made.txt\"}");
      assertThat(Json.parse(ran.out()).path("text").asString()).contains("42");
      assertThat(Json.parse(ran.out()).path("state").asString()).isEqualTo("answered");
      assertThat(cli.home().resolve("workspace/made.txt")).hasContent("42");
    }
  }

  @Test
  void twoProcessesInOneSessionHaveOneOrderAndLoseNothing() throws Exception {
    Process first = cli.start("agent", "-s", "both", "--no-markdown");
    Process second = cli.start("agent", "-s", "both", "--no-markdown");
    List<String> said = new ArrayList<>();
    for (int i = 0; i < MESSAGES; i++) {
      said.add(say(first, "first-" + i));
      said.add(say(second, "second-" + i));
    }
    first.getOutputStream().close();
    second.getOutputStream().close();
    assertThat(Cli.ended(first).exit()).isZero();
    assertThat(Cli.ended(second).exit()).isZero();
    List<String> heard = heard();
    assertThat(heard).containsExactlyInAnyOrderElementsOf(said);
    assertThat(heard).containsSubsequence(only(said, "first-"));
    assertThat(heard).containsSubsequence(only(said, "second-"));
  }

  @Test
  void aSecondGatewayOnAHomeIsRefusedInOneSentence() throws Exception {
    cli.configure("{\"channels\": {\"stdio\": {\"enabled\": true}}}");
    var first = new Program(Launch.gateway(cli.home()), (program, line) -> {}).begin();
    try {
      first.send(
          """
          {"type":"message","id":"1","chat":"c","sender":"s","text":"hi"}\
          """);
      assertThat(first.awaitSpeaking(Bridge.PATIENCE)).isTrue();
      assertThat(cli.run("gateway").exit()).isEqualTo(2);
      assertThat(Files.readString(cli.home().resolve("stderr.log")))
          .contains("A gateway already runs on " + cli.home());
    } finally {
      first.kill();
    }
  }

  private Ended packaged(String command) throws Exception {
    assumeThat(Path.of("target/app/current")).isRegularFile(); // else there is no launcher to try
    var builder = new ProcessBuilder("/bin/sh", "-c", command);
    builder.environment().put("NANOBOT_HOME", cli.home().toString());
    return Cli.ended(builder.start());
  }

  /// Java would open a file of its own in the place of the input.
  @Test
  void thePackagedProgramSaysNothingOfItsLibraries() throws Exception {
    Ended ended = packaged("exec ./nanobot agent -m hello 2>&1");
    assertThat(ended.exit()).isZero();
    assertThat(ended.out().lines()).hasSize(2).first().isEqualTo(REHEARSAL);
  }

  @Test
  void aClosedInputIsAnEmptyOne() throws Exception {
    Ended ended = packaged("exec ./nanobot agent <&-");
    assertThat(ended.exit()).isZero();
    assertThat(ended.out()).isEmpty();
  }

  @Test
  void numbersAreEnglishOnAMachineThatIsNot() throws Exception {
    Ended ended =
        packaged(
            "export NANOBOT_JAVA_OPTS=-Duser.language=tr;"
                + " head -c 33000 /dev/zero | tr '\\0' x | exec ./nanobot agent 2>&1");
    assertThat(ended.out()).contains("33,000 characters; I take at most 32,000");
  }

  private static String say(Process process, String text) throws IOException {
    process.getOutputStream().write((text + "\n").getBytes(UTF_8));
    process.getOutputStream().flush();
    return text;
  }

  private static List<String> only(List<String> texts, String prefix) {
    return texts.stream().filter(text -> text.startsWith(prefix)).toList();
  }

  /// What people said in the session, by its export.
  private List<String> heard() throws IOException, InterruptedException {
    Ended export = cli.run("sessions", "export", "cli:both");
    assertThat(export.exit()).isZero();
    return export
        .out()
        .lines()
        .map(Json::parse)
        .filter(line -> line.path("role").asString("").equals("user"))
        .map(line -> line.path("content").asString())
        .toList();
  }
}
