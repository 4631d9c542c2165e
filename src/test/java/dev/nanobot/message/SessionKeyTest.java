package dev.nanobot.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class SessionKeyTest {
  private static final Path NAUGHTY = Path.of("src/test/resources/corpora/blns/blns.json");

  @Test
  void aKeyReadsLikeWhatItNames() {
    assertThat(SessionKey.of("cli", "direct").value()).isEqualTo("cli:direct");
    assertThat(new SessionKey("telegram", "work", "42", "7").value())
        .isEqualTo("telegram@work:42:7");
    assertThat(new SessionKey("telegram", "work", "42", "7").endpoint()).isEqualTo("telegram@work");
  }

  @Test
  void noTwoKeysLookAlike() {
    var parts =
        List.of(
            "a",
            "b",
            "c",
            "a:b",
            "b:c",
            "a@b",
            "@",
            ":",
            "%",
            "%3A",
            "%3a",
            "A",
            "..",
            ".",
            "b.",
            "b..",
            "/",
            "\\",
            " ",
            "b ",
            "b\u0000",
            "\u00e9",
            "e\u0301",
            "\ud83d\ude00",
            "-",
            "_",
            "x".repeat(300));
    var optional = new ArrayList<>(parts.subList(0, 8));
    optional.add("");
    Map<String, SessionKey> seen = new HashMap<>();
    for (String channel : parts) {
      for (String chat : parts) {
        for (String account : optional) {
          for (String thread : optional) {
            var key = new SessionKey(channel, account, chat, thread);
            assertThat(seen.put(key.value(), key)).as(key.value()).isNull();
            assertThat(SessionKey.parse(key.value())).isEqualTo(key);
          }
        }
      }
    }
  }

  @Test
  void aKeyIsAsciiThatNoFileSystemOrLogMisreads() {
    var key = new SessionKey("a:b", "c@d", "\u00e9/../x\n", "\ud83d\ude00");
    assertThat(key.value()).matches("[A-Za-z0-9._%@:-]+").doesNotContain("/", "\n");
  }

  @Test
  void everyNaughtyStringComesBackAsItWas() throws Exception {
    JsonNode strings = Json.parse(Files.readString(NAUGHTY));
    Map<String, String> seen = new HashMap<>();
    int count = 0;
    for (JsonNode node : strings) {
      String text = node.stringValue();
      if (text.isEmpty() || text.length() > SessionKey.COMPONENT_CHARS_MAX) continue;
      var key = new SessionKey("chat", text, text, text);
      assertThat(SessionKey.parse(key.value())).isEqualTo(key);
      assertThat(seen.getOrDefault(key.value(), text)).isEqualTo(text);
      seen.put(key.value(), text);
      count++;
    }
    assertThat(count).isGreaterThan(250);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ":",
        "a",
        "a:",
        ":b",
        "a:b:",
        "a:b:c:d",
        "@a:b",
        "a@:b",
        "a@b@c:d",
        "a b:c",
        "a:b c",
        "a:%62",
        "a:%3a",
        "a:%",
        "a:%4",
        "a:%zz",
        "a:%FF",
        "a:%C0%AF",
        "a:%ED%A0%80",
        "a:\u00e9",
        "a:\u0162",
        "a:b\n",
        "a:b/c"
      })
  void whatIsNotWrittenLikeAKeyIsRefused(String value) {
    assertThatThrownBy(() -> SessionKey.parse(value)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aHalfOfACharacterIsRefused() {
    for (String half : List.of("\ud83d", "\ude00", "a\ud83d", "\ude00\ud83d")) {
      assertThatThrownBy(() -> SessionKey.of("chat", half).value())
          .as("half")
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void aComponentHasALimit() {
    String longest = "x".repeat(SessionKey.COMPONENT_CHARS_MAX);
    assertThat(SessionKey.parse(SessionKey.of("chat", longest).value()).chat()).isEqualTo(longest);
    assertThatThrownBy(() -> SessionKey.of("chat", longest + "x"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("at most 512");
  }

  @Test
  void aKeyHasAChannelAndAChat() {
    assertThatThrownBy(() -> SessionKey.of("", "chat"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> SessionKey.of("chat", ""))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
