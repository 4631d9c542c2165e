package dev.nanobot.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.nanobot.agent.Compaction;
import dev.nanobot.message.Budgets;
import dev.nanobot.provider.Prices;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ConfigReaderTest {
  private static Config read(String text, Map<String, String> environment) {
    return new ConfigReader(environment).read(text, "config.json");
  }

  private static List<String> problems(String text, Map<String, String> environment) {
    return catchThrowableOfType(ConfigException.class, () -> read(text, environment)).problems();
  }

  @Test
  void anEmptyFileMeansTheDefaults() {
    assertThat(read("{}", Map.of())).isEqualTo(Config.DEFAULTS);
  }

  @Test
  void whatCannotBeReadHidesNothingElseAndHasNoConsequences() {
    assertThat(
            problems(
                """
            {"agents": {"defaults": {"timezone": "Mars/X", "maxTokens": "many"}},
             "channels": {"telegram": {"enabled": true, "token": 7}, "email": {"enabled": true}},
             "tools": {"exec": {"denyPatterns": [7, "(["]}, "ssrfWhitelist": ["999.1.1.1/99"]},
             "gateway": {"heartbeat": {"deliverTo": "nowhere:1"}}}
            """,
                Map.of()))
        .satisfiesExactlyInAnyOrder(
            problem -> assertThat(problem).startsWith("agents.defaults.maxTokens: expected"),
            problem -> assertThat(problem).startsWith("channels.telegram.token: expected"),
            problem -> assertThat(problem).startsWith("tools.exec.denyPatterns[0]: expected"),
            problem -> assertThat(problem).startsWith("agents.defaults.timezone: \"Mars/X\""),
            problem -> assertThat(problem).startsWith("channels.email."),
            problem -> assertThat(problem).startsWith("tools.ssrfWhitelist: '999.1.1.1/99'"));
  }

  @Test
  void whatIsWrittenReplacesTheDefaultAndNothingElse() {
    Config config =
        read(
            """
        {"agents": {"defaults": {"maxTokens": 100, "fallbackModels": ["a/b"]}},
         "tools": {"exec": {"tier": "off", "timeout": 5}},
         "providers": {"mine": {"apiBase": "http://127.0.0.1:1/v1", "apiKey": null}}}
        """,
            Map.of());

    assertThat(config.agents().defaults().maxTokens()).isEqualTo(100);
    assertThat(config.agents().defaults().fallbackModels()).containsExactly("a/b");
    assertThat(config.agents().defaults().temperature()).isEqualTo(0.1);
    assertThat(config.tools().exec().tier()).isEqualTo(Config.Tier.OFF);
    assertThat(config.tools().exec().timeout()).isEqualTo(Duration.ofSeconds(5));
    assertThat(config.endpoint("mine").apiBase()).isEqualTo("http://127.0.0.1:1/v1");
  }

  @Test
  void pricesBudgetsAndCompactionAreRead() {
    Config config =
        read(
            """
        {"prices": {"claude": {"input": 3, "output": 15}, "x/y.z": {"cached": 0.5}},
         "budgets": {"day": {"money": 2.5}, "jobDay": {"tokens": 9}},
         "agents": {"defaults": {"compaction": {"enabled": false, "idleMinutes": 0}}}}
        """,
            Map.of());
    Prices prices = Spending.prices(config);
    assertThat(prices.of("claude-1")).contains(new Prices.Price(3, 15, 3));
    assertThat(prices.of("x/y.z")).contains(new Prices.Price(0, 0, 0.5));
    assertThat(Spending.budgets(config).day()).isEqualTo(new Budgets.Limit(0, 2_500_000));
    assertThat(Spending.budgets(config).jobDay()).isEqualTo(new Budgets.Limit(9, 0));
    assertThat(Spending.budgets(config).sessionDay().isSet()).isFalse();
    assertThat(Spending.compaction(config)).isEqualTo(new Compaction.Settings(false, 0.6, 0.3));
    assertThat(
            problems(
                """
        {"budgets": {"day": {"tokens": -1}, "week": {}}, "prices": {"a": {"input": "x"}}}
        """,
                Map.of()))
        .hasSize(3);
  }

  @Test
  void everyProblemIsToldAtOnceWithItsPath() {
    assertThat(
            problems(
                """
        {"agents": {"defaults": {"maxTokens": "many", "temperature": 7, "modle": "x"}},
         "tools": {"exec": {"tier": "moon", "timeout": 0}, "ssrfWhitelist": [1]},
         "channels": 3,
         "providers": {"openai": {"apiKey": 42}}}
        """,
                Map.of()))
        .containsExactlyInAnyOrder(
            "agents.defaults.maxTokens: expected a whole number from 1 to 10000000, found \"many\"",
            "agents.defaults.temperature: expected a number from 0 to 2, found 7",
            "agents.defaults.modle: unknown key; did you mean model?",
            "tools.exec.tier: expected one of off, sandbox, host, found \"moon\"",
            "tools.exec.timeout: expected a whole number of seconds from 1 to 86400, found 0",
            "tools.ssrfWhitelist[0]: expected a text, found 1",
            "channels: expected an object, found 3",
            "providers.openai.apiKey: expected a text, found a number");
  }

  @Test
  void invalidJsonNamesLineAndColumnAndRepeatsNoValue() {
    assertThat(problems("{\n  \"providers\": sk-secret-key\n}", Map.of()))
        .singleElement()
        .asString()
        .startsWith("invalid JSON at line 2, column ")
        .doesNotContain("secret");
    assertThat(problems("[]", Map.of()))
        .containsExactly("the file holds one JSON object, not a list");
    assertThat(problems("{\"gateway\": {}, \"gateway\": {}}", Map.of()))
        .singleElement()
        .asString()
        .contains("line 1")
        .containsIgnoringCase("duplicate");
  }

  @Test
  void aKeyInThePlaceOfAnObjectIsNotRepeated() {
    assertThat(problems("{\"providers\": {\"mine\": \"sk-1234\"}}", Map.of()))
        .containsExactly("providers.mine: expected an object, found a text");
  }

  @Test
  void aFileThatEndsTooEarlyIsToldWithoutTheParsersOwnWords() {
    assertThat(problems("{\"providers\": {", Map.of()))
        .singleElement()
        .asString()
        .startsWith("invalid JSON at line 1")
        .doesNotContain("Source")
        .doesNotContain("#");
  }

  @Test
  void theEnvironmentOverridesTheFileWhateverItsCase() {
    Config config =
        read(
            "{\"agents\": {\"defaults\": {\"model\": \"from/file\"}}}",
            Map.of(
                "NANOBOT_AGENTS__DEFAULTS__MODEL", "from/env",
                "NANOBOT_AGENTS__DEFAULTS__MAX_TOKENS", "12",
                "NANOBOT_AGENTS__DEFAULTS__MAXTOOLITERATIONS", "3",
                "NANOBOT_AGENTS__DEFAULTS__FALLBACKMODELS", "a, b",
                "NANOBOT_PROVIDERS__OPENAI__API_KEY", "sk-1",
                "NANOBOT_TOOLS__EXEC__NETWORK", "true",
                "NANOBOT_HOME", "/elsewhere"));

    assertThat(config.agents().defaults().model()).isEqualTo("from/env");
    assertThat(config.agents().defaults().maxTokens()).isEqualTo(12);
    assertThat(config.agents().defaults().maxToolIterations()).isEqualTo(3);
    assertThat(config.agents().defaults().fallbackModels()).containsExactly("a", "b");
    assertThat(config.endpoint("openai").apiKey().reveal()).isEqualTo("sk-1");
    assertThat(config.tools().exec().network()).isTrue();
  }

  @Test
  void aVariableForNoKeyIsAProblem() {
    assertThat(problems("{}", Map.of("NANOBOT_AGENTS__DEFAULT__MODEL", "x")))
        .containsExactly("NANOBOT_AGENTS__DEFAULT__MODEL: there is no key for \"DEFAULT\"");
    assertThat(problems("{}", Map.of("NANOBOT_GATEWAY__PORT", "high")))
        .containsExactly("gateway.port: expected a whole number from 0 to 65535, found \"high\"");
  }

  @Test
  void referencesStandForVariablesAndAMissingOneIsAProblemWithItsPath() {
    Config config =
        read(
            """
        {"providers": {"openai": {"apiKey": "${KEY}", "apiBase": "http://$${KEY}/${KEY}"}},
         "gateway": {"port": "${PORT}"}}
        """,
            Map.of("KEY", "a$1b", "PORT", "80"));

    assertThat(config.endpoint("openai").apiKey().reveal()).isEqualTo("a$1b");
    assertThat(config.endpoint("openai").apiBase()).isEqualTo("http://${KEY}/a$1b");
    assertThat(config.gateway().port()).isEqualTo(80);
    assertThat(problems("{\"gateway\": {\"host\": \"${NOWHERE}\"}}", Map.of()))
        .containsExactly("gateway.host: the variable NOWHERE is not set");
  }

  @Test
  void aNumberWithAFractionIsNotAWholeNumber() {
    assertThat(problems("{\"gateway\": {\"port\": 80.5}}", Map.of()))
        .containsExactly("gateway.port: expected a whole number from 0 to 65535, found 80.5");
    assertThat(problems("{\"gateway\": {\"port\": 99999999999}}", Map.of())).hasSize(1);
  }

  @Test
  void aConfigurationShownHidesItsSecretsAndCanBeReadAgain() {
    Config config =
        read(
            """
        {"providers": {"openai": {"apiKey": "sk-very-secret", "extraBody": {"a": 1},
          "extraHeaders": {"x-key": "sk-very-secret"}}}}
        """,
            Map.of());
    String shown = config.json().toString();

    assertThat(shown)
        .doesNotContain("sk-very-secret")
        .contains("\"apiKey\":\"***\"")
        .contains("\"timeout\":60")
        .contains("\"tier\":\"sandbox\"");
    assertThat(config.toString()).doesNotContain("sk-very-secret");
    assertThat(read(shown, Map.of()).json()).isEqualTo(config.json());
  }
}
