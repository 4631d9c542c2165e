package dev.nanobot.page;

import static dev.nanobot.page.TalkingModel.GATE;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.openqa.selenium.Keys;

/// The gateway goes and comes back while somebody looks.
@Tag("slow")
@Timeout(180)
class KillBrowserTest extends BrowserTestCase {
  @Override
  boolean isExpected(String line) {
    return line.contains("net::ERR_");
  }

  @Test
  void aTurnGoesOnWhenTheGatewayIsKilledAndComesBack() throws Exception {
    house.model.says("Survive", List.of("half of it ", GATE), List.of("the whole of it"));
    browser.say("Survive");
    browser.awaitLive("half of it");
    house.gateway.kill();
    browser.awaitText(".pill", "Reconnecting");
    assertThat(browser.text(".user .bubble")).contains("Survive");
    house.gateway.restart();
    browser.awaitText(".answer", "the whole of it");
    browser.awaitText(".pill", "Connected");
    browser.await(".answer footer");
    house.awaitOnce(".user", "Survive");
    house.awaitOnce(".answer", "the whole of it");
    assertThat(house.times(".answer", "half of it")).isZero();
  }

  @Test
  void whatIsWrittenWhileItIsAwayIsKeptAndSentOnce() throws Exception {
    browser.say("hello");
    browser.awaitText(".answer", "echo: hello");
    browser.await(".answer footer"); // the turn is over: nothing joins it
    house.gateway.kill();
    browser.say("sent into the void");
    browser.awaitText(".user .mark", "Not sent yet, offline");
    browser.awaitText(".banner", "The gateway does not answer. One message is kept");
    browser.write(".composer textarea", "and a draft");
    browser.awaitText(".hint", "Draft kept");
    house.gateway.restart();
    browser.awaitText(".answer", "echo: sent into the void");
    browser.awaitNone(".banner");
    house.awaitOnce(".user", "sent into the void");
    assertThat(house.model.asked("sent into the void")).isEqualTo(1);
    assertThat(browser.run("return document.querySelector('.composer textarea').value"))
        .isEqualTo("and a draft");
    browser.type(Keys.ENTER);
    browser.awaitText(".answer", "echo: and a draft");
  }

  @Test
  void aMessageRefusedForWantOfALoginIsKeptToo() throws Exception {
    browser.say("before");
    browser.awaitText(".answer", "echo: before");
    holdAllButAMessage();
    browser.driver().manage().deleteAllCookies();
    browser.say("without a cookie");
    browser.enter(house.gateway.token());
    browser.awaitText(".answer", "echo: without a cookie");
    house.awaitOnce(".user", "without a cookie");
  }

  @Test
  void whoHearsLateOfARefusalStaysSignedIn() throws Exception {
    holdTheRefusalOf("refused");
    browser.driver().manage().deleteAllCookies();
    browser.say("refused and sent again");
    browser.enter(house.gateway.token());
    browser.await(".composer textarea");
    browser.run("window.tell()");
    browser.until(() -> browser.isTrue("window.isTold"), "it is told");
    browser.frames();
    assertThat(browser.count("#token")).isZero();
    browser.awaitText(".answer", "echo: refused and sent again");
    house.awaitOnce(".user", "refused and sent again");
  }

  /// The page is told that such a message was refused when somebody says so; all else waits until
  /// it was sent.
  private static void holdTheRefusalOf(String part) {
    browser.run(
        """
        const ask = window.fetch;
        let sent;
        const isSent = new Promise(resolve => { sent = resolve; });
        const told = new Promise(resolve => { window.tell = resolve; });
        window.fetch = async (path, options) => {
          if (options.method !== 'POST') await isSent;
          const answer = await ask(path, options).finally(sent);
          if (answer.status !== 401 || !options.body?.includes(arguments[0])) return answer;
          const read = answer.json.bind(answer);
          answer.json = async () => {
            const body = await read();
            window.isTold = true;
            return body;
          };
          await told;
          return answer;
        };
        """,
        part);
  }

  /// The page looks again at much when a turn is over. Until a message was sent all of that waits:
  /// else it could be refused first, and the page asks for the token before anything is written.
  private static void holdAllButAMessage() {
    browser.run(
        """
        const ask = window.fetch;
        let told;
        const sent = new Promise(resolve => { told = resolve; });
        window.fetch = async (path, options) => {
          if (options.method !== 'POST') await sent;
          return ask(path, options).finally(told);
        };
        """);
  }
}
