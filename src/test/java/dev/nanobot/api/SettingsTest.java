package dev.nanobot.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nanobot.message.Json;
import dev.nanobot.provider.FakeModel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// Settings that a browser changes, in the file of a gateway that runs.
@Timeout(120)
class SettingsTest {
  private static final String TEMPERATURE = "agents.defaults.temperature";
  private static final String FILE =
      """
      {
        "agents": {
          "defaults": {"model": "rehearsal", "timezone": "${ZONE}"}
        },
        "providers": {"openai": {"apiKey": "sk-in-the-file"}},
        "gateway": {"heartbeat": {"enabled": false}}
      }
      """;

  @TempDir private Path folder;
  private LivingGateway gateway;

  @BeforeEach
  void open() throws Exception {
    gateway =
        new LivingGateway(
            folder.resolve("home"),
            FILE,
            Map.of(
                "ZONE", "Europe/Berlin",
                "NANOBOT_AGENTS__DEFAULTS__MAX_TOKENS", "4000",
                "DEEPSEEK_API_KEY", "sk-of-the-environment"));
  }

  @AfterEach
  void close() {
    gateway.close();
  }

  private static String problem(JsonNode answer) {
    return answer.path("problems").path(0).path("path").asString("")
        + ": "
        + answer.path("problems").path(0).path("text").asString("");
  }

  @Test
  void aSettingSaysWhatItIsAndWhatItMayBe() throws Exception {
    JsonNode field = gateway.field(TEMPERATURE);
    assertThat(field.path("kind").asString("")).isEqualTo("number");
    assertThat(field.path("min").asDouble(-1)).isZero();
    assertThat(field.path("max").asDouble(-1)).isEqualTo(2);
    assertThat(field.path("value").asDouble(-1)).isEqualTo(0.1);
    assertThat(field.path("isWritten").asBoolean(true)).isFalse();
    assertThat(gateway.state().path("isPending").asBoolean(true)).isFalse();
  }

  @Test
  void aChangeStandsInTheFileAndAllElseStays() throws Exception {
    JsonNode state = gateway.change("{\"values\": {\"" + TEMPERATURE + "\": 0.5}}").body();
    assertThat(gateway.file())
        .isEqualTo(FILE.replace("\"${ZONE}\"}", "\"${ZONE}\", \"temperature\": 0.5}"));
    assertThat(state.path("isPending").asBoolean(false)).isTrue();
    JsonNode field = gateway.field(TEMPERATURE);
    assertThat(field.path("value").asDouble(0)).isEqualTo(0.5);
    assertThat(field.path("inForce").asDouble(0)).isEqualTo(0.1);
    assertThat(Files.getPosixFilePermissions(gateway.home.config()))
        .isEqualTo(PosixFilePermissions.fromString("rw-------"));
    try (var names = Files.list(gateway.home.root())) {
      assertThat(names.map(path -> path.getFileName().toString()))
          .contains("config.json.before")
          .doesNotContain("config.json.next");
    }
  }

  @Test
  void theLastChangeIsTakenBack() throws Exception {
    assertThat(gateway.state().path("canUndo").asBoolean(true)).isFalse();
    assertThat(gateway.undo().code()).isEqualTo("nothing_to_undo");
    gateway.change("{\"values\": {\"" + TEMPERATURE + "\": 0.5}}");
    JsonNode state = gateway.undo().body();
    assertThat(gateway.file()).isEqualTo(FILE);
    assertThat(state.path("isPending").asBoolean(true)).isFalse();
  }

  @Test
  void whatSomebodyElseWroteIsNeitherOverwrittenNorUndone() throws Exception {
    String revision = gateway.state().path("revision").asString("");
    gateway.change("{\"values\": {\"" + TEMPERATURE + "\": 0.5}}");
    String theirs = FILE.replace("false", "true");
    gateway.write(theirs);
    var answer = gateway.change(revision, "{\"values\": {\"" + TEMPERATURE + "\": 0.7}}");
    assertThat(answer.status()).isEqualTo(409);
    assertThat(answer.code()).isEqualTo("conflict");
    assertThat(answer.path("now").path("revision").asString("")).isNotEqualTo(revision);
    assertThat(gateway.undo().code()).isEqualTo("nothing_to_undo");
    assertThat(gateway.file()).isEqualTo(theirs);
  }

