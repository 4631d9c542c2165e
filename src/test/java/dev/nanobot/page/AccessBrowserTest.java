package dev.nanobot.page;

import static dev.nanobot.page.TalkingModel.GATE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.nanobot.message.Json;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.openqa.selenium.Keys;
import tools.jackson.databind.node.ObjectNode;

/// The page for everybody: by keyboard alone, on narrow screens, with large text, by a screen
/// reader's rules.
@Tag("slow")
@Timeout(180)
class AccessBrowserTest {
  private static final List<String> PAGES =
      List.of(
          "messages",
          "messages/1",
          "sessions",
          "schedule",
          "memory",
          "usage",
          "channels",
          "health",
          "settings",
          "setup");
  private static final String AXE = "/META-INF/resources/webjars/axe-core/4.6.3/axe.min.js";
  private static final String WIDE_TEXT =
      "A word of length: "
          + "x".repeat(300)
          + "\n\n| a | b | c | d | e |\n|---|---|---|---|---|\n| "
          + "wide cell of a table | ".repeat(5)
          + "\n\n```\n"
          + "long line ".repeat(40)
          + "\n```\n\n$$"
          + "x + ".repeat(60)
          + "y$$";

  @TempDir private static Path home;
  private static PageHouse house;
  private static Browser browser;
  private static String chat;

  @BeforeAll
  static void open() throws IOException, InterruptedException {
    house = new PageHouse(home);
    browser = house.browser;
    house.model.says(
        "Show it all",
        List.of("think:About it.", "tool:list_dir {\"path\": \".\"}"),
        List.of("# Head\n\n" + WIDE_TEXT + "\n\n[link](https://a.example) and `code`\n\n- item"));
    browser.say("Show it all");
    browser.await(".answer footer");
    browser.awaitNone(".working");
    browser.awaitText(".sidebar", "Show it all");
    chat = "s/" + house.session();
    house.gateway.post("/api/cron/jobs", job());
  }

  private static ObjectNode job() {
    var job = Json.object().put("name", "Brief").put("message", "Be brief");
    job.putObject("schedule").put("kind", "every").put("everyMs", 21_600_000);
    return job;
  }

  @AfterAll
  static void close() {
    house.close();
  }

  @BeforeEach
  void begin() {
    browser.size(1280, 800);
    browser.media("prefers-color-scheme", "light");
  }

  @AfterEach
  void noComplaint() {
    // Axe reads plots back to measure their contrast.
    assertThat(house.complaints(line -> line.contains("willReadFrequently"))).isEmpty();
  }

  /// Leads over an address of no page: what is seen then is no more of the page before.
  private static void go(String page) throws InterruptedException {
    browser.run("location.hash = '#/nowhere'");
    browser.awaitText("main", "There is no such page.");
    browser.run("location.hash = arguments[0]", "#/" + page);
    browser.until(() -> isShown(browser.text("main")), page + " is shown");
    if (page.equals(chat)) browser.await(".answer footer");
  }

  private static boolean isShown(String text) {
    boolean isNone = text.contains("There is no such page.") || text.contains("Loading …");
    return !isNone && browser.count("main *") > 3;
  }

  @ParameterizedTest
  @CsvSource({"1280,light", "1280,dark", "390,light", "390,dark"})
  void everyPageKeepsTheRules(int width, String theme) throws Exception {
    browser.size(width, 844);
    browser.media("prefers-color-scheme", theme);
    for (String page : pages()) {
      go(page);
      assertThat(broken()).as(page + " at " + width + " " + theme).isEmpty();
    }
  }

  private static List<String> pages() {
    var pages = new ArrayList<>(PAGES);
    pages.add(chat);
    return pages;
  }

  /// The rules of WCAG 2.2 A and AA that the page breaks, as axe finds them.
  @SuppressWarnings("unchecked")
  private static List<String> broken() throws IOException {
    if (!browser.isTrue("typeof axe === 'object'")) browser.run(axe());
    Object found =
        browser
            .driver()
            .executeAsyncScript(
                """
                const done = arguments[arguments.length - 1];
                const rules = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];
                axe.run(document, {runOnly: rules})
                  .then(result => done(result.violations.map(one => one.id + ': ' +
                    one.nodes.map(node => node.html.slice(0, 150) + ' ' +
                      node.any.concat(node.all).map(check => check.message).join('; '))
                      .join(' | '))));
                """);
    return (List<String>) Objects.requireNonNull(found);
  }

