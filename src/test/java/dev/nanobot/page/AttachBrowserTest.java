package dev.nanobot.page;

import static dev.nanobot.page.TalkingModel.GATE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.awt.Color;
import java.awt.GradientPaint;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.Keys;

/// Files in the page, with a real browser.
@Tag("slow")
@Timeout(180)
class AttachBrowserTest extends BrowserTestCase {
  private static final Path PICTURES = Path.of("target", "pictures");

  /// Hands files to the page as a person does: `paste` into the text, `drop` onto the thread.
  private static final String HAND =
      """
      const [way, name, size, type, text] = arguments;
      const files = new DataTransfer();
      files.items.add(new File([size ? new Uint8Array(size) : text], name, { type }));
      const event = way === 'paste'
        ? new ClipboardEvent('paste', { clipboardData: files, bubbles: true, cancelable: true })
        : new DragEvent('drop', { dataTransfer: files, bubbles: true, cancelable: true });
      const place = way === 'paste' ? '.composer textarea' : '.thread';
      document.querySelector(place).dispatchEvent(event);
      return event.defaultPrevented;
      """;

  @TempDir private static Path folder;
  private static Path picture;

  @Override
  boolean isExpected(String line) {
    return line.contains("/api/media/aaaa.none") && line.contains("404");
  }

  @BeforeAll
  static void paint() throws IOException {
    picture = Files.write(folder.resolve("evening sky.png"), sky());
  }

  private static byte[] sky() throws IOException {
    var image = new BufferedImage(640, 400, BufferedImage.TYPE_INT_RGB);
    var pen = image.createGraphics();
    pen.setPaint(new GradientPaint(0, 0, new Color(0x1b2a5c), 0, 400, new Color(0xf3a25b)));
    pen.fillRect(0, 0, 640, 400);
    pen.setColor(new Color(0xffe9b0));
    pen.fillOval(430, 210, 110, 110);
    pen.dispose();
    var bytes = new ByteArrayOutputStream();
    ImageIO.write(image, "png", bytes);
    return bytes.toByteArray();
  }

  private static void attach(Path file) {
    browser.find(".attach input").sendKeys(file.toAbsolutePath().toString());
  }

  private static void awaitAttached(String name, String state) throws InterruptedException {
    browser.awaitText(".files li", name);
    browser.awaitText(".files li", state);
    browser.until(() -> !browser.text(".files").contains("%"), "it is handed over");
  }

  /// How wide the images of the sent messages are: 0 for one that is not shown.
  private static String widths() {
    return String.valueOf(
        browser.run(
            "return [...document.querySelectorAll('.user .media img')]"
                + ".map(image => image.complete ? image.naturalWidth : 0).join(' ')"));
  }

  @Test
  void anImageIsSeenInItsMessageAlsoAfterAReloadAndTheModelGotIt() throws Exception {
    attach(picture);
    browser.await(".files li img");
    awaitAttached("evening sky.png", "kB");
    browser.picture(PICTURES.resolve("attach-composer.png"));
    browser.say("What is in the picture?");
    browser.awaitText(".answer", "echo: What is in the picture?");
    browser.awaitNone(".files");
    browser.until(() -> widths().equals("640"), "the image is in the message");
    String data = "data:image/png;base64," + Base64.getEncoder().encodeToString(sky());
    assertThat(house.model.shown("What is in the picture?")).containsExactly(data);
    house.reload();
    browser.awaitText(".user", "What is in the picture?");
    browser.until(() -> widths().equals("640"), "the image is there again");
    browser.await(".user .media img[alt='evening sky.png']");
    browser.picture(PICTURES.resolve("attach-sent.png"));
  }

