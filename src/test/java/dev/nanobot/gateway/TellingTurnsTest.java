package dev.nanobot.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nanobot.channel.Steps;
import dev.nanobot.message.Message.Assistant;
import dev.nanobot.message.Message.ToolCall;
import dev.nanobot.message.Redaction;
import dev.nanobot.message.Secret;
import dev.nanobot.message.SessionKey;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TellingTurnsTest {
  private static final ToolCall READ = new ToolCall("1", "read_file", "{\"path\":\"a.txt\"}");
  private static final ToolCall LIST = new ToolCall("2", "list_dir", "{}");
  private static final ToolCall SAY = new ToolCall("3", "message", "{\"content\":\"hi\"}");

  private static String told(Steps steps, String text, ToolCall... calls) {
    Turns nobody =
        (session, opening) -> {
          throw new AssertionError("no turn is wanted");
        };
    var secrets = new Redaction(Map.of(new Secret("correct-horse-battery"), "password"));
    return new TellingTurns(nobody, session -> steps, () -> secrets)
        .told(SessionKey.of("chat", "1"), new Assistant(text, List.of(calls), List.of()));
  }

  @Test
  void aStepIsToldInOneMessageTheTextBeforeTheHints() {
    assertThat(told(new Steps(true, true), "Let me look.\n", READ, LIST))
        .isEqualTo("Let me look.\n`read_file(\"a.txt\")`\n`list_dir`");
  }

  @Test
  void ofTextsAndHintsOnlyWhatIsWantedIsTold() {
    assertThat(told(new Steps(true, false), "Let me look.", READ)).isEqualTo("Let me look.");
    assertThat(told(new Steps(false, true), "Let me look.", READ))
        .isEqualTo("`read_file(\"a.txt\")`");
    assertThat(told(Steps.NONE, "Let me look.", READ)).isEmpty();
  }

  @Test
  void hintsHoldNoSecretNorTheHalfOfOne() {
    String path = "x".repeat(25) + "/\\u0063orrect-horse-battery";
    var call = new ToolCall("1", "read_file", "{\"path\":\"" + path + "\"}");
    assertThat(told(new Steps(false, true), "", call)).doesNotContain("correct-horse");
  }

  @Test
  void whatAToolIsCalledWithIsNoMarkdown() {
    var init = new ToolCall("1", "read_file", "{\"path\":\"a/__init__.py\"}");
    var link = new ToolCall("2", "exec", "{\"command\":\"`[x](https://y.example)`\"}");
    assertThat(told(new Steps(false, true), "", init, link))
        .isEqualTo("`read_file(\"a/__init__.py\")`\n`` exec(\"`[x](https://y.example)`\") ``");
  }

  @Test
  void whereThereIsNothingToTellNothingIsTold() {
    assertThat(told(new Steps(true, false), " \n", READ)).isEmpty();
    assertThat(told(new Steps(true, true), "", SAY)).isEmpty();
  }
}
