package dev.nanobot.page;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Predicate;

/// A model, a gateway and a browser that is signed in.
final class PageHouse implements AutoCloseable {
  /// Before the sign-in the page asks once, and is refused.
  private static final String REFUSED = "the server responded with a status of 401";

  final TalkingModel model;
  final Gateway gateway;
  final Browser browser;

  PageHouse(Path home) throws IOException, InterruptedException {
    model = new TalkingModel();
    gateway = new Gateway(home, model.base());
    browser = new Browser();
    browser.size(1280, 800);
    browser.signIn(gateway);
  }

  /// Opens a chat that nobody has spoken in, and closes the notices of before. It leads over a
  /// place without a chat: the composer that is seen then is the new one's, and takes what is
  /// typed.
  void newChat() throws InterruptedException {
    browser.run(
        "document.querySelectorAll('.notices [aria-label=\"Close notice\"]')"
            + ".forEach(button => button.click())");
    browser.open(gateway.address() + "/#/nowhere");
    browser.awaitNone(".composer");
    browser.run("location.hash = '#/'");
    browser.await(".composer textarea");
    browser.until(() -> browser.count(".log article") == 0, "a chat without messages");
  }

  /// The session that is open.
  String session() {
    return (String) browser.run("return decodeURIComponent(location.hash.replace('#/s/', ''))");
  }

  void reload() throws InterruptedException {
    browser.driver().navigate().refresh();
    browser.await(".composer textarea");
  }

  /// How often a text is on the page.
  int times(String css, String text) {
    Object times =
        browser.run(
            """
            return [...document.querySelectorAll(arguments[0])]
              .filter(one => one.innerText.includes(arguments[1])).length;
            """,
            css,
            text);
    return ((Number) times).intValue();
  }

  /// Waits until a text is on the page in one place: what is on its way and what has come may both
  /// be seen for a moment.
  void awaitOnce(String css, String text) throws InterruptedException {
    browser.until(() -> times(css, text) == 1, css + " has “" + text + "” once");
  }

  List<String> complaints(Predicate<String> isExpected) {
    return browser.complaints(isExpected.or(line -> line.contains(REFUSED)));
  }

  @Override
  public void close() {
    browser.close();
    gateway.close();
    model.close();
  }
}