  @Test
  void aFileIsALinkWithItsNameAndSize() throws Exception {
    attach(Files.write(folder.resolve("<b>notes.txt"), "x".repeat(3_000).getBytes(UTF_8)));
    attach(picture);
    browser.until(() -> browser.count(".files li img") == 1, "both are attached");
    browser.say("Two files");
    browser.awaitText(".answer", "echo: Two files");
    browser.until(() -> widths().equals("640"), "the image is in the message");
    assertThat(browser.text(".user .media .file")).contains("<b>notes.txt", "3 kB");
    assertThat(browser.count(".user .media b")).as("a name is no markup").isZero();
    String link = browser.find(".user .media .file").getAttribute("href");
    assertThat(link).startsWith(house.gateway.address() + "/api/media/");
    browser.size(390, 800);
    browser.picture(PICTURES.resolve("attach-phone.png"));
    browser.size(1280, 800);
  }

  @Test
  void aFileAloneIsAMessage() throws Exception {
    attach(picture);
    awaitAttached("evening sky.png", "kB");
    browser.say("");
    browser.until(() -> widths().equals("640"), "the image is in the message");
    browser.await(".answer footer");
    assertThat(browser.count(".user .bubble")).isZero();
  }

  @Test
  void aRecordingIsSeenOnceWhileItIsAnswered() throws Exception {
    String heard =
        "Listen\n[\"voice.ogg\" was not transcribed: no transcription is configured"
            + " (transcription.enabled in the configuration)]";
    house.model.says(heard, List.of("so ", GATE, "be it"));
    attach(Files.write(folder.resolve("voice.ogg"), "OggS".getBytes(UTF_8)));
    awaitAttached("voice.ogg", "1 kB");
    browser.say("Listen");
    browser.awaitLive("so");
    house.awaitOnce(".user", "Listen");
    house.model.open(heard);
    browser.awaitText(".answer", "so be it");
    house.awaitOnce(".user", "Listen");
  }

  @Test
  void whatIsPastedOrDroppedIsAttached() throws Exception {
    assertThat(browser.run(HAND, "paste", "pasted.txt", 0, "text/plain", "one")).isEqualTo(true);
    awaitAttached("pasted.txt", "1 kB");
    assertThat(browser.run(HAND, "drop", "dropped.txt", 0, "text/plain", "two")).isEqualTo(true);
    awaitAttached("dropped.txt", "1 kB");
    browser.say("Both");
    browser.awaitText(".answer", "echo: Both");
    assertThat(browser.text(".user .media")).contains("pasted.txt", "dropped.txt");
  }

  @Test
  void deleteRemovesAFileAndTheFocusGoesBackToTheText() throws Exception {
    attach(picture);
    awaitAttached("evening sky.png", "kB");
    browser.run("document.querySelector('.files li').focus()");
    browser.type(Keys.DELETE);
    browser.awaitNone(".files");
    assertThat(browser.run("return document.activeElement.tagName")).isEqualTo("TEXTAREA");
    browser.say("Without it");
    browser.awaitText(".answer", "echo: Without it");
    assertThat(browser.count(".user .media")).isZero();
  }

  @Test
  void aFileThatIsTooLargeIsRefusedBeforeItIsSent() throws Exception {
    int size = 20 * 1024 * 1024 + 1;
    browser.run(HAND, "drop", "film.mp4", size, "video/mp4", "");
    browser.awaitText(".notices", "film.mp4 is 20.1 MB: a file has at most 20 MB");
    assertThat(browser.count(".files li")).isZero();
    assertThat(browser.find(".attach").getAttribute("title")).contains("10", "20 MB");
  }

  @Test
  void theEleventhFileIsRefused() throws Exception {
    for (int i = 0; i < 11; i++) browser.run(HAND, "drop", i + ".txt", 0, "text/plain", "x");
    browser.awaitText(".notices", "A message has at most 10 files.");
    assertThat(browser.count(".files li")).isEqualTo(10);
  }

  @Test
  void aControlWordLeavesTheFilesForAnotherMessage() throws Exception {
    attach(picture);
    awaitAttached("evening sky.png", "kB");
    browser.write(".composer textarea", "/help", Keys.ESCAPE, Keys.ENTER);
    browser.awaitText(".said", "/stop");
    awaitAttached("evening sky.png", "kB");
    browser.say("Now with it");
    browser.awaitText(".answer", "echo: Now with it");
    assertThat(house.model.shown("Now with it")).hasSize(1);
  }