  @Test
  void ofSavesAtOnceOneIsMadeAndTheOthersAreTold() throws Exception {
    String revision = gateway.state().path("revision").asString("");
    List<Future<Integer>> saves = new ArrayList<>();
    try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < 8; i++) {
        String edit = "{\"values\": {\"" + TEMPERATURE + "\": 0.3" + i + "}}";
        saves.add(executor.submit(() -> gateway.change(revision, edit).status()));
      }
    }
    List<Integer> statuses = new ArrayList<>();
    for (Future<Integer> save : saves) statuses.add(save.get());
    assertThat(statuses).containsOnlyOnce(200).contains(409).doesNotContain(400, 500);
    assertThat(gateway.file()).containsPattern("\"temperature\": 0\\.3\\d?}");
  }

  @Test
  void whatOthersMayReadIsNeitherReadNorWritten() throws Exception {
    Files.setPosixFilePermissions(
        gateway.home.config(), PosixFilePermissions.fromString("rw-r--r--"));
    assertThat(problem(gateway.state())).contains("other users of this machine may open it");
    String edit = "{\"values\": {\"" + TEMPERATURE + "\": 1}}";
    assertThat(gateway.change("none", edit).code()).isEqualTo("file_unusable");
    assertThat(problem(gateway.post("/api/settings/check", edit).body())).contains("other users");
    assertThat(gateway.post("/api/settings/try", edit).path("isAnswered").asBoolean(true))
        .isFalse();
    assertThat(gateway.file()).isEqualTo(FILE);
  }

  @Test
  void allProblemsAreToldAtOnceAndNothingIsWritten() throws Exception {
    var answer =
        gateway.change(
            """
            {"values": {"agents.defaults.temperature": 9, "agents.defaults.maxToolIterations": "x",
              "tools.exec.tier": "host", "gateway.heartbeat.deliverTo": "nowhere:1",
              "agents.defaults.maxTokens": 5, "agents.defaults.timezone": "UTC"}}
            """);
    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.body().findValuesAsString("path"))
        .contains(
            "agents.defaults.temperature",
            "agents.defaults.maxToolIterations",
            "tools.exec.tier",
            "agents.defaults.maxTokens",
            "agents.defaults.timezone");
    assertThat(Json.write(answer.body()))
        .contains("NANOBOT_AGENTS__DEFAULTS__MAX_TOKENS decides this", "${ZONE} decides this");
    assertThat(gateway.file()).isEqualTo(FILE);
  }

  @Test
  void whatIsOnlyCheckedIsNotWritten() throws Exception {
    String edit = "{\"values\": {\"agents.defaults.model\": \"openai/x\"}}";
    assertThat(gateway.post("/api/settings/check", edit).path("problems")).isEmpty();
    var bad =
        gateway.post(
            "/api/settings/check",
            edit.replace("{\"ag", "{\"agents.defaults.provider\": \"mistral\", \"ag"));
    assertThat(problem(bad.body()))
        .startsWith("agents.defaults.model: The provider \"mistral\" has no API key");
    assertThat(gateway.file()).isEqualTo(FILE);
  }

  @Test
  void aLimitOfMoneyNeedsAPrice() throws Exception {
    var answer =
        gateway.change(
            "{\"values\": {\"budgets.day.money\": 5, \"agents.defaults.model\": \"openai/x\"}}");
    assertThat(problem(answer.body())).isEqualTo("budgets.day.money: the file has no price of x");
  }

  @Test
  void aKeyIsWrittenAndNeverShown() throws Exception {
    gateway.change("{\"keys\": {\"anthropic\": \"sk-ant-${HOME}\"}}");
    assertThat(gateway.file()).contains("\"anthropic\": {\"apiKey\": \"sk-ant-$${HOME}\"}");
    JsonNode state = gateway.state();
    assertThat(Json.write(state)).doesNotContain("sk-ant", "sk-in-the-file", "sk-of-the-env");
    assertThat(keyOf(state, "anthropic")).isEqualTo("set");
    assertThat(keyOf(state, "deepseek")).isEqualTo("environment");
    assertThat(keyOf(state, "mistral")).isEqualTo("none");
    gateway.change("{\"keys\": {\"anthropic\": null}}");
    assertThat(keyOf(gateway.state(), "anthropic")).isEqualTo("none");
    assertThat(gateway.change("{\"keys\": {\"nobody\": \"x\"}}").status()).isEqualTo(400);
  }

  private static String keyOf(JsonNode state, String provider) {
    for (JsonNode account : state.path("providers")) {
      if (account.path("name").asString("").equals(provider)) {
        return account.path("key").asString("");
      }
    }
    throw new AssertionError("there is no " + provider);
  }

  @Test
  void aTextThatLooksLikeAVariableIsNone() throws Exception {
    gateway.change("{\"values\": {\"agents.subagents.model\": \"openai/${DEEPSEEK_API_KEY}\"}}");
    assertThat(gateway.field("agents.subagents.model").path("value").asString(""))
        .isEqualTo("openai/${DEEPSEEK_API_KEY}");
  }

  @Test
  void aTextThatWouldMakeTheFileTooLongIsNotWritten() throws Exception {
    var edits = List.of("\"" + "x".repeat(501) + "\"", "[\"" + "x".repeat(501) + "\"]", many(21));
    for (String value : edits) {
      String path = "agents.defaults." + (value.startsWith("[") ? "fallbackModels" : "model");
      var answer = gateway.change("{\"values\": {\"" + path + "\": " + value + "}}");
      assertThat(answer.status()).isEqualTo(400);
      assertThat(problem(answer.body())).startsWith(path + ": a text has at most 500 characters");
    }
    assertThat(gateway.file()).isEqualTo(FILE);
  }

  private static String many(int count) {
    return "[" + String.join(",", Collections.nCopies(count, "\"openai/x\"")) + "]";
  }

  @Test
  void aFileThatIsBrokenByHandSaysSoAndKeepsWhatItHas() throws Exception {
    gateway.write("{\"agents\": ");
    JsonNode state = gateway.state();
    assertThat(problem(state)).startsWith(": invalid JSON");
    assertThat(state.path("isPending").asBoolean(false)).isTrue();
    assertThat(gateway.change("{\"values\": {\"" + TEMPERATURE + "\": 1}}").status())
        .isEqualTo(400);
    assertThat(gateway.file()).isEqualTo("{\"agents\": ");
  }

  @Test
  void aFileThatIsMissingIsMade() throws Exception {
    Files.delete(gateway.home.config());
    assertThat(gateway.state().path("revision").asString("")).isEqualTo("none");
    gateway.change(
        "{\"values\": {\"agents.defaults.model\": \"rehearsal\", \"" + TEMPERATURE + "\": 1}}");
    assertThat(gateway.file()).contains("\"temperature\": 1");
    gateway.change("{\"values\": {\"" + TEMPERATURE + "\": null}}");
    gateway.undo();
    assertThat(gateway.file()).contains("\"temperature\": 1");
    Files.delete(gateway.home.config());
    gateway.change("{\"values\": {\"agents.defaults.model\": \"rehearsal\"}}");
    gateway.close();
    gateway = new LivingGateway(folder.resolve("home"), "", Map.of());
    gateway.undo();
    assertThat(gateway.file()).isEqualTo("{}\n");
  }

  @Test
  void aLinkStaysALink() throws Exception {
    Path real = folder.resolve("real.json");
    Files.move(gateway.home.config(), real);
    Files.createSymbolicLink(gateway.home.config(), real);
    gateway.change("{\"values\": {\"" + TEMPERATURE + "\": 1}}");
    assertThat(gateway.home.config()).isSymbolicLink();
    assertThat(Files.readString(real)).contains("\"temperature\": 1");
  }

  @Test
  void aFileThatIsNotToBeWrittenIsNot() throws Exception {
    Files.setPosixFilePermissions(
        gateway.home.config(), PosixFilePermissions.fromString("r--------"));
    var answer = gateway.change("{\"values\": {\"" + TEMPERATURE + "\": 1}}");
    assertThat(answer.code()).isEqualTo("file_unusable");
    assertThat(gateway.file()).isEqualTo(FILE);
  }

  @Test
  void whatADeadProcessLeftBesideTheFileIsInNobodysWay() throws Exception {
    Files.writeString(gateway.home.root().resolve("config.json.next"), "{\"half\": ");
    assertThat(gateway.state().path("isPending").asBoolean(true)).isFalse();
    assertThat(gateway.change("{\"values\": {\"" + TEMPERATURE + "\": 1}}").status())
        .isEqualTo(200);
  }

  @Test
  void aTrialSaysWhatTheModelSaysOrWhyItDoesNot() throws Exception {
    try (var model = new FakeModel(0, 0)) {
      gateway.write(
          FILE.replace("\"apiKey\"", "\"apiBase\": \"" + model.openAiBase() + "\", \"apiKey\""));
      String edit = "{\"values\": {\"agents.defaults.model\": \"openai/NAME\"}}";
      var good = gateway.post("/api/settings/try", edit.replace("NAME", "good"));
      assertThat(good.path("isAnswered").asBoolean(false)).as(good.text("text")).isTrue();
      var bad = gateway.post("/api/settings/try", edit.replace("NAME", "fake-401"));
      assertThat(bad.path("isAnswered").asBoolean(true)).isFalse();
      assertThat(bad.text("text")).contains("openai refused the API key");
      var busy = gateway.post("/api/settings/try", edit.replace("NAME", "fake-500"));
      assertThat(busy.path("isAnswered").asBoolean(true)).isFalse();
      assertThat(model.count("Say hello in one short sentence.")).isEqualTo(3);
      assertThat(gateway.file()).doesNotContain("openai/");
    }
  }
}
