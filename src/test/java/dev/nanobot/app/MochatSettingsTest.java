package dev.nanobot.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nanobot.channel.Channel;
import dev.nanobot.channel.Mochat;
import dev.nanobot.channel.MochatSettings;
import dev.nanobot.channel.Policy;
import dev.nanobot.message.Json;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What the keys of Mochat come to.
class MochatSettingsTest {
  private static final String NEEDED =
      "'clawToken':'t','agentUserId':' a-1 ','sessions':['*'],'owners':['7']";

  private static MochatSettings bound(String keys, List<String> problems) {
    String json = "{'channels':{'mochat':{'enabled':true," + keys + "}}}";
    return new ConfigBinder(Map.of(), problems)
        .bind(Json.parse(json.replace('\'', '"')), Config.DEFAULTS)
        .channels()
        .mochat();
  }

  private static Mochat.Config config(String keys) {
    List<String> problems = new ArrayList<>();
    MochatSettings settings = bound(keys, problems);
    assertThat(problems).isEmpty();
    return settings.config();
  }

  private static Mochat.Push push(String more) {
    return config(NEEDED + more).push().orElseThrow();
  }

  @Test
  void whatIsNotWrittenIsAsMochatHasIt() {
    Mochat.Config config = config(NEEDED);
    assertThat(config.base()).isEqualTo("https://mochat.io");
    assertThat(config.agent()).isEqualTo("a-1");
    assertThat(config.token().reveal()).isEqualTo("t");
    assertThat(config.panels()).isEmpty();
    assertThat(config.delay()).isEmpty();
    assertThat(config.needsMention()).isFalse();
    assertThat(config.timing())
        .isEqualTo(
            new Mochat.Timing(
                Duration.ofSeconds(30),
                Duration.ofSeconds(25),
                100,
                Duration.ofMillis(500),
                Duration.ofSeconds(30),
                120));
    assertThat(push("").url()).hasToString("wss://mochat.io/socket.io/?EIO=4&transport=websocket");
    assertThat(push("").isBinary()).isTrue();
    assertThat(push("").attemptsMax()).isZero();
  }

  @Test
  void nobodyMayTalkButThoseWhoAreNamed() {
    Policy policy = config(NEEDED + ",'allowFrom':['8'],'pairing':false").policy();
    assertThat(policy.isOwner("7")).isTrue();
    assertThat(policy.isAllowed("8")).isTrue();
    assertThat(policy.isAllowed("9")).isFalse();
    assertThat(policy.pairs()).isFalse();
    assertThat(policy.letsEverybody()).isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "'agentUserId':'a','sessions':['*']|clawToken",
        "'clawToken':'t','agentUserId':' ','sessions':['*']|agentUserId",
        "'clawToken':'t','agentUserId':'a'|sessions and panels",
        "'clawToken':'t','agentUserId':'a','panels':['p'],'baseUrl':'x'|baseUrl",
        "'clawToken':'t','agentUserId':'a','panels':['p'],'socketUrl':'ftp://x'|socketUrl",
        "'clawToken':'t','agentUserId':'a','panels':['p'],'socketPath':'a b'|socketPath"
      })
  void whatCannotBeIsNamedWithItsPath(String keys, String problem) {
    var platform = new Platforms.Platform("mochat", bound(keys, new ArrayList<>()));
    assertThatThrownBy(platform::config)
        .isInstanceOf(ConfigException.class)
        .hasMessageStartingWith("channels.mochat." + problem);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "'refreshIntervalMs':999",
        "'watchTimeoutMs':120001",
        "'watchLimit':0",
        "'socketReconnectDelayMs':9",
        "'replyDelayMs':999",
        "'maxRetryAttempts':-1",
        "'replyDelayMode':'always'",
        "'messagesPerMinute':0",
        "'nonsense':1"
      })
  void aValueThatIsOutOfRangeOrUnknownIsAProblem(String key) {
    List<String> problems = new ArrayList<>();
    bound(NEEDED + "," + key, problems);
    assertThat(problems).hasSize(1);
    assertThat(problems.getFirst()).contains("channels.mochat." + key.split("'")[1]);
  }

  @Test
  void theSocketIsWhereTheServiceIsUnlessAnotherPlaceIsWritten() {
    String base = ",'baseUrl':'http://127.0.0.1:8080/'";
    assertThat(push(base).url())
        .hasToString("ws://127.0.0.1:8080/socket.io/?EIO=4&transport=websocket");
    assertThat(
            push(base + ",'socketUrl':'https://s.example.org','socketPath':'//deep/path/'").url())
        .hasToString("wss://s.example.org/deep/path/?EIO=4&transport=websocket");
    assertThat(push(",'socketDisableMsgpack':true").isBinary()).isFalse();
  }

  @Test
  void theLongestWaitIsNeverShorterThanTheFirst() {
    Mochat.Push push = push(",'socketReconnectDelayMs':5000,'socketMaxReconnectDelayMs':100");
    assertThat(push.reconnect()).isEqualTo(Duration.ofSeconds(5));
    assertThat(push.reconnectMax()).isEqualTo(Duration.ofSeconds(5));
    String delay = ",'replyDelayMode':'non-mention','replyDelayMs':9000,'replyDelayMaxMs':1000";
    assertThat(config(NEEDED + delay).delay())
        .contains(new Channel.Delay(Duration.ofSeconds(9), Duration.ofSeconds(9)));
  }

  @Test
  void theRulesOfGroupsAreThoseThatAreWritten() {
    String groups =
        ",'mention':{'requireInGroups':true},'groups':{'g':{'requireMention':false},"
            + "'*':{'requireMention':true}}";
    Mochat.Config config = config(NEEDED + groups);
    assertThat(config.needsMention()).isTrue();
    assertThat(config.groups()).isEqualTo(Map.of("g", false, "*", true));
  }
}
