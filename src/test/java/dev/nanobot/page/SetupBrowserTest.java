package dev.nanobot.page;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nanobot.message.Json;
import dev.nanobot.provider.FakeModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.Keys;
import tools.jackson.databind.node.ObjectNode;

/// The guide from a gateway without a model to its first answer.
@Tag("slow")
@Timeout(180)
class SetupBrowserTest {
  @TempDir private Path home;
  private FakeModel model;
  private Gateway gateway;
  private Browser browser;

  @BeforeEach
  void open() throws IOException, InterruptedException {
    model = new FakeModel(0, 0);
    ObjectNode config = Json.object();
    config.putObject("providers").putObject("openai").put("apiBase", model.openAiBase());
    gateway = new Gateway(home, config);
    browser = new Browser();
    browser.size(1280, 800);
    browser.open(gateway.address() + "/");
    browser.enter(gateway.token());
    browser.awaitText("#guide-head", "Who serves your model?");
  }

  @AfterEach
  void close() {
    browser.close();
    gateway.close();
    model.close();
  }

  private void choose(String label) throws InterruptedException {
    browser.run(
        "[...document.querySelectorAll('.option')].find(one => one.innerText.trim() ==="
            + " arguments[0]).querySelector('input').click()",
        label);
    browser.click(".guide .primary");
    browser.awaitFocus("#guide-head"); // before that nothing is typed: the focus would go away
  }

  private void giveKey(String key) throws InterruptedException {
    browser.write("#guide-key", key, Keys.ENTER);
    browser.await("#guide-model");
    browser.awaitFocus("#guide-head");
  }

  @Test
  void fromNothingToAnAnswer() throws Exception {
    choose("OpenAI");
    browser.awaitText("#guide-head", "Paste the key of OpenAI");
    giveKey("sk-of-the-owner");
    browser.write("#guide-model", "fake-401");
    browser.press(".guide .row button");
    browser.awaitText("#guide-told", "openai refused the API key");
    browser.wipe("#guide-model");
    browser.write("#guide-model", "good");
    browser.press(".guide .row button");
    browser.awaitText("#guide-told", "It answered in");
    assertThat(Files.readString(gateway.config())).doesNotContain("sk-of-the-owner");
    browser.click(".guide .primary");
    browser.awaitText("#guide-head", "It is ready");
    assertThat(browser.driver().getPageSource()).doesNotContain("sk-of-the-owner");
    browser.click(".guide .primary");
    browser.awaitText(".user", "Hello! What can you do for me?");
    browser.awaitText(".answer footer", "good");
    assertThat(browser.run("return JSON.stringify(localStorage)").toString())
        .doesNotContain("sk-of-the-owner");
  }

  @Test
  void aKeyThatIsNoneIsToldAtOnceAndBackLeadsToTheStepBefore() throws Exception {
    choose("OpenAI");
    browser.write("#guide-key", "  sk-of ");
    browser.frames(); // what is drawn meanwhile takes no space away
    browser.write("#guide-key", "the-owner");
    browser.awaitText("#guide-trouble", "A key has no spaces");
    browser.write("#guide-key", Keys.ENTER);
    browser.awaitText("#guide-head", "Paste the key of OpenAI");
    browser.wipe("#guide-key");
    browser.write("#guide-key", " sk-of-the-owner ");
    browser.until(() -> browser.text("#guide-trouble").isBlank(), "nothing is wrong any more");
    browser.write("#guide-key", Keys.ENTER);
    browser.await("#guide-model");
    browser.driver().navigate().back();
    browser.awaitText("#guide-head", "Paste the key of OpenAI");
    browser.driver().navigate().back();
    browser.awaitText("#guide-head", "Who serves your model?");
    browser.driver().navigate().forward();
    browser.awaitText("#guide-head", "Paste the key of OpenAI");
  }

  @Test
  void whoLeavesComesBackToTheSameStepAndAKeyIsAskedAgain() throws Exception {
    choose("OpenAI");
    giveKey("sk-of-the-owner");
    browser.write("#guide-model", "good");
    browser.driver().navigate().refresh();
    browser.awaitText("#guide-head", "Paste the key of OpenAI");
    assertThat(browser.await("#guide-key").getAttribute("value")).isEmpty();
    giveKey("sk-of-the-owner");
    assertThat(browser.await("#guide-model").getAttribute("value")).isEqualTo("good");
    browser.click(".page > .center button");
    browser.awaitText(".empty", "No language model is set up yet");
    browser.open(gateway.address() + "/");
    browser.await(".composer textarea");
    browser.click(".empty a");
    browser.await("#guide-head");
  }
}