  @Test
  void aMessageThatIsTakenBackToBeChangedBringsItsFiles() throws Exception {
    house.model.says("Wait for it", List.of("so ", GATE, "be it"));
    browser.say("Wait for it");
    browser.awaitLive("so");
    attach(picture);
    awaitAttached("evening sky.png", "kB");
    browser.say("And this?");
    browser.awaitText(".queue", "And this?");
    assertThat(browser.find(".queue .mark").getAttribute("title")).isEqualTo("evening sky.png");
    browser.click(".queue button[aria-label='Take back and edit']");
    browser.await(".files li img");
    house.model.open("Wait for it");
    browser.awaitText(".answer", "so be it");
    browser.awaitNone(".working");
    browser.say(" Changed");
    browser.awaitText(".answer", "echo: And this? Changed");
    browser.until(() -> widths().endsWith("640"), "the image is in the message");
    assertThat(house.model.shown("And this? Changed")).hasSize(1);
  }

  @Test
  void aFileThatIsNotSentYetOutlivesAReload() throws Exception {
    attach(picture);
    awaitAttached("evening sky.png", "kB");
    house.reload();
    awaitAttached("evening sky.png", "kB");
    browser.say("Kept for me");
    browser.awaitText(".answer", "echo: Kept for me");
    assertThat(house.model.shown("Kept for me")).hasSize(1);
    house.reload();
    browser.awaitText(".answer", "echo: Kept for me");
    assertThat(browser.count(".files li")).isZero();
  }

  @Test
  void aFileThatIsGoneIsNotOfferedAgain() throws Exception {
    browser.run(
        "localStorage.setItem('nanobot.files.' + arguments[0], JSON.stringify("
            + "[{ id: 'aaaa.none', name: 'old.txt', size: 9, state: 'sent' }]))",
        house.session());
    house.reload();
    browser.awaitText(".notices", "old.txt waited too long");
    browser.awaitNone(".files");
  }

  @Test
  void aMessageThatIsChangedKeepsItsFilesOnBothBranches() throws Exception {
    attach(picture);
    awaitAttached("evening sky.png", "kB");
    browser.say("What is this?");
    browser.awaitText(".answer", "echo: What is this?");
    browser.awaitNone(".working");
    browser.press("button[aria-label='Edit and ask again']");
    awaitAttached("evening sky.png", "kB");
    browser.wipe(".composer textarea");
    browser.say("What is that?");
    browser.awaitText(".answer", "echo: What is that?");
    browser.awaitText(".branches", "2 / 2");
    browser.until(() -> widths().equals("640"), "the image is in the changed message");
    assertThat(house.model.shown("What is that?")).hasSize(1);
    browser.click("button[aria-label='Previous branch']");
    browser.awaitText(".answer", "echo: What is this?");
    browser.until(() -> widths().equals("640"), "and in the one before");
  }

  @Test
  void filesAreSeenOnTheMessagesPageAndInTheTrace() throws Exception {
    attach(picture);
    attach(Files.write(folder.resolve("list.txt"), "one".getBytes(UTF_8)));
    browser.until(() -> browser.count(".files li") == 2, "both are attached");
    browser.until(() -> !browser.text(".files").contains("%"), "both are handed over");
    browser.say("Look at both");
    browser.awaitText(".answer", "echo: Look at both");
    browser.run("location.hash = '#/messages'");
    browser.awaitText("main", "Look at both");
    browser.awaitText("main .with-files", "2 files");
    browser.picture(PICTURES.resolve("messages-files.png"));
    browser.run(
        "[...document.querySelectorAll('main td a')]"
            + ".find(a => a.textContent.includes('Look at both')).click()");
    browser.await("main .media img");
    browser.awaitText("main .media", "list.txt");
    browser.picture(PICTURES.resolve("trace-files.png"));
  }
}