  private static String axe() throws IOException {
    try (InputStream in = AccessBrowserTest.class.getResourceAsStream(AXE)) {
      assertThat(in).isNotNull();
      return new String(in.readAllBytes(), UTF_8);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {320, 390, 720, 1280})
  void nothingScrollsSideways(int width) throws Exception {
    browser.size(width, 700);
    for (String page : pages()) {
      go(page);
      assertThat(overflow()).as(page).isEmpty();
    }
  }

  @Test
  void textOfTwiceTheSizeLosesNothing() throws Exception {
    try {
      browser.run("document.documentElement.style.setProperty('font-size', '32px')");
      for (String page : pages()) {
        go(page);
        assertThat(overflow()).as(page).isEmpty();
      }
      go(chat);
      assertComposerIsWhole();
    } finally {
      browser.run("document.documentElement.style.removeProperty('font-size')");
    }
  }

  /// What is wider than the window, and not within something that scrolls by itself.
  @SuppressWarnings("unchecked")
  private static List<String> overflow() {
    return (List<String>)
        browser.run(
            """
            const scrolls = e => { for (e = e.parentElement; e; e = e.parentElement)
              if (['auto', 'scroll', 'hidden'].includes(getComputedStyle(e).overflowX) &&
                !e.matches('.thread, .page, body, html')) return true; return false; };
            const wide = [...document.querySelectorAll('main *, header *')].filter(e =>
              !e.closest('svg, math, .unseen') && getComputedStyle(e).visibility !== 'hidden' &&
              getComputedStyle(e).clipPath === 'none' && !scrolls(e) &&
              e.getBoundingClientRect().right > innerWidth + 1);
            if (document.documentElement.scrollWidth > innerWidth) wide.push(document.body);
            return wide.map(e => e.tagName + '.' + e.className);
            """);
  }

  private static void assertComposerIsWhole() {
    assertThat(
            browser.run(
                """
                const box = document.querySelector('.composer').getBoundingClientRect();
                return box.bottom <= innerHeight + 1 && box.top >= 0 &&
                  box.left >= 0 && box.right <= innerWidth + 1;
                """))
        .isEqualTo(true);
  }

  @ParameterizedTest
  @CsvSource({"320,568", "390,844", "844,390", "1280,800"})
  void theComposerIsWholeOnEveryScreen(int width, int height) throws Exception {
    browser.size(width, height);
    go(chat);
    assertComposerIsWhole();
    browser.await(".composer textarea");
    browser.run(
        """
        const field = document.querySelector('.composer textarea');
        field.value = 'line\\n'.repeat(60);
        field.dispatchEvent(new Event('input', {bubbles: true}));
        """);
    browser.until(() -> height("textarea") > 60, "the composer has grown");
    assertComposerIsWhole();
    browser.run(
        """
        const field = document.querySelector('.composer textarea');
        field.value = '';
        field.dispatchEvent(new Event('input', {bubbles: true}));
        """);
    browser.until(() -> height("textarea") < 60, "the composer is small again");
  }

  private static long height(String css) {
    return ((Number) browser.run("return document.querySelector(arguments[0]).clientHeight", css))
        .longValue();
  }

  @Test
  void fromSignInToAnAnswerByKeyboardAlone() throws Exception {
    house.model.says(
        "By keys alone",
        List.of("tool:list_dir {\"path\": \".\"}"),
        List.of("by keys ", GATE, "done"));
    browser.driver().manage().deleteAllCookies();
    browser.open(house.gateway.address() + "/#/");
    browser.driver().navigate().refresh();
    browser.awaitFocus("#token");
    browser.type(house.gateway.token(), Keys.ENTER);
    browser.awaitFocus(".composer textarea");
    browser.type("By keys alone", Keys.ENTER);
    browser.awaitLive("by keys");
    tabTo("SUMMARY");
    browser.type(Keys.ENTER);
    browser.awaitText(".card.call .inside", "list_dir");
    assertThat(focused()).startsWith("SUMMARY");
    house.model.open("By keys alone");
    browser.awaitText(".answer", "by keys done");
    browser.awaitNone(".working");
    assertThat(focused()).as("the focus stays when a turn ends").startsWith("SUMMARY");
    browser.type("/");
    browser.awaitFocus(".composer textarea");
    browser.chord(Keys.ALT, Keys.ARROW_UP);
    browser.until(() -> focused().startsWith("ARTICLE"), "the last message has the focus");
  }

  private static void tabTo(String tag) {
    for (int i = 0; i < 60 && !focused().startsWith(tag); i++) {
      browser.chord(Keys.SHIFT, Keys.TAB);
      assertThat(browser.run("return document.activeElement.matches(':focus-visible')"))
          .as(focused())
          .isEqualTo(true);
    }
    assertThat(focused()).startsWith(tag);
  }

  private static String focused() {
    return String.valueOf(
        browser.run(
            "return document.activeElement.tagName + ' ' + document.activeElement.className"));
  }

  @Test
  void theDrawerOfAPhoneOpensAndCloses() throws Exception {
    browser.size(390, 844);
    go(chat);
    browser.awaitNone(".sidebar");
    browser.click(".head .drawer-only");
    browser.await(".sidebar");
    browser.type(Keys.ESCAPE);
    browser.awaitNone(".sidebar");
    browser.click(".head .drawer-only");
    browser.click(".sidebar .pages a[href='#/health']");
    browser.awaitText(".head h1", "Health");
    browser.awaitNone(".sidebar");
  }

  @Test
  void whoeverWantsNoMotionHasNone() throws Exception {
    browser
        .driver()
        .executeCdpCommand(
            "Emulation.setEmulatedMedia",
            Map.of(
                "features", List.of(Map.of("name", "prefers-reduced-motion", "value", "reduce"))));
    house.model.says("Without motion", List.of("slow", GATE, "ly"));
    browser.run("location.hash = '#/'");
    browser.until(() -> browser.count(".log article") == 0, "a new chat");
    browser.say("Without motion");
    browser.awaitLive("slow");
    assertThat(
            browser.run(
                "return document.getAnimations().filter(a => a.playState === 'running').length"))
        .isEqualTo(0L);
    browser.awaitText(".working", "Writing ·");
    house.model.open("Without motion");
    browser.awaitText(".answer", "slowly");
  }
}
