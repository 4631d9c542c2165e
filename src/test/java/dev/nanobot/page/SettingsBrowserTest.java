package dev.nanobot.page;

import static dev.nanobot.page.TalkingModel.GATE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.nanobot.message.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.openqa.selenium.Keys;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Settings changed in the page, and the gateway started again from there.
@Tag("slow")
@Timeout(180)
class SettingsBrowserTest extends BrowserTestCase {
  private static final String TEMPERATURE = "#set-agents-defaults-temperature";
  private static final String FALLBACKS = "#set-agents-defaults-fallbackModels";
  private static final String QUESTIONS = "#set-agents-defaults-maxToolIterations";

  /// While it starts again it does not answer; what it refuses, the console tells too.
  @Override
  boolean isExpected(String line) {
    return line.contains("net::ERR_") || line.contains("/api/settings");
  }

  @BeforeEach
  void openSettings() throws InterruptedException {
    browser.run("location.hash = '#/settings'");
    browser.driver().navigate().refresh();
    browser.await(TEMPERATURE);
    browser.awaitNone(".save-bar .ring");
    browser.until(() -> looks() > 1, "the page has looked at the settings, first and here");
  }

  /// How often the page was told the settings: until it was, it could be told of a later change.
  private static long looks() {
    String answered =
        "return performance.getEntriesByType('resource')"
            + ".filter(one => one.name.endsWith('/api/settings')).length";
    return ((Number) browser.run(answered)).longValue();
  }

  private static void write(String css, String text) throws InterruptedException {
    browser.write(css, Keys.chord(Keys.CONTROL, "a"), text);
  }

  /// Makes the first change.
  private static void change(String css, String text) throws InterruptedException {
    write(css, text);
    browser.awaitText(".save-bar", "One change, not saved yet");
  }

  private static JsonNode field(String path) throws IOException, InterruptedException {
    for (JsonNode field : house.gateway.get("/api/settings").path("fields")) {
      if (field.path("path").asString("").equals(path)) return field;
    }
    throw new AssertionError("there is no " + path);
  }

  private static void press(String label) throws InterruptedException {
    browser.until(
        () ->
            Boolean.TRUE.equals(
                browser.run(
                    """
                    const button = [...document.querySelectorAll('main button')]
                      .find(one => one.innerText.trim() === arguments[0] && !one.disabled);
                    button?.click();
                    return Boolean(button);
                    """,
                    label)),
        "the button " + label);
  }

