package dev.nanobot.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nanobot.channel.Channel;
import dev.nanobot.channel.ChannelConfig;
import dev.nanobot.channel.Channels;
import dev.nanobot.channel.Policy;
import dev.nanobot.channel.Steps;
import dev.nanobot.channel.Telegram;
import dev.nanobot.http.Http;
import dev.nanobot.message.Json;
import dev.nanobot.message.SessionKey;
import dev.nanobot.world.RealWorld;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PlatformsTest {
  private static final String SECRET = "\"webhookSecretToken\":\"0123456789abcdef\"";

  private static Channels channels(String telegram) {
    List<String> problems = new ArrayList<>();
    String json = "{\"channels\":{\"telegram\":{\"enabled\":true," + telegram + "}}}";
    Config config = new ConfigBinder(Map.of(), problems).bind(Json.parse(json), Config.DEFAULTS);
    assertThat(problems).isEmpty();
    return config.channels();
  }

  private static List<ChannelConfig> configs(Channels channels) {
    return Platforms.of(channels).stream().map(Platforms.Platform::config).toList();
  }

  private static List<String> problems(String channels) {
    String json = "{'channels':{" + channels + "}}";
    Config config = new ConfigReader(Map.of()).read(json.replace('\'', '"'), "config.json");
    return Engine.problems(config);
  }

  @Test
  void nothingIsEnabledByItself() {
    assertThat(Platforms.of(Config.DEFAULTS.channels())).isEmpty();
    assertThat(Platforms.endpoints(Config.DEFAULTS.channels())).isEmpty();
  }

  @Test
  void aBotOfTelegramKeepsStrangersOut() {
    Channels channels = channels("\"token\":\"1:a\",\"owners\":[\"7\"],\"groupPolicy\":\"open\"");
    List<ChannelConfig> platforms = configs(channels);
    assertThat(platforms).hasSize(1);
    var telegram = (Telegram.Config) platforms.getFirst();
    assertThat(telegram.apiBase()).isEqualTo("https://api.telegram.org");
    assertThat(telegram.webhookUrl()).isEmpty();
    assertThat(telegram.policy().isOwner("7")).isTrue();
    assertThat(telegram.policy().isAllowed("8")).isFalse();
    assertThat(telegram.policy().groups()).isEqualTo(Policy.Groups.OPEN);
    assertThat(Platforms.endpoints(channels)).containsExactly("telegram");
  }

  private static Steps steps(String channels, String chat) {
    String json = "{'channels':{" + channels + "}}";
    Config config = new ConfigReader(Map.of()).read(json.replace('\'', '"'), "config.json");
    return Platforms.steps(config.channels()).apply(SessionKey.parse(chat));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "'telegram':{'enabled':true}|telegram:7|false|false",
        "'telegram':{'enabled':true,'sendToolHints':true}|telegram:7|false|false",
        "'telegram':{'enabled':true,'streaming':false}|telegram:7|true|false",
        "'telegram':{'enabled':true,'streaming':false}|telegram:-100|false|false",
        "'telegram':{'streaming':false}|telegram:7|false|false",
        "'telegram':{'enabled':true,'streaming':false,'sendProgress':false}|telegram:7|false|false",
        "'telegram':{'enabled':true,'streaming':false}|cli:direct|false|false",
        "'mochat':{'enabled':true}|mochat:s1|true|false",
        "'mochat':{'enabled':true,'sendToolHints':true}|mochat:s1|true|true",
        "'mochat':{'enabled':true,'sendToolHints':true}|mochat:p:panel|false|false",
        "'mochat':{'enabled':true,'sendProgress':false}|mochat:s1|false|false",
        "'stdio':{'enabled':true}|stdio:7|false|false",
        "'stdio':{'enabled':true,'sendProgress':true}|stdio:7|true|false",
        "'email':{'enabled':true}|email:a%40b.c|false|false"
      })
  void chatsAreToldOfStepsAsTheirPlatformSays(
      String channels, String chat, boolean areTexts, boolean areHints) {
    assertThat(steps(channels, chat)).isEqualTo(new Steps(areTexts, areHints));
  }

  @Test
  void whatIsMissingIsNamedWithItsPath() {
    assertThatThrownBy(() -> configs(channels("\"token\":\"\"")))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("channels.telegram.token");
    String called = "\"token\":\"1:a\",\"mode\":\"webhook\"";
    assertThatThrownBy(() -> configs(channels(called + "," + SECRET)))
        .hasMessageContaining("channels.telegram.webhookUrl");
    String where = called + ",\"webhookUrl\":\"https://e.org/channels/telegram\"";
    assertThatThrownBy(() -> configs(channels(where)))
        .hasMessageContaining("channels.telegram.webhookSecretToken");
    assertThatThrownBy(() -> configs(channels(where + ",\"webhookSecretToken\":\"too short\"")))
        .hasMessageContaining("channels.telegram.webhookSecretToken: ")
        .hasMessageContaining("16 to 256");
    assertThat(configs(channels(where + "," + SECRET))).hasSize(1);
    assertThatThrownBy(() -> configs(channels("\"token\":\"1:a\",\"apiBase\":\"x\"")))
        .hasMessageContaining("channels.telegram.apiBase");
  }

  @ParameterizedTest
  @CsvSource(
      nullValues = "-",
      value = {
        "https://Bot.example.org/channels/telegram, -, bot.example.org",
        "https://bot.example.org/channels/telegram, example.org, bot.example.org",
        "https://bot.example.org:8443/channels/telegram, BOT.example.org, -",
        "http://127.0.0.1:18790/channels/telegram, -, -"
      })
  void aNameThatIsCalledAndDoesNotLeadHereIsWarnedOf(
      String url, @Nullable String hosts, @Nullable String warnedOf) {
    String json =
        "{'gateway':{'publicHosts':[%s]},'channels':{'telegram':{'enabled':true,'token':'1:a',"
            + "'mode':'webhook','webhookUrl':'%s',%s}}}";
    String named = hosts == null ? "" : "'" + hosts + "'";
    String text = json.formatted(named, url, SECRET).replace('\'', '"');
    Config config = new ConfigReader(Map.of()).read(text, "config.json");
    assertThat(Engine.problems(config)).isEmpty();
    List<String> warnings = Instance.warnings(config);
    if (warnedOf == null) assertThat(warnings).isEmpty();
    else {
      assertThat(warnings)
          .singleElement()
          .asString()
          .startsWith("channels.telegram: it calls " + warnedOf + ", which is not in gateway.");
    }
  }

  @ParameterizedTest
  @CsvSource({"@ann", "ann", "-100123", "042", "' 42'", "''"})
  void whoeverIsNotNamedByAnIdOfTelegramIsToldInsteadOfWaitingForThem(String entry) {
    String expected =
        "channels.telegram.%s: expected the numeric id of a person, found \"" + entry + "\"";
    String bot = "'telegram':{'enabled':true,'token':'1:a','%s':['42','" + entry + "']}";
    assertThat(problems(bot.formatted("owners"))).containsExactly(expected.formatted("owners[1]"));
    assertThat(problems(bot.formatted("allowFrom")))
        .containsExactly(expected.formatted("allowFrom[1]"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "telegram|'token':'1:a'",
        "mochat|'clawToken':'t','agentUserId':'a','panels':['*']",
        "email|'consentGranted':true,'imapHost':'h','smtpHost':'h','fromAddress':'a@h',"
            + "'authservId':'h'"
      })
  void everybodyMayBeLetInButNobodyIsEveryOwner(String name, String needed) {
    String platform = "'" + name + "':{'enabled':true," + needed + ",'%s':['*']}";
    assertThat(problems(platform.formatted("allowFrom"))).isEmpty();
    assertThat(problems(platform.formatted("owners")))
        .containsExactly("channels." + name + ".owners[0]: everybody cannot be an owner");
  }

  @Test
  void whatIsWrongWithEachPlatformIsToldAtOnce() {
    String email = "'email':{'enabled':true,'consentGranted':false}";
    assertThat(problems("'telegram':{'enabled':true}," + email))
        .containsExactly(
            "channels.telegram.enabled: a bot has a token in channels.telegram.token",
            "channels.email.consentGranted is not set");
  }

  @Test
  void everyPlatformIsCalledAsItsKey() throws Exception {
    String all =
        "{'channels':{'stdio':{'enabled':true},'telegram':{'enabled':true,'token':'1:a'},"
            + "'mochat':{'enabled':true,'clawToken':'t','agentUserId':'a','panels':['*']},"
            + "'email':{'enabled':true,'consentGranted':true,'imapHost':'h','smtpHost':'h',"
            + "'fromAddress':'a@h','authservId':'h'}}}";
    Config config = new ConfigReader(Map.of()).read(all.replace('\'', '"'), "config.json");
    var world = new RealWorld();
    try (var http = new Http(world)) {
      var means = new ChannelConfig.Means(world, http, System.in, System.out);
      assertThat(Platforms.open(config.channels(), means))
          .extracting(Channel::name)
          .containsExactly("stdio", "telegram", "mochat", "email")
          .isEqualTo(Platforms.endpoints(config.channels()));
    }
  }
}
