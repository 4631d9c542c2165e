package dev.nanobot.tool;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Pages that were written to hurt their reader.
final class PageTest {
  private static final String BASE = "https://page.example/";

  @Test
  void emptyLinesBecomeOneWhateverTheirNumber() {
    String html = "<pre>a" + " \n".repeat(200_000) + "b</pre>";
    assertThat(Page.markdown(html, BASE)).isEqualTo("```\na\n\nb\n```");
    assertThat(Page.text(html, BASE)).isEqualTo("a\n\nb");
  }

  /// With a pattern that begins anew at each blank this takes hours.
  @Test
  @Timeout(180)
  void aLongRunOfBlanksIsReadOnce() {
    String html = "<pre>a" + " ".repeat(3_000_000) + "b</pre>";
    assertThat(Page.markdown(html, BASE)).hasSizeGreaterThan(3_000_000).endsWith("b\n```");
  }

  @Test
  void listsWithinListsDoNotMultiplyThePage() {
    String html = "<ul><li>".repeat(90) + "<ul>" + "<li>a".repeat(20_000);
    assertThat(Page.markdown(html, BASE)).contains("- ").hasSizeLessThan(html.length() * 20);
  }
}
