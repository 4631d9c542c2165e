package dev.nanobot.page;

import static dev.nanobot.page.TalkingModel.GATE;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WindowType;

/// Branches of a conversation in a browser.
@Tag("slow")
@Timeout(180)
class BranchBrowserTest extends BrowserTestCase {
  private static final String EDIT = "button[aria-label='Edit and ask again']";
  private static final String PREVIOUS = "button[aria-label='Previous branch']";
  private static final String NEXT = "button[aria-label='Next branch']";

  private static void ask(String text) throws InterruptedException {
    browser.say(text);
    browser.awaitText(".answer", "echo: " + text);
    browser.awaitNone(".working");
  }

  private static String draft() {
    return String.valueOf(browser.run("return document.querySelector('.composer textarea').value"));
  }

  private static void edit(String before, String after) throws InterruptedException {
    browser.press(EDIT);
    browser.until(() -> draft().equals(before), "the text is in the composer");
    browser.awaitText(".editing", "another branch");
    browser.wipe(".composer textarea");
    ask(after);
  }

  private static List<String> said() {
    return browser.text(".user .bubble").lines().toList();
  }

  @Test
  void anEditIsAnotherBranchAndEitherIsGoneBackTo() throws Exception {
    ask("How many legs has a spider?");
    ask("And eyes?");
    edit("How many legs has a spider?", "How many legs has an ant?");
    browser.awaitText(".branches", "2 / 2");
    assertThat(said()).containsExactly("How many legs has an ant?");
    assertThat(browser.find(".branches").getAttribute("aria-label")).isEqualTo("Branch 2 of 2");
    assertThat(browser.find(NEXT).isEnabled()).isFalse();
    browser.picture(Path.of("target/browser/branches.png"));
    browser.click(PREVIOUS);
    browser.awaitText(".branches", "1 / 2");
    browser.awaitText("#polite", "Branch 1 of 2");
    assertThat(said()).containsExactly("How many legs has a spider?", "And eyes?");
    assertThat(browser.find(PREVIOUS).isEnabled()).isFalse();
    browser.type(Keys.ENTER); // the focus went on to the other button
    browser.awaitText(".branches", "2 / 2");
    assertThat(said()).containsExactly("How many legs has an ant?");
    house.reload();
    browser.awaitText(".branches", "2 / 2");
    assertThat(said()).containsExactly("How many legs has an ant?");
  }

  @Test
  void anAnswerIsAskedForAgainBesideTheFirst() throws Exception {
    house.model.says("Toss a coin", List.of("heads"), List.of("tails"));
    browser.say("Toss a coin");
    browser.awaitText(".answer", "heads");
    browser.await(".answer footer");
    browser.awaitNone(".working");
    browser.press("button[aria-label='Answer again']");
    browser.awaitText(".answer", "tails");
    browser.awaitText(".branches", "2 / 2");
    assertThat(browser.text(".answer")).doesNotContain("heads");
    assertThat(said()).containsExactly("Toss a coin");
    browser.click(PREVIOUS);
    browser.awaitText(".answer", "heads");
    assertThat(house.model.asked("Toss a coin")).isEqualTo(2);
  }

  @Test
  void noBranchIsChosenWhileTheAgentWorks() throws Exception {
    ask("One way");
    edit("One way", "Another way");
    house.model.says("Take your time", List.of("so far", GATE, "."));
    browser.say("Take your time");
    browser.awaitLive("so far");
    assertThat(browser.find(PREVIOUS).isEnabled()).isFalse();
    assertThat(browser.find(NEXT).isEnabled()).isFalse();
    assertThat(browser.find(EDIT).isDisplayed()).isFalse();
    house.model.open("Take your time");
    browser.awaitText(".answer", "so far.");
    browser.until(() -> browser.find(PREVIOUS).isEnabled(), "the branch can be chosen");
  }

  @Test
  void twoTabsShowTheSameBranch() throws Exception {
    ask("One way");
    edit("One way", "Another way");
    browser.awaitText(".branches", "2 / 2");
    String first = browser.driver().getWindowHandle();
    String address = browser.driver().getCurrentUrl();
    browser.driver().switchTo().newWindow(WindowType.WINDOW);
    try {
      browser.open(address);
      browser.awaitText(".branches", "2 / 2");
      browser.click(PREVIOUS);
      browser.awaitText(".branches", "1 / 2");
      browser.driver().close();
      browser.driver().switchTo().window(first);
      browser.awaitText(".branches", "1 / 2");
      assertThat(said()).containsExactly("One way");
    } finally {
      browser.driver().switchTo().window(first);
    }
  }

  @Test
  void anEditOutlivesAReloadAndIsGivenUp() throws Exception {
    ask("First words");
    browser.press(EDIT);
    browser.until(() -> draft().equals("First words"), "the text is in the composer");
    browser.write(".composer textarea", ", changed");
    browser.until(
        () -> browser.run("return JSON.stringify(localStorage)").toString().contains(", changed"),
        "the draft is kept");
    house.reload();
    browser.awaitText(".editing", "another branch");
    browser.write(".composer textarea", Keys.ESCAPE);
    browser.awaitNone(".editing");
    assertThat(draft()).isEmpty();
    ask("Second words");
    assertThat(browser.count(".branches")).isZero();
  }
}
