package dev.nanobot.page;

import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// A page whose network goes for a moment, and addresses that lead nowhere.
@Tag("slow")
@Timeout(180)
class AstrayBrowserTest extends BrowserTestCase {
  @Override
  boolean isExpected(String line) {
    return line.contains("net::ERR_") || line.contains("/events?");
  }

  private static void network(boolean isAway) {
    browser.driver().executeCdpCommand("Network.enable", Map.of());
    browser
        .driver()
        .executeCdpCommand(
            "Network.emulateNetworkConditions",
            Map.of(
                "offline", isAway,
                "latency", 0,
                "downloadThroughput", -1,
                "uploadThroughput", -1));
  }

  /// The stream goes on through it: only new requests fail.
  @Test
  void aMessageSaidOfflineIsSentWhenTheNetworkIsBack() throws Exception {
    browser.say("Good morning");
    browser.awaitText(".answer", "echo: Good morning");
    network(true);
    browser.say("Are you there?");
    browser.awaitText(".user .mark", "Not sent yet, offline");
    network(false);
    browser.awaitText(".answer", "echo: Are you there?");
    browser.awaitText(".pill", "Connected");
  }

  @Test
  void anAddressThatLeadsNowhereSaysSo() throws Exception {
    for (String name : new String[] {"nothing", "__proto__", "constructor"}) {
      browser.run("location.hash = '#/memory'");
      browser.awaitNone(".page > p");
      browser.run("location.hash = arguments[0]", "#/" + name);
      browser.awaitText("main", "There is no such page.");
    }
    browser.run("location.hash = '#/s/%E0%A4%A'");
    browser.awaitText("main", "This chat cannot be shown");
  }
}
