package dev.nanobot.channel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TelegramHtmlTest {
  private static final Pattern TAG = Pattern.compile("<(/?)([a-z]+)[^<>]*>");

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "plain | plain",
        "a < b & c > d | a &lt; b &amp; c &gt; d",
        "**b** *i* ~~s~~ `` `c<d` `` | <b>b</b> <i>i</i> <s>s</s> <code>`c&lt;d`</code>",
        "# Head | <b>Head</b>",
        "[x](https://e.org/?a=1&b=\"2) | <a href=\"https://e.org/?a=1&amp;b=&quot;2\">x</a>",
        "[x](javascript:alert) | x (javascript:alert)",
        "![pic](https://e.org/p.png) | <a href=\"https://e.org/p.png\">pic</a>",
        "<script>x</script> | &lt;script&gt;x&lt;/script&gt;",
        "a_b_c and 2 * 3 * 4 | a_b_c and 2 * 3 * 4",
      })
  void whatHasATagIsShownWithItAndAllElseAsText(String markdown, String html) {
    assertThat(TelegramHtml.of(markdown)).isEqualTo(html);
  }

  @Test
  void blocksStandApart() {
    assertThat(TelegramHtml.of("# A\n\ntext\nmore\n\n- one\n- two\n  - three\n\n3. x\n4. y"))
        .isEqualTo("<b>A</b>\n\ntext\nmore\n\n• one\n• two\n  • three\n\n3. x\n4. y");
  }

  @Test
  void codeIsKeptAsItIs() {
    assertThat(TelegramHtml.of("```java\nif (a < b) {\n  c();\n}\n```"))
        .isEqualTo("<pre><code class=\"language-java\">if (a &lt; b) {\n  c();\n}</code></pre>");
    assertThat(TelegramHtml.of("```\" onclick\nx\n```")).isEqualTo("<pre>x</pre>");
  }

  @Test
  void aQuoteWithinAQuoteIsOneQuote() {
    assertThat(TelegramHtml.of("> a\n> > b")).isEqualTo("<blockquote>a\n\nb</blockquote>");
  }

  @Test
  void aTableIsShownInLines() {
    assertThat(TelegramHtml.of("| a | b |\n|---|---|\n| 1 | 2 |\n| 3 | 4 |"))
        .isEqualTo("<b>a</b> | <b>b</b>\n1 | 2\n3 | 4");
  }

  @Test
  void theDeepestNestingIsShownAsItWasWritten() {
    String deep = "> ".repeat(2_000) + "x";
    assertThat(TelegramHtml.of(deep)).doesNotContain("<blockquote>");
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void tagsAreBalancedWhateverIsWritten(long seed) {
    RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    List<String> pieces =
        List.of(
            "a",
            " ",
            "*",
            "**",
            "_",
            "~~",
            "`",
            "```\n",
            "[x](https://e.org)",
            "[",
            "](",
            "\n",
            "\n\n",
            "> ",
            "- ",
            "1. ",
            "# ",
            "<b>",
            "&",
            "| a | b |\n|---|---|\n",
            "    ");
    for (int run = 0; run < 300; run++) {
      var markdown = new StringBuilder();
      for (int i = 0; i < 30; i++) markdown.append(pieces.get(random.nextInt(pieces.size())));
      assertBalanced(markdown.toString());
    }
  }

  private static void assertBalanced(String markdown) {
    var open = new ArrayDeque<String>();
    Matcher tag = TAG.matcher(TelegramHtml.of(markdown));
    while (tag.find()) {
      if (tag.group(1).isEmpty()) open.push(tag.group(2));
      else assertThat(open.poll()).as(markdown).isEqualTo(tag.group(2));
    }
    assertThat(open).as(markdown).isEmpty();
  }
}
