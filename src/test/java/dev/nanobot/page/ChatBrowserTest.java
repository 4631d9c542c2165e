package dev.nanobot.page;

import static dev.nanobot.page.TalkingModel.GATE;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WindowType;
import tools.jackson.databind.JsonNode;

@Tag("slow")
@Timeout(180)
class ChatBrowserTest extends BrowserTestCase {
  private static JsonNode heard(String text) throws IOException, InterruptedException {
    JsonNode all = house.gateway.get("/api/messages?limit=100").path("messages");
    List<JsonNode> found =
        all.valueStream().filter(one -> one.path("text").asString("").equals(text)).toList();
    assertThat(found).as(text).hasSize(1);
    return found.getFirst();
  }

  @Test
  void aMessageIsAnsweredAndIsThereOnce() throws Exception {
    browser.say("What is the tea?");
    browser.awaitText(".answer", "echo: What is the tea?");
    browser.await(".answer footer");
    house.awaitOnce(".user", "What is the tea?");
    house.awaitOnce(".answer", "echo: What is the tea?");
    assertThat(heard("What is the tea?").path("state").asString("")).isEqualTo("answered");
    house.reload();
    browser.awaitText(".answer", "echo: What is the tea?");
    house.awaitOnce(".user", "What is the tea?");
  }

  @Test
  void whatAnAnswerTookIsToldAlsoToWhoComesAfterwards() throws Exception {
    browser.say("What does it take?");
    browser.awaitText(".answer", "echo: What does it take?");
    browser.await(".answer footer");
    house.reload();
    browser.awaitText(".answer footer", "1200 tokens in, 85 out");
  }

  @Test
  void anAnswerIsSeenWhileItIsWritten() throws Exception {
    house.model.says("Tell me slowly", List.of("It begins ", "**here**", GATE, " and ends there."));
    browser.say("Tell me slowly");
    browser.until(() -> browser.text(".live strong").equals("here"), "what is there so far");
    assertThat(browser.find(".log").getAttribute("aria-busy")).isEqualTo("true");
    house.model.open("Tell me slowly");
    browser.awaitText(".answer", "It begins here and ends there.");
    browser.awaitNone(".live");
    house.awaitOnce(".answer", "It begins here");
    browser.await(".log[aria-busy='false']");
    browser.awaitText("#polite", "Answer finished, 6 words");
  }

  @Test
  void aCallIsShownWithItsArgumentsAndItsResult() throws Exception {
    Files.writeString(house.gateway.workspace().resolve("tea.txt"), "the tea is green");
    house.model.says(
        "Look into the file",
        List.of("think:It is a small file.", "tool:read_file {\"path\": \"tea.txt\"}"),
        List.of("It says ", GATE, "green."));
    browser.say("Look into the file");
    browser.awaitText(".card.call", "Read a file");
    browser.awaitText(".card.call .state", "ok");
    browser.awaitText(".card.thinking", "Thought about it");
    browser.click(".card.call summary");
    browser.awaitText(".card.call .inside", "the tea is green");
    assertThat(browser.text(".card.call .inside")).contains("\"path\": \"tea.txt\"", "read_file");
    house.model.open("Look into the file");
    browser.awaitText(".answer", "It says green.");
    assertThat(browser.find(".card.call").getAttribute("open")).as("stays open").isNotNull();
  }

  @Test
  void aPageThatIsReloadedInMidTurnGoesOn() throws Exception {
    house.model.says("Before and after", List.of("before the reload, ", GATE, "after it"));
    browser.say("Before and after");
    browser.awaitLive("before the reload,");
    house.reload();
    browser.awaitLive("before the reload,");
    browser.await(".working");
    house.model.open("Before and after");
    browser.awaitText(".answer", "before the reload, after it");
    browser.awaitNone(".working");
    house.awaitOnce(".answer", "before the reload, after it");
    assertThat(house.model.asked("Before and after")).isEqualTo(1);
  }

  @Test
  void twoTabsAgree() throws Exception {
    house.model.says("Seen twice", List.of("in ", GATE, "both"));
    browser.say("Seen twice");
    browser.awaitLive("in");
    String first = browser.driver().getWindowHandle();
    String address = browser.driver().getCurrentUrl();
    browser.driver().switchTo().newWindow(WindowType.WINDOW);
    try {
      browser.open(address);
      browser.awaitLive("in");
      browser.say("and a word from here");
      browser.awaitText(".queue", "and a word from here");
      house.model.says("and a word from here", List.of("both of us"));
      house.model.open("Seen twice");
      browser.awaitText(".answer", "both of us");
      browser.awaitNone(".working");
      String there = browser.text(".log").replaceAll("(?m)^.*tokens.*$", "");
      browser.driver().close();
      browser.driver().switchTo().window(first);
      browser.awaitText(".answer", "both of us");
      browser.awaitNone(".working");
      assertThat(browser.text(".user .bubble").lines())
          .containsExactly("Seen twice", "and a word from here");
      assertThat(there).contains("Seen twice", "and a word from here", "both of us");
    } finally {
      browser.driver().switchTo().window(first);
    }
  }

  @Test
  void aChatThatIsDeletedElsewhereSaysSoAndMayBeginAnew() throws Exception {
    browser.say("Soon to be gone");
    browser.awaitText(".answer", "echo: Soon to be gone");
    browser.awaitNone(".working");
    String path = "/api/sessions/" + house.session().replace(":", "%3A");
    house.gateway.delete(path);
    browser.awaitText(".empty", "This chat was deleted");
    assertThat(house.times(".user", "Soon to be gone")).isZero();
    house.reload();
    browser.awaitText(".empty", "This chat was deleted");
    browser.say("Once more");
    browser.awaitText(".answer", "echo: Once more");
    browser.awaitNone(".empty");
    house.awaitOnce(".user", "Once more");
  }

