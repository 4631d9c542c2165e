package dev.nanobot.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nanobot.message.Event;
import dev.nanobot.message.Redaction;
import dev.nanobot.message.Secret;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ToolHintTest {
  private static String hint(String arguments) {
    var secrets = new Redaction(Map.of(new Secret("correct-horse-battery"), "password"));
    return ToolHint.of(new Event.ToolStarted("c", "web_search", arguments), secrets);
  }

  @Test
  void aHintIsTheToolAndItsFirstText() {
    assertThat(hint("{\"count\": 3, \"query\": \"java 25\", \"x\": \"y\"}"))
        .isEqualTo("web_search(\"java 25\")");
    assertThat(hint("{}")).isEqualTo("web_search");
    assertThat(hint("not JSON")).isEqualTo("web_search");
  }

  @Test
  void aTokenIsNotShownWhetherWholeOrCut() {
    String token = "ghp_" + "a1B2".repeat(9);
    assertThat(hint("{\"query\": \"" + token + "\"}"))
        .isEqualTo("web_search(\"[REDACTED:github-token]\")");
    assertThat(hint("{\"query\": \"curl -H Authorization: " + token + "\"}"))
        .doesNotContain("ghp_");
  }

  /// The arguments come without it, unless a model writes it with escapes.
  @Test
  void aConfiguredSecretIsNotShownWhetherWholeOrCut() {
    String secret = "\\u0063orrect-horse-battery";
    assertThat(hint("{\"query\": \"" + secret + "\"}"))
        .isEqualTo("web_search(\"[REDACTED:password]\")");
    assertThat(hint("{\"query\": \"" + "x".repeat(25) + " " + secret + "\"}"))
        .doesNotContain("correct-horse");
  }

  @Test
  void aLongTextIsCutAndIsOneLine() {
    assertThat(hint("{\"query\": \"a\\nb " + "😀".repeat(60) + "\"}"))
        .isEqualTo("web_search(\"a b " + "😀".repeat(36) + "…\")");
  }
}
