package dev.nanobot.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class WrapTest {
  private static final List<String> PIECES =
      List.of(
          "a", "word", "looooooooooong", "漢字", "é", "👩‍💻", " ", "  ", "\u001b[31m", "x_y", "\t");

  private static List<String> plain(List<Line> lines) {
    return lines.stream().map(Line::plain).toList();
  }

  static String text(Random random) {
    return random
        .ints(random.nextInt(60), 0, PIECES.size())
        .mapToObj(PIECES::get)
        .collect(Collectors.joining(random.nextBoolean() ? " " : ""));
  }

  static LongStream seeds() {
    return LongStream.range(0, 300);
  }

  @Test
  void proseIsBrokenBetweenWords() {
    assertThat(plain(Wrap.words(List.of(Run.plain("one two three")), 8)))
        .containsExactly("one two", "three");
  }

  @Test
  void aWordThatFitsNowhereIsBrokenWhereTheLineIsFull() {
    assertThat(plain(Wrap.words(List.of(Run.plain("abcdefghij")), 4)))
        .containsExactly("abcd", "efgh", "ij");
  }

  @Test
  void wideCharactersTakeTwoColumns() {
    assertThat(plain(Wrap.words(List.of(Run.plain("漢字漢字漢")), 5))).containsExactly("漢字", "漢字", "漢");
  }

  @Test
  void codeKeepsItsSpaces() {
    assertThat(plain(Wrap.cells(List.of(Run.plain("  if (x)\n    y")), 40)))
        .containsExactly("  if (x)", "    y");
  }

  @Test
  void looksSurviveTheBreak() {
    var line = Wrap.words(List.of(Run.plain("ab "), new Run("cd ef", Style.BOLD)), 5);
    assertThat(line)
        .containsExactly(
            new Line(List.of(Run.plain("ab "), new Run("cd", Style.BOLD))),
            new Line(List.of(new Run("ef", Style.BOLD))));
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void noLineIsTooWideAndNothingButSpaceIsLost(long seed) {
    var random = new Random(seed);
    String text = text(random);
    int columns = 2 + random.nextInt(40);
    List<Line> words = Wrap.words(List.of(Run.plain(text)), columns);
    List<Line> cells = Wrap.cells(List.of(Run.plain(text)), columns);

    assertThat(words).allMatch(line -> line.columns() <= columns);
    assertThat(cells).allMatch(line -> line.columns() <= columns);
    String visible = Visible.of(text);
    assertThat(String.join("", plain(words)).replace(" ", "")).isEqualTo(visible.replace(" ", ""));
    assertThat(String.join("", plain(cells))).isEqualTo(visible);
  }
}
