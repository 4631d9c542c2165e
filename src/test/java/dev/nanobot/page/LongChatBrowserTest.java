package dev.nanobot.page;

import static dev.nanobot.page.TalkingModel.GATE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.nanobot.message.Message.Assistant;
import dev.nanobot.message.Message.User;
import dev.nanobot.message.Principal;
import dev.nanobot.message.SessionKey;
import dev.nanobot.store.Imports.Dated;
import dev.nanobot.store.SqliteStore;
import dev.nanobot.world.RealWorld;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.openqa.selenium.Keys;

/// A conversation of a thousand messages: what is done for a key, or for a piece of an answer, does
/// not grow with it. Work is counted, not timed.
@Tag("slow")
@Timeout(180)
class LongChatBrowserTest extends BrowserTestCase {
  private static final int MESSAGES = 1_000;
  private static final SessionKey LONG = SessionKey.parse("web:long");

  /// From here on counts how often the page reads one of its entries, and which articles change.
  private static final String WATCH =
      """
      const done = arguments[arguments.length - 1];
      const version = document.querySelector('meta[name=version]').content;
      import(`/assets/${version}/js/state.js`).then(async ({ state }) => {
        const frame = () => new Promise(requestAnimationFrame);
        while (state.session.standing.head === undefined) await frame();
        await frame(); // What the gateway tells at first is drawn.
        await frame();
        window.read = 0;
        window.touched = new Set();
        const counted = list => new Proxy(list, { get: (all, name) => {
          if (typeof name === 'string' && /^\\d+$/.test(name)) window.read += 1;
          return Reflect.get(all, name);
        } });
        state.session.entries = counted(state.session.entries);
        window.watch = new MutationObserver(changes => {
          for (const { target } of changes) {
            const near = target.nodeType === 1 ? target : target.parentElement;
            window.touched.add(near?.closest('article, .log') ?? near);
          }
        });
        window.watch.observe(document.querySelector('.log'),
          { subtree: true, childList: true, characterData: true, attributes: true });
        done();
      });
      """;

  @BeforeEach
  void fill() throws InterruptedException {
    var before = Instant.parse("2026-01-02T08:00:00Z");
    List<Dated> messages = new ArrayList<>();
    for (int i = 0; i < MESSAGES / 2; i++) {
      Instant at = before.plusSeconds(60L * i);
      messages.add(new Dated(at, new User("question " + i, at, "local:local")));
      String answer = "**answer** " + i + "\n\n- one\n- two\n\n```java\nint x = " + i + ";\n```\n";
      messages.add(new Dated(at.plusSeconds(5), Assistant.of(answer)));
    }
    try (var store = SqliteStore.open(new RealWorld(), home.resolve("nanobot.db"))) {
      store.imports().conversation(LONG, "long", Principal.LOCAL, messages);
    }
    house.reload();
    browser.run("location.hash = '#/s/web%3Along'");
    browser.awaitText(".answer", "answer 499");
  }

  private static long count(String script) {
    return ((Number) browser.run("return " + script)).longValue();
  }

  /// How far the end is below what is seen.
  private static long left() {
    return count(
        "(t => Math.round(t.scrollHeight - t.scrollTop - t.clientHeight))"
            + "(document.querySelector('.thread'))");
  }

  private static long articles() {
    return count("document.querySelectorAll('.log article').length");
  }

  /// Shows the conversation from its beginning on.
  private static void showAll() throws InterruptedException {
    while (browser.count(".log .center button") > 0) {
      long before = articles();
      browser.press(".log .center button");
      browser.until(
          () -> articles() > before || browser.count(".log .center button") == 0, "more of it");
    }
    assertThat(articles()).isEqualTo(MESSAGES);
    browser.frames(); // What one reads stays where it is: it is put there when all is drawn.
  }

  private static void watch() {
    browser.driver().executeAsyncScript(WATCH);
  }

  @Test
  void itOpensWithItsEnd() throws Exception {
    assertThat(articles()).isBetween(20L, 250L);
    browser.until(() -> left() < 4, "its end");
    showAll();
    assertThat(browser.text(".log article:first-of-type")).contains("question 0");
  }

  @Test
  void aKeyGoesThroughNoMessage() throws Exception {
    showAll();
    watch();
    browser.write(".composer textarea", "a question of my own");
    browser.awaitText(".hint", "Draft kept");
    assertThat(count("window.read")).as("entries read").isZero();
    assertThat(count("window.touched.size")).as("articles changed").isZero();
    browser.wipe(".composer textarea");
  }

  @Test
  void readingUpwardsGoesThroughNoMessage() throws Exception {
    showAll();
    watch();
    for (int i = 0; i < 10; i++) {
      browser.run("document.querySelector('.thread').scrollBy(0, -400)");
    }
    browser.await(".to-end");
    assertThat(count("window.read")).as("entries read").isZero();
    assertThat(count("window.touched.size")).as("articles changed").isZero();
    browser.run("document.activeElement.blur()");
    browser.type(Keys.END);
    browser.awaitNone(".to-end");
  }

  @Test
  void aPieceOfAnAnswerChangesThatAnswerAlone() throws Exception {
    showAll();
    List<String> pieces = new ArrayList<>(List.of("begun"));
    for (int i = 0; i < 50; i++) pieces.add(" piece " + i);
    pieces.addAll(1, List.of(" and ", GATE));
    pieces.addAll(List.of(" ended", GATE));
    house.model.says("Write to the long chat", pieces);
    browser.say("Write to the long chat");
    browser.awaitLive("begun");
    watch();
    house.model.open("Write to the long chat");
    browser.awaitText(".answer", "piece 49 ended");
    browser.awaitNone(".working");
    assertThat(count("window.touched.size")).as("places changed").isLessThan(10);
    browser.until(() -> articles() == MESSAGES + 2, "a question and an answer more");
    browser.run("location.hash = '#/'");
    browser.driver().executeScript("window.watch.disconnect()");
    house.gateway.delete("/api/sessions/web%3Along");
  }
}
