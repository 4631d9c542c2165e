package dev.nanobot.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ButtonsTest {
  private static Buttons one(String label) {
    return new Buttons(List.of(List.of(label)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "  ",
        "\u200b",
        "two\nlines",
        "bell\u0007",
        "\u0000",
        "half \ud83d",
        "turned \u202eround",
        "line\u2028s",
        "12345678901234567890123456789012345678901234567890123456789012345"
      })
  void aLabelIsOneLineThatCanBeSeen(String label) {
    assertThatThrownBy(() -> one(label))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "the label of a button is one line of 1 to 64 characters, without control characters");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/pairing approve ABCD2345", " /new", "\u200b/stop", "/"})
  void aLabelIsNoControlWord(String label) {
    assertThatThrownBy(() -> one(label))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("does not begin with /");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"Yes", "and/or", "да", "👩‍👩‍👧‍👦", "<b>", "[x]", "\"", "שלום", "😀 😀"})
  void anyWordIsALabel(String label) {
    assertThat(Buttons.read(one(label).json())).isEqualTo(one(label));
    assertThat(one(label).namedAfter("Which?")).isEqualTo("Which?\n\n[" + label + "]");
  }

  @Test
  void aLabelIsMeasuredInCharactersAsTheyAreSeen() {
    assertThat(one("😀".repeat(64)).rows()).hasSize(1);
    assertThatThrownBy(() -> one("😀".repeat(65))).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void thereAreAsManyAsFitOnAScreen() {
    List<String> row = Collections.nCopies(8, "x");
    assertThat(new Buttons(Collections.nCopies(8, row)).rows()).hasSize(8);
    for (List<List<String>> rows :
        List.of(
            Collections.nCopies(9, row),
            List.of(Collections.nCopies(9, "x")),
            List.of(List.<String>of()))) {
      assertThatThrownBy(() -> new Buttons(rows))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("buttons are at most 8 rows of 1 to 8 labels");
    }
  }

  @Test
  void rowsAreNamedAsLines() {
    var buttons = new Buttons(List.of(List.of("Yes", " No "), List.of("Later")));
    assertThat(buttons.namedAfter("Which?\n")).isEqualTo("Which?\n\n[Yes] [No]\n[Later]");
    assertThat(Buttons.NONE.namedAfter("Which?\n")).isEqualTo("Which?\n");
    assertThat(Buttons.read("")).isEqualTo(Buttons.NONE);
    assertThat(Buttons.NONE.json()).isEmpty();
  }

  @Test
  void aSecretLeavesALabelThatFits() {
    var redaction = new Redaction(Map.of(new Secret("correct-horse"), "word"));
    String rest = "x".repeat(40);
    Buttons clean = one(rest + " correct-horse").without(redaction);
    assertThat(clean).isEqualTo(one(rest + " [REDACTED:word]"));
    var longer = new Redaction(Map.of(new Secret("correct-horse"), "w".repeat(60)));
    assertThat(one("correct-horse").without(longer)).isEqualTo(one("[REDACTED:" + "w".repeat(54)));
  }
}
