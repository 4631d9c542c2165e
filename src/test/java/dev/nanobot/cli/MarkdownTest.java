package dev.nanobot.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class MarkdownTest {
  private static final Style COLOURED = new Style(true, true);
  private static final List<String> BLOCKS =
      List.of(
          "# A heading\n\n",
          "Some **bold** and `code` words that go on for a while and then stop.\n\n",
          "A line\nand another, with a [link](http://example.org/a) in it.\n\n",
          "- one\n- two\n  - inner *x*\n- three\n\n",
          "1. first\n\n2. second\n\n   more of it\n\n",
          "```java\nint x = 1;\n\n  if (a < b) *p;\n```\n\n",
          "> quoted text\n> more\n\n",
          "| a | b |\n|---|---|\n| 1 | 2 |\n\n",
          "---\n\n",
          "漢字漢字漢字漢字漢字漢字 and é\n\n");

  private static List<String> plain(List<Line> lines) {
    return lines.stream().map(Line::plain).toList();
  }

  private static List<String> render(String source, int columns) {
    return plain(new Markdown(COLOURED).render(source, columns));
  }

  static LongStream seeds() {
    return LongStream.range(0, 200);
  }

  @Test
  void aTextOfSeveralBlocksReadsWell() {
    assertThat(
            render(
                """
        # Title
        Hello **you**, see [this](http://x.org).

        1. one
        2. two
           - inner

        ```sh
        ls  -l
        ```
        """,
                40))
        .containsExactly(
            "Title",
            "",
            "Hello you, see this (http://x.org).",
            "",
            "1. one",
            "2. two",
            "   • inner",
            "",
            "── sh ──────────────────",
            "ls  -l",
            "────────────────────────");
  }

  @Test
  void aTableIsDrawnWhereItFitsAndToldWhereNot() {
    String table = "| name | what |\n|---|---|\n| one | first |\n| two | second |\n";
    assertThat(render(table, 40))
        .containsExactly("name  what", "────  ──────", "one   first", "two   second");
    assertThat(render(table, 11))
        .containsExactly("name: one", "what: first", "", "name: two", "what:", "second");
  }

  @Test
  void aControlCharacterHiddenInAnEntityIsShownToo() {
    assertThat(render("a&#27;[2Jb", 40)).containsExactly("aU+001B[2Jb");
  }

  @Test
  void aLabelCannotHideWhereALinkGoes() {
    assertThat(render("[http://bank.example](http://evil.example)", 80))
        .containsExactly("http://bank.example (http://evil.example)");
  }

  @Test
  void nestingWithoutEndIsShownAsWritten() {
    String deep = ">".repeat(5_000) + " end";
    assertThat(String.join("", render(deep, 80))).isEqualTo(deep);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void whatArrivesInPiecesLooksLikeTheWhole(long seed) {
    var random = new Random(seed);
    var source = new StringBuilder();
    for (int i = random.nextInt(6); i >= 0; i--) {
      source.append(BLOCKS.get(random.nextInt(BLOCKS.size())));
    }
    int columns = 10 + random.nextInt(60);
    var stream = new MarkdownStream(new Markdown(COLOURED));
    var lines = new ArrayList<Line>();
    for (int at = 0; at < source.length(); ) {
      int end = Math.min(source.length(), at + 1 + random.nextInt(9));
      lines.addAll(stream.append(source.substring(at, end), columns));
      at = end;
    }
    lines.addAll(stream.finish(columns));

    assertThat(plain(lines)).isEqualTo(render(source.toString(), columns));
    assertThat(lines).allMatch(line -> line.columns() <= columns);
  }

  @Test
  void aLongBlockIsShownBeforeItIsComplete() {
    var stream = new MarkdownStream(new Markdown(COLOURED));
    assertThat(plain(stream.append("```\none\ntwo\nthr", 40)))
        .containsExactly("────────────────────────", "one");
    assertThat(plain(stream.tail(40))).containsExactly("two", "thr", "────────────────────────");
  }
}
