package dev.nanobot.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class VisibleTest {
  @Test
  void whatMovesTheCursorOrReordersIsShownByItsNumber() {
    assertThat(Visible.of("a\u001b[2Jb\u0007c\u009bd\u202ee\rf"))
        .isEqualTo("aU+001B[2JbU+0007cU+009BdU+202EeU+000Df");
  }

  @Test
  void ordinaryTextStaysAsItIs() {
    String text = "Größe 漢字 👩‍💻 é\nnext";
    assertThat(Visible.of(text)).isEqualTo(text);
    assertThat(Visible.of("a\tb\r\nc")).isEqualTo("a    b\nc");
  }
}