  @Test
  void aChangeIsSavedTakesEffectWithARestartAndIsTakenBack() throws Exception {
    String before = Files.readString(house.gateway.config());
    write(TEMPERATURE, "0.7");
    browser.awaitText(".save-bar", "One change, not saved yet");
    browser.awaitText(".setting.changed", "Changed");
    browser.until( // a page that is drawn anew may take the focus from a field
        () -> {
          browser.find(TEMPERATURE).sendKeys(Keys.ENTER);
          return browser.text(".save-bar").contains("Saved, in force after a restart: Temperature");
        },
        "Enter saves");
    browser.awaitText(".setting", "Needs a restart");
    assertThat(field("agents.defaults.temperature").path("inForce").asDouble(0)).isEqualTo(0.1);
    press("Restart now");
    browser.awaitText(".save-bar", "All that is saved is in force");
    assertThat(field("agents.defaults.temperature").path("inForce").asDouble(0)).isEqualTo(0.7);
    press("Undo last change");
    browser.awaitText(".save-bar", "in force after a restart");
    assertThat(Files.readString(house.gateway.config())).isEqualTo(before);
    press("Restart now");
    browser.awaitText(".save-bar", "All that is saved is in force");
    browser.awaitText(".pill", "Connected");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        TEMPERATURE + "| 1 | '0.' | 7 | 0.7 | 0.1",
        FALLBACKS + "| other | 'one, ' | two | one, two | ''",
      })
  void aFieldStaysAsItIsTypedWhileThePageIsDrawn(
      String css, String first, String half, String rest, String whole, String before)
      throws Exception {
    change(css, first);
    browser.run(
        """
        const field = document.querySelector(arguments[0]);
        field.value = arguments[1];
        field.dispatchEvent(new Event('input', { bubbles: true }));
        """,
        css,
        half);
    browser.frames();
    browser.write(css, Keys.END, rest);
    assertThat(browser.find(css).getAttribute("value")).isEqualTo(whole);
    press("Take back my changes");
    browser.until(() -> before.equals(browser.find(css).getAttribute("value")), "what was before");
  }

  @Test
  void whoSavesTwiceAtOnceSavesOnce() throws Exception {
    String before = Files.readString(house.gateway.config());
    change(TEMPERATURE, "0.8");
    browser.run(
        """
        const ask = window.fetch;
        window.saves = 0;
        window.fetch = (path, options) => {
          if (options.method === 'PATCH') window.saves += 1;
          return ask(path, options);
        };
        const form = document.getElementById('settings-form');
        form.requestSubmit();
        form.requestSubmit();
        """);
    browser.awaitText(".save-bar", "Saved, in force after a restart: Temperature");
    assertThat(browser.run("return window.saves")).isEqualTo(1L);
    Files.writeString(house.gateway.config(), before);
  }

  @Test
  void whatIsTypedWhileASaveIsOnItsWayIsKept() throws Exception {
    String before = Files.readString(house.gateway.config());
    change(TEMPERATURE, "0.8");
    browser.run(
        """
        const ask = window.fetch;
        const isOpen = new Promise(resolve => { window.letGo = resolve; });
        window.fetch = async (path, options) => {
          if (options.method === 'PATCH') await isOpen;
          return ask(path, options);
        };
        document.getElementById('settings-form').requestSubmit();
        """);
    write(QUESTIONS, "33");
    browser.awaitText(".save-bar", "2 changes, not saved yet");
    browser.run("window.letGo()");
    browser.awaitText(".save-bar", "One change, not saved yet");
    assertThat(browser.find(QUESTIONS).getAttribute("value")).isEqualTo("33");
    assertThat(field("agents.defaults.temperature").path("value").asDouble(0)).isEqualTo(0.8);
    press("Take back my changes");
    browser.awaitText(".save-bar", "Saved, in force after a restart: Temperature");
    Files.writeString(house.gateway.config(), before);
  }

  @Test
  void whatCannotBeSavedSaysWhyAtItsField() throws Exception {
    String before = Files.readString(house.gateway.config());
    write(TEMPERATURE, "9");
    write(QUESTIONS, "many");
    press("Save");
    browser.awaitText(TEMPERATURE + "-error", "expected a number from 0 to 2, found 9");
    browser.awaitText(QUESTIONS + "-error", "expected a whole number from 1 to 1000000");
    browser.awaitText(".save-bar", "2 values cannot be saved");
    browser.until(
        () -> browser.count(TEMPERATURE + ":focus[aria-invalid='true']") == 1, "the focus");
    assertThat(Files.readString(house.gateway.config())).isEqualTo(before);
    write(TEMPERATURE, "1");
    browser.awaitText(".save-bar", "One value cannot be saved");
    press("Take back my changes");
    browser.awaitText(".save-bar", "All that is saved is in force");
  }

  @Test
  void aFileThatSomebodyElseChangedIsShownBeforeItIsReplaced() throws Exception {
    String before = Files.readString(house.gateway.config());
    write(TEMPERATURE, "0.9");
    var theirs = (ObjectNode) Json.parse(before);
    ((ObjectNode) theirs.path("agents").path("defaults")).put("temperature", 0.3);
    Files.writeString(house.gateway.config(), Json.write(theirs));
    press("Save");
    browser.awaitText(".settings-form", "The file was changed meanwhile");
    browser.awaitText(".settings-form table", "0.3");
    assertThat(Files.readString(house.gateway.config())).contains("0.3");
    press("Save mine over it");
    browser.awaitText(".save-bar", "in force after a restart");
    assertThat(Files.readString(house.gateway.config())).contains("0.9").doesNotContain("0.3");
    Files.writeString(house.gateway.config(), before);
  }

  @Test
  void aKeyIsReplacedAndIsNowhereInThePage() throws Exception {
    String before = Files.readString(house.gateway.config());
    browser.press("#key-vllm + button");
    browser.write("#key-vllm:enabled", "sk-very-secret");
    press("Save");
    browser.awaitText(".save-bar", "Saved");
    assertThat(Files.readString(house.gateway.config())).contains("sk-very-secret");
    browser.driver().navigate().refresh();
    browser.await(TEMPERATURE);
    assertThat(browser.driver().getPageSource()).doesNotContain("sk-very-secret");
    assertThat(browser.run("return JSON.stringify(localStorage)").toString())
        .doesNotContain("sk-very-secret");
    Files.writeString(house.gateway.config(), before);
  }

  @Test
  void aTurnThatRunsDuringARestartIsAnsweredOnce() throws Exception {
    house.newChat();
    house.model.says("Wait for me", List.of("half of it ", GATE, "and the rest"));
    browser.say("Wait for me");
    browser.awaitLive("half of it");
    rememberReconnecting();
    house.gateway.post("/api/restart", Json.object());
    browser.until(() -> browser.isTrue("window.reconnected"), "it reconnects");
    house.model.open("Wait for me");
    browser.awaitText(".answer", "and the rest");
    browser.awaitText(".pill", "Connected");
    browser.await(".answer footer");
    house.awaitOnce(".answer", "and the rest");
    house.awaitOnce(".user", "Wait for me");
  }

  /// The gateway may be back before anybody looks again.
  private static void rememberReconnecting() {
    browser.run(
        """
        const pill = document.querySelector('.pill');
        new MutationObserver(() => {
          if (pill.textContent.includes('Reconnecting')) window.reconnected = true;
        }).observe(pill, { childList: true, characterData: true, subtree: true });
        """);
  }
}