  @Test
  void aStopKeepsWhatWasWritten() throws Exception {
    house.model.says("Go on forever", List.of("as far as this…", GATE));
    browser.say("Go on forever");
    browser.awaitLive("as far as this");
    browser.click("button[aria-label='Stop']");
    browser.awaitText(".answer", "Stopped while it wrote this");
    browser.awaitNone(".working");
    assertThat(browser.text(".answer")).contains("as far as this…");
    browser.awaitText(".user .mark", "Stopped by you");
    assertThat(heard("Go on forever").path("state").asString("")).isEqualTo("superseded");
    browser.driver().navigate().refresh();
    browser.awaitText(".answer", "Stopped while it wrote this");
    assertThat(browser.text(".answer")).containsOnlyOnce("as far as this…");
  }

  @Test
  void whatIsSaidMeanwhileSteersTheTurn() throws Exception {
    house.model.says(
        "Work on it", List.of("tool:list_dir {\"path\": \".\"}", GATE), List.of("never said"));
    house.model.says("rather the other one", List.of("the other one, then"));
    browser.say("Work on it");
    browser.await(".working");
    browser.write(".composer textarea", "rather the other one");
    browser.await(".send[aria-label^='Steer']");
    browser.type(Keys.ENTER);
    browser.awaitText(".queue", "rather the other one");
    house.model.open("Work on it");
    browser.awaitText(".answer", "the other one, then");
    browser.awaitNone(".queue");
    assertThat(browser.text(".user .bubble").lines())
        .containsExactly("Work on it", "rather the other one");
    assertThat(heard("rather the other one").path("turn").asLong(0))
        .isEqualTo(heard("Work on it").path("turn").asLong(-1));
  }

  @Test
  void aMessageThatWaitsIsTakenBackAndChanged() throws Exception {
    house.model.says("Keep busy", List.of("busy", GATE, "."));
    browser.say("Keep busy");
    browser.awaitLive("busy");
    browser.say("not quite what I meant");
    browser.awaitText(".queue", "not quite what I meant");
    browser.click(".queue button[aria-label='Take back and edit']");
    browser.until(() -> draft().equals("not quite what I meant"), "the text is in the composer");
    browser.awaitNone(".queue");
    house.model.open("Keep busy");
    browser.awaitText(".answer", "busy.");
    assertThat(house.model.asked("not quite what I meant")).isZero();
    browser.wipe(".composer textarea");
  }

  private static String draft() {
    return String.valueOf(browser.run("return document.querySelector('.composer textarea').value"));
  }

  @Test
  void aDraftOutlivesAReload() throws Exception {
    browser.write(".composer textarea", "half a thou");
    browser.awaitText(".hint", "Draft kept");
    browser.until(
        () -> browser.run("return JSON.stringify(localStorage)").toString().contains("half a thou"),
        "the draft is kept");
    house.reload();
    browser.until(() -> draft().equals("half a thou"), "the draft is there");
    browser.awaitFocus(".composer textarea");
    browser.type("ght", Keys.ENTER);
    browser.awaitText(".answer", "echo: half a thought");
    assertThat(draft()).isEmpty();
  }

  @Test
  void enterWithinAnInputMethodSendsNothing() throws Exception {
    browser.write(".composer textarea", "にほん");
    browser.run(
        """
        const field = document.querySelector('.composer textarea');
        field.dispatchEvent(new KeyboardEvent('keydown',
          {key: 'Enter', isComposing: true, bubbles: true, cancelable: true}));
        field.dispatchEvent(new KeyboardEvent('keydown',
          {key: 'Enter', keyCode: 229, bubbles: true, cancelable: true}));
        """);
    assertThat(draft()).isEqualTo("にほん");
    assertThat(browser.count(".user")).isZero();
    browser.type(Keys.ENTER);
    browser.awaitText(".answer", "echo: にほん");
  }

  @Test
  void controlWordsAreOfferedAndAnswered() throws Exception {
    browser.write(".composer textarea", "/st");
    browser.awaitText(".words", "/status");
    browser.type(Keys.ARROW_DOWN, Keys.ENTER);
    browser.until(() -> draft().equals("/status"), "the word is completed");
    browser.type(Keys.ENTER);
    browser.awaitText(".said", "Model talking");
    assertThat(browser.text(".order")).contains("/status");
  }

  @Test
  void readingFurtherUpIsNotDisturbed() throws Exception {
    String lines = "line after line\n\n".repeat(80);
    house.model.says("Write much", List.of(lines), List.of(lines));
    house.model.says("Write more", List.of("first of more", GATE, "\n\n" + lines + "the end"));
    browser.say("Write much");
    browser.await(".answer footer");
    browser.say("Write more");
    browser.awaitLive("first of more");
    browser.run("document.querySelector('.thread').scrollBy(0, -600)");
    browser.await(".to-end");
    long before = top();
    house.model.open("Write more");
    browser.awaitText(".answer", "the end");
    assertThat(top()).isEqualTo(before);
    browser.click(".to-end");
    browser.awaitNone(".to-end");
    assertThat(left()).isLessThan(4);
    browser.run(
        "document.querySelector('.thread').scrollBy(0, -600); document.activeElement.blur()");
    browser.await(".to-end");
    browser.type(Keys.END);
    browser.awaitNone(".to-end");
  }

  private static long top() {
    return ((Number) browser.run("return Math.round(document.querySelector('.thread').scrollTop)"))
        .longValue();
  }

  private static long left() {
    return ((Number)
            browser.run(
                "const t = document.querySelector('.thread');"
                    + "return Math.round(t.scrollHeight - t.scrollTop - t.clientHeight)"))
        .longValue();
  }
}
