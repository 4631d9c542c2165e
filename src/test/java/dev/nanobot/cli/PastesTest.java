package dev.nanobot.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PastesTest {
  private final Pastes pastes = new Pastes();

  @Test
  void aShortPasteIsShownAsItIs() {
    String text = "line\n".repeat(Pastes.LINES_SHOWN_MAX);
    assertThat(pastes.shown(text)).isEqualTo(text);
  }

  @Test
  void aLongPasteIsShownByItsSizeAndSaidWhole() {
    String text = "a $1 line [pasted 400 lines]\n".repeat(400);
    String shown = pastes.shown(text);
    assertThat(shown).isEqualTo("[pasted 400 lines]");
    assertThat(pastes.expanded("read " + shown + ", please"))
        .isEqualTo("read " + text + ", please");
    assertThat(pastes.shown("x".repeat(Pastes.CHARS_SHOWN_MAX + 1)))
        .isEqualTo("[pasted 2001 characters]");
  }

  @Test
  void twoPastesOfOneSizeAreTwoTexts() {
    String one = pastes.shown("one\n".repeat(20));
    String other = pastes.shown("other\n".repeat(20));
    assertThat(pastes.expanded(one + other))
        .startsWith("one\n")
        .endsWith("other\n")
        .isEqualTo("one\n".repeat(20) + "other\n".repeat(20));
  }

  @Test
  void onlyTheLastPastesAreRemembered() {
    String first = pastes.shown("first\n".repeat(20));
    for (int i = 0; i < Pastes.HELD_MAX; i++) pastes.shown("more\n".repeat(30));
    assertThat(pastes.expanded(first)).isEqualTo(first);
  }
}
