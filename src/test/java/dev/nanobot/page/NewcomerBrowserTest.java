package dev.nanobot.page;

import static dev.nanobot.page.TalkingModel.GATE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.nanobot.message.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.Keys;

/// The first hour of somebody who has just started a gateway, with a picture of each step below
/// `target/pictures`.
@Tag("slow")
@Timeout(180)
class NewcomerBrowserTest {
  private static final Path PICTURES = Path.of("target", "pictures");

  @TempDir private Path home;
  private TalkingModel model;
  private Gateway gateway;
  private Browser browser;
  private int taken;

  @BeforeEach
  void open() throws IOException, InterruptedException {
    model = new TalkingModel();
    gateway = new Gateway(home, model.base());
    browser = new Browser();
    browser.size(1280, 800);
  }

  @AfterEach
  void close() {
    browser.close();
    gateway.close();
    model.close();
  }

  private void picture(String step) throws IOException {
    browser.picture(PICTURES.resolve("newcomer-%02d-%s.png".formatted(++taken, step)));
  }

  @Test
  void theFirstHourGoesWell() throws Exception {
    comesIn();
    saysHello();
    seesToolsAtWork();
    stopsAndReloads();
    plansAJob();
    looksAround();
    assertThat(browser.complaints(line -> line.contains("401"))).isEmpty();
  }

  private void comesIn() throws Exception {
    browser.open(gateway.address() + "/");
    browser.await("#token");
    picture("sign-in");
    browser.open(gateway.loginLink());
    browser.await(".composer textarea");
    browser.awaitText(".empty", "What shall I do?");
    picture("empty");
    browser.click(".examples button");
    browser.until(() -> !draft().isEmpty(), "the example fills the composer and is not sent");
    browser.wipe(".composer textarea");
  }

  private String draft() {
    return String.valueOf(browser.run("return document.querySelector('.composer textarea').value"));
  }

  private void saysHello() throws Exception {
    model.says(
        "Hello, who are you?",
        List.of(
            "I am your agent. I can:\n\n- **read and write files** in the workspace\n",
            "- run commands\n- remember what you tell me\n- do things on time\n\n",
            "| what | how |\n|---|---|\n| a job | *every morning at 8* |\n",
            "| a note | `remember` |\n"));
    browser.say("Hello, who are you?");
    browser.awaitText(".answer", "I am your agent");
    browser.awaitText(".answer footer", "tokens in");
    picture("hello");
  }

  private void seesToolsAtWork() throws Exception {
    Files.writeString(
        gateway.workspace().resolve("notes.txt"), "Buy green tea.\nCall the museum.\n");
    model.says(
        "What is in my notes?",
        List.of("think:There is a file notes.txt.", "tool:read_file {\"path\": \"notes.txt\"}"),
        List.of("Two things: **buy green tea**, and **call the museum**."));
    browser.say("What is in my notes?");
    browser.awaitText(".answer", "call the museum");
    browser.awaitNone(".working");
    browser.click(".card.call summary");
    browser.awaitText(".card.call .inside", "Buy green tea.");
    picture("tool");
    browser.click(".card.call summary");
  }

  private void stopsAndReloads() throws Exception {
    model.says("Write a long story", List.of("Once upon a time, in a town by the sea, ", GATE));
    browser.say("Write a long story");
    browser.awaitLive("by the sea");
    picture("writing");
    browser.click("button[aria-label='Stop']");
    browser.awaitText(".user .mark", "Stopped by you");
    browser.awaitNone(".working");
    picture("stopped");
    browser.driver().navigate().refresh();
    browser.awaitText(".answer", "I am your agent");
    browser.awaitText(".user .mark", "Stopped by you");
    picture("reloaded");
    browser.size(390, 844);
    browser.until(
        () -> browser.find(".sidebar").getRect().getX() <= -250, "the side has moved out of sight");
    picture("phone");
    browser.size(1280, 800);
  }

  private void plansAJob() throws Exception {
    browser.run("location.hash = '#/schedule'");
    browser.await(".page .primary");
    picture("schedule-empty");
    browser.click(".page .primary");
    browser.write("dialog input", "Morning brief");
    browser.write("dialog textarea", "What is on today?");
    browser.until(() -> browser.count("dialog li") == 5, "the next five times");
    picture("job");
    browser.click("dialog .primary");
    browser.awaitText(".page table", "Morning brief");
    picture("schedule");
  }

  private void looksAround() throws Exception {
    browser.run("location.hash = '#/memory'");
    browser.await(".editor textarea");
    picture("memory-empty");
    browser.write(".editor textarea", "Likes green tea.");
    browser.click(".editor .primary");
    browser.awaitText(".notice", "is saved");
    picture("memory");
    browser.run("location.hash = '#/usage'");
    browser.until(() -> browser.count(".plot canvas") == 2, "two plots");
    picture("usage");
    for (String page : List.of("messages", "sessions", "channels", "health", "settings")) {
      browser.run("location.hash = arguments[0]", "#/" + page);
      browser.awaitNone(".page > .meta");
      browser.await(".page .panel, .page table, .page h2, .page .summary");
      picture(page);
    }
    browser.media("prefers-color-scheme", "dark");
    browser.run("location.hash = '#/'");
    browser.await(".composer textarea");
    browser.chord(Keys.CONTROL, "k");
    browser.await("dialog input");
    picture("palette-dark");
    browser.type(Keys.ESCAPE);
    browser.find(".sidebar .lists a").click();
    browser.awaitText(".answer", "I am your agent");
    picture("chat-dark");
    assertThat(Json.write(gateway.get("/api/cron/jobs"))).contains("Morning brief");
  }
}
