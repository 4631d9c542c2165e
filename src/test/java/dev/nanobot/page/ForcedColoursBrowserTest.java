package dev.nanobot.page;

import static dev.nanobot.page.TalkingModel.GATE;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.openqa.selenium.Keys;

/// The page where the system sets all colours, as people with low vision choose it.
@Tag("slow")
@Timeout(180)
class ForcedColoursBrowserTest extends BrowserTestCase {
  private static final Path PICTURES = Path.of("target", "pictures");

  @BeforeEach
  void force() {
    browser.media("forced-colors", "active");
    assertThat(browser.run("return matchMedia('(forced-colors: active)').matches")).isEqualTo(true);
  }

  @AfterEach
  void setFree() {
    browser.media("forced-colors", "none");
  }

  /// What is drawn around something: the widths of its border and outline, where they have a style
  /// and another colour than what is behind.
  private static double edge(String css) {
    Object width =
        browser.run(
            """
            const style = getComputedStyle(document.querySelector(arguments[0]));
            const behind = getComputedStyle(document.body).backgroundColor;
            const seen = (kind, color, width) =>
              kind === 'none' || color === behind ? 0 : parseFloat(width);
            return Math.max(
              seen(style.borderBottomStyle, style.borderBottomColor, style.borderBottomWidth),
              seen(style.outlineStyle, style.outlineColor, style.outlineWidth));
            """,
            css);
    return ((Number) width).doubleValue();
  }

  @Test
  void whatColoursTellIsToldByEdgesAndWords() throws Exception {
    house.model.says(
        "Read two files",
        List.of("tool:read_file {\"path\": \"none.txt\"}", "tool:list_dir {\"path\": \".\"}"),
        List.of("One of them is missing."));
    browser.say("Read two files");
    browser.awaitText(".answer", "One of them is missing.");
    browser.awaitNone(".working");
    browser.await(".sidebar li.here");
    assertThat(edge(".bubble")).as("a message").isGreaterThanOrEqualTo(1);
    assertThat(edge(".card.call")).as("a call").isGreaterThanOrEqualTo(1);
    assertThat(edge(".box")).as("the composer").isGreaterThanOrEqualTo(1);
    assertThat(edge(".sidebar li.here")).as("the open chat").isGreaterThanOrEqualTo(1);
    assertThat(edge(".send")).as("the button that sends").isGreaterThanOrEqualTo(1);
    assertThat(browser.text(".card.call .state")).contains("failed", "ok");
    browser.write(".composer textarea", "/s");
    browser.await(".words li.chosen");
    assertThat(edge(".words li.chosen")).as("the word that is chosen").isGreaterThanOrEqualTo(1);
    browser.picture(PICTURES.resolve("forced-chat.png"));
    browser.wipe(".composer textarea");
    browser.run("location.hash = '#/messages'");
    browser.awaitText(".page table", "Answered");
    assertThat(edge(".sidebar .pages a[aria-current]")).as("the page").isGreaterThanOrEqualTo(1);
    browser.picture(PICTURES.resolve("forced-messages.png"));
  }

  @Test
  void theFocusIsSeenOnWhateverHasIt() throws Exception {
    house.model.says("Slowly", List.of("so ", GATE, "it is"));
    browser.say("Slowly");
    browser.awaitLive("so");
    assertThat(browser.text(".working")).contains("Writing");
    house.model.open("Slowly");
    browser.awaitText(".answer", "so it is");
    browser.await(".answer footer");
    for (int i = 0; i < 25; i++) {
      browser.type(Keys.TAB);
      browser.run(
          "document.querySelectorAll('.probe').forEach(e => e.classList.remove('probe'));"
              + "const has = document.activeElement;"
              + "(has.closest('.box, .attach') ?? has).classList.add('probe')");
      if (browser.run("return document.activeElement.tagName").equals("BODY")) continue;
      String what = String.valueOf(browser.run("return document.activeElement.outerHTML"));
      assertThat(edge(".probe")).as(what).isGreaterThanOrEqualTo(2);
    }
    browser.picture(PICTURES.resolve("forced-focus.png"));
  }
}
