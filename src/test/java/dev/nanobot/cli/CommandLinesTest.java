package dev.nanobot.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nanobot.cli.Desktop.Ran;
import dev.nanobot.http.LocalServer;
import dev.nanobot.message.Json;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CommandLinesTest {
  @TempDir Path folder;

  private Ran run(String... arguments) {
    return new Desktop(folder).run(arguments);
  }

  private Ran runWith(String in, String... arguments) {
    return new Desktop(folder).runWith(in, arguments);
  }

  private Ran runWith(String in, ByteArrayOutputStream err, String... arguments) {
    return new Desktop(folder).runWith(in, err, arguments);
  }

  private Path home() {
    return folder.resolve("home");
  }

  @Test
  void withoutArgumentsItSaysWhatItCanDo() {
    Ran ran = run();
    assertThat(ran.code()).isZero();
    assertThat(ran.out()).contains("onboard", "agent", "Examples:");
  }

  @Test
  void anUnknownVerbOrFlagNamesTheNearestOne() {
    Ran verb = run("gatway");
    assertThat(verb.code()).isEqualTo(2);
    assertThat(verb.err()).contains("There is no \"gatway\"", "did you mean gateway?");
    Ran flag = run("status", "--jsn");
    assertThat(flag.code()).isEqualTo(2);
    assertThat(flag.err()).contains("did you mean --json?");
  }

  @Test
  void errorsOfUsageAreJsonWhenJsonIsAskedFor() {
    Ran ran = run("trace", "many", "--json");
    assertThat(ran.code()).isEqualTo(2);
    assertThat(Json.parse(ran.err()).path("error").path("code").stringValue()).isEqualTo("usage");
  }

  @Test
  void aFlagBeforeTheCommandHoldsForIt() {
    Path config = folder.resolve("other/config.json");
    assertThat(run("--config", config.toString(), "status").code()).isEqualTo(2);
    assertThat(run("onboard", "--yes", "--config", config.toString()).code()).isZero();
    Ran ran = run("--config", config.toString(), "--json", "config", "get", "gateway.port");
    assertThat(ran.out()).isEqualTo("18790\n");
    Ran status = run("--config", config.toString(), "--json", "status");
    assertThat(Json.parse(status.out()).path("home").stringValue())
        .isEqualTo(folder.resolve("other").toString());
    Ran check = run("config", "--json", "check");
    assertThat(Json.parse(check.out()).path("problems").isArray()).isTrue();
  }

  @Test
  void aLinkLeadsToThePortThatIsGiven() {
    run("onboard", "--yes");
    assertThat(run("token", "--link").out()).startsWith("http://127.0.0.1:18790/login/");
    assertThat(run("token", "--link", "--port", "4242").out())
        .startsWith("http://127.0.0.1:4242/login/");
  }

  @Test
  void aModelThatNobodyCanServeIsNamedWithWhatIsMissing() throws IOException {
    run("onboard", "--yes");
    Files.writeString(
        home().resolve("config.json"),
        "{\"agents\": {\"defaults\": {\"model\": \"openai/gpt-5\"}}}");
    Ran ran = run("agent", "-m", "x");
    assertThat(ran.code()).isEqualTo(3);
    assertThat(ran.err()).contains("The model cannot be asked", "OPENAI_API_KEY");
    assertThat(ran.err().lines()).hasSizeLessThanOrEqualTo(3);
  }

  @Test
  void aListHasAtLeastOneRow() {
    assertThat(run("sessions", "list", "-n", "-5").code()).isEqualTo(2);
  }

  @Test
  void onboardingMakesWhatIsMissingAndKeepsWhatIsThere() throws IOException {
    assertThat(run("onboard", "--yes").code()).isZero();
    Path soul = home().resolve("workspace/SOUL.md");
    Files.writeString(soul, "mine");

    Ran again = run("onboard", "--yes");

    assertThat(again.code()).isZero();
    assertThat(again.out()).contains("kept " + soul).doesNotContain("made");
    assertThat(Files.readString(soul)).isEqualTo("mine");
    assertThat(run("config", "check").code()).isZero();
  }

  @Test
  void whatKeepsTheProgramFromStartingIsFoundByALook() throws IOException {
    run("onboard", "--yes");
    Files.writeString(
        home().resolve("config.json"),
        """
        {"agents": {"defaults": {"timezone": "Mars/X"}},
         "tools": {"exec": {"denyPatterns": ["(["]}, "ssrfWhitelist": ["999.1.1.1/99"],
           "web": {"search": {"provider": "bogus"}}},
         "gateway": {"heartbeat": {"deliverTo": "nowhere:1"}}}
        """);
    Ran check = run("config", "check");
    assertThat(check.code()).isEqualTo(2);
    assertThat(check.out())
        .contains(
            "agents.defaults.timezone: \"Mars/X\" is not a time zone",
            "tools.exec.denyPatterns: \"([\" is not a regular expression",
            "tools.ssrfWhitelist: '999.1.1.1/99' is not a range",
            "tools.web.search.provider: \"bogus\" is not known",
            "gateway.heartbeat.deliverTo: there is no channel nowhere");
    Ran doctor = run("doctor");
    assertThat(doctor.code()).isEqualTo(1);
    assertThat(doctor.out()).contains("\"Mars/X\" is not a time zone");
  }

  @Test
  void whatCanBeStartedAndMayNotBeMeantIsWarnedOf() throws IOException {
    run("onboard", "--yes");
    Files.writeString(
        home().resolve("config.json"),
        """
        {"channels": {"telegram": {"enabled": true, "token": "1:a", "mode": "webhook",
          "webhookUrl": "https://bot.example.org/channels/telegram",
          "webhookSecretToken": "0123456789abcdef"}}}
        """);
    String warning = "it calls bot.example.org, which is not in gateway.publicHosts";
    Ran check = run("config", "check");
    assertThat(check.code()).isZero();
    assertThat(check.out()).contains(warning);
    var json = Json.parse(run("config", "check", "--json").out());
    assertThat(json.path("problems").isEmpty()).isTrue();
    assertThat(json.path("warnings").path(0).stringValue()).contains(warning);
    Ran doctor = run("doctor");
    assertThat(doctor.code()).isZero();
    assertThat(doctor.out()).contains(warning);
  }

  @Test
  void aConfigurationWithProblemsTellsAllOfThem() throws IOException {
    run("onboard", "--yes");
    Files.writeString(home().resolve("config.json"), "{\"gatway\": 1, \"channels\": 2}");

    Ran check = run("config", "check");
    assertThat(check.code()).isEqualTo(2);
    assertThat(check.out()).contains("did you mean gateway?", "channels: expected an object");
    var json = Json.parse(run("config", "check", "--json").out());
    assertThat(json.path("problems").size()).isEqualTo(2);
    assertThat(json.path("warnings").isArray()).isTrue();
    Ran status = run("status");
    assertThat(status.code()).isEqualTo(2);
    assertThat(status.err().lines()).hasSizeLessThanOrEqualTo(3);
  }

  @Test
  void aValueCanBeAskedFor() {
    assertThat(run("config", "get", "gateway.port").out()).isEqualTo("18790\n");
    Ran unknown = run("config", "get", "gateway.prt");
    assertThat(unknown.code()).isEqualTo(4);
    assertThat(unknown.err()).contains("did you mean port?");
  }

  @Test
  void lookingIntoAnEmptyHomeFindsNothingAndMakesNothing() {
    assertThat(run("sessions", "list").code()).isEqualTo(4);
    assertThat(run("status").code()).isZero();
    assertThat(home()).doesNotExist();
  }

  @Test
  void aSessionOfAnotherChannelIsNotForTheTerminal() {
    Ran ran = run("agent", "-m", "x", "-s", "telegram:42");
    assertThat(ran.code()).isEqualTo(2);
    assertThat(ran.err()).contains("telegram:42");
  }

  @Test
  void withoutAModelForItsKeyTheAgentSaysSo() throws IOException {
    run("onboard", "--yes");
    Files.writeString(
        home().resolve("config.json"), "{\"providers\": {\"groq\": {\"apiKey\": \"k\"}}}");
    assertThat(run("agent", "-m", "x").code()).isEqualTo(3);
  }

  @Test
  void aMessageIsAnsweredAndCanBeLookedAtAfterwards() {
    Ran asked = run("agent", "-m", "hello", "--json");
    assertThat(asked.code()).as(asked.err()).isZero();
    var answer = Json.parse(asked.out());
    assertThat(answer.path("state").stringValue()).isEqualTo("answered");
    assertThat(answer.path("text").stringValue()).isNotEmpty();
    assertThat(answer.path("session").stringValue()).isEqualTo("cli:direct");

    String id = String.valueOf(answer.path("messageId").longValue());
    assertThat(run("trace", id).out()).contains("cli:direct", "answered");
    assertThat(run("sessions", "list").out()).contains("cli:direct");
    assertThat(run("sessions", "export", "direct").out().lines().findFirst())
        .get()
        .asString()
        .startsWith("{\"_type\":\"metadata\"");
    assertThat(run("doctor").code()).isZero();
    assertThat(run("sessions", "delete", "direct").code()).isEqualTo(2);
    assertThat(run("sessions", "delete", "direct", "--yes").code()).isZero();
    assertThat(run("sessions", "show", "direct").code()).isEqualTo(4);
  }

  @Test
  void aPipeGetsAnAnswerAndAnEmptyLineForEachLine() {
    Ran ran = runWith("hello\n\nhello again\n", "agent", "-q");
    assertThat(ran.code()).as(ran.err()).isZero();
    assertThat(ran.out()).endsWith("\n\n");
    assertThat(ran.out().split("\n\n")).hasSize(2).allMatch(answer -> answer.contains("hello"));
    assertThat(ran.err()).isEmpty();
  }

  @Test
  void memoryIsShownAddedToSearchedAndRestored() throws IOException {
    assertThat(run("memory", "show").out()).isBlank();
    assertThat(run("memory", "add", "likes tea").code()).isZero();
    assertThat(run("memory", "search").err()).contains("Missing required parameter: 'WORDS'");
    Ran found = run("memory", "search", "tea", "--json");
    String day = Json.parse(found.out()).path("source").stringValue();
    assertThat(day).matches("\\d{4}-\\d\\d-\\d\\d\\.md");
    Path folder = home().resolve("workspace/memory");
    assertThat(folder.resolve(day)).content().endsWith("- likes tea\n");
    assertThat(run("memory", "show", "--day", day.replace(".md", "")).out()).contains("likes tea");
    for (String text : new String[] {"first\n", "second\n"}) {
      Files.writeString(folder.resolve("MEMORY.md"), text);
      assertThat(run("memory", "show").out()).isEqualTo(text);
    }
    assertThat(run("memory", "log").out().lines()).hasSize(2);
    assertThat(run("memory", "restore", "1").out()).contains("version 3");
    assertThat(folder.resolve("MEMORY.md")).hasContent("first");
    assertThat(run("memory", "restore", "9").code()).isEqualTo(4);
    assertThat(run("memory", "show", "--principal", "chat:bob").out()).isBlank();
    assertThat(run("memory", "search", "tea", "--principal", "chat:bob").out()).isEmpty();
    assertThat(run("memory", "show", "--day", "yesterday").code()).isEqualTo(2);
    assertThat(run("memory", "show", "--day", "2026-02-30").code()).isEqualTo(2);
  }

  @Test
  void aMessageThatBeginsWithAtIsNoFileOfArguments() throws IOException {
    Path file = Files.writeString(folder.resolve("note"), "--nonsense");
    Ran ran = run("agent", "-m", "@" + file);
    assertThat(ran.code()).isZero();
    assertThat(ran.out()).contains("@" + file);
  }

  @Test
  void anAddressOfASearchEngineThatIsNoneIsToldWithItsKey() throws IOException {
    run("onboard", "--yes");
    Files.writeString(
        home().resolve("config.json"),
        """
        {"tools": {"web": {"search": {"provider": "searxng", "baseUrl": "not an address"}}}}
        """);
    Ran ran = run("agent", "-m", "hello");
    assertThat(ran.code()).isEqualTo(2);
    assertThat(ran.err()).contains("tools.web.search.baseUrl", "https://");
  }

  @Test
  void aStopIsToldOnceAndNotBeforeTheNextAnswer() throws IOException {
    run("onboard", "--yes");
    Path config = home().resolve("config.json");
    // It never answers: nothing ends by itself, however late the stop comes.
    try (var silent = new LocalServer().at("/v1", (call, body) -> new CountDownLatch(1).await())) {
      Files.writeString(
          config,
          """
        {"agents": {"defaults": {"model": "mine/m"}}, "tools": {"exec": {"tier": "off"}},
         "providers": {"mine": {"apiKey": "k", "apiBase": "%s/v1"}}}
        """
              .formatted(silent.base()));
      Ran stopped = runWith("", new InterruptingOnce(), "agent", "-m", "first");
      assertThat(stopped.code()).isEqualTo(130);
      assertThat(stopped.err()).contains("Stopped.");
    }
    Files.writeString(config, "{}");
    Ran next = run("agent", "-q", "-m", "second");
    assertThat(next.code()).isZero();
    assertThat(next.err()).isEmpty();
  }

  /// Interrupts at the first flush, which comes before the message is said: what waits for its
  /// answer notices.
  private static final class InterruptingOnce extends ByteArrayOutputStream {
    private boolean isDone;

    @Override
    public void flush() {
      if (!isDone) Thread.currentThread().interrupt();
      isDone = true;
    }
  }
}
