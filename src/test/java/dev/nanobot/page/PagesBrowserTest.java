package dev.nanobot.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.openqa.selenium.Keys;
import tools.jackson.databind.JsonNode;

/// The list of chats, and the pages of the operator.
@Tag("slow")
@Timeout(180)
class PagesBrowserTest extends BrowserTestCase {
  /// What a test makes the gateway refuse, the console tells too.
  @Override
  boolean isExpected(String line) {
    return line.contains("status of 409") || line.contains("cron/preview");
  }

  private static String say(String text) throws InterruptedException {
    browser.say(text);
    browser.await(".answer footer");
    browser.awaitText(".sidebar .here", text);
    return house.session();
  }

  private static void go(String page) {
    browser.run("location.hash = arguments[0]", "#/" + page);
  }

  private static void choose(String of, String item) throws InterruptedException {
    browser.awaitNone(".menu");
    browser.press("button[aria-label='More about " + of + "']");
    browser.until(() -> browser.count(".menu button") > 0, "a menu");
    browser.run(
        "[...document.querySelectorAll('.menu button')]"
            + ".find(b => b.innerText.includes(arguments[0])).click()",
        item);
  }

  private static void beginJob() throws InterruptedException {
    go("schedule");
    browser.click(".page .primary");
  }

  private static void leaveDialog() throws InterruptedException {
    browser.type(Keys.ESCAPE);
    browser.awaitNone("dialog");
  }

  @Test
  void aChatIsRenamedPinnedAndFound() throws Exception {
    String key = say("about the lighthouse");
    choose("about the lighthouse", "Rename");
    browser.write("dialog input", Keys.chord(Keys.CONTROL, "a"), "Sea trip", Keys.ENTER);
    browser.awaitText(".sidebar .here", "Sea trip");
    browser.awaitText(".head h1", "Sea trip");
    choose("Sea trip", "Pin");
    browser.awaitText(".sidebar .lists", "Pinned");
    browser.write("#search", "lighthouse");
    browser.awaitText(".sidebar .hits", "Sea trip");
    browser.wipe("#search");
    browser.write("#search", "zebra crossing");
    browser.awaitText(".sidebar .lists", "Nothing found for “zebra crossing”");
    browser.click(".sidebar .lists .link");
    browser.awaitText(".sidebar .lists", "Pinned");
    JsonNode session = house.gateway.get("/api/sessions/" + key.replace(":", "%3A"));
    assertThat(session.path("title").asString("")).isEqualTo("Sea trip");
    assertThat(session.path("isPinned").asBoolean(false)).isTrue();
  }

  @Test
  void aDeletedChatComesBackWhenItIsUndone() throws Exception {
    String key = say("soon gone and back");
    choose("soon gone and back", "Delete chat");
    browser.awaitText(".notice", "Deleted “soon gone and back”");
    browser.until(() -> !browser.text(".sidebar .lists").contains("soon gone"), "it is not listed");
    browser.click(".notice .link");
    browser.awaitText(".sidebar .lists", "soon gone and back");
    assertThat(house.gateway.get("/api/sessions/" + key.replace(":", "%3A")).has("session"))
        .isTrue();
  }

  @Test
  void aDeletedChatIsGoneWhenNobodyUndoesIt() throws Exception {
    String key = say("gone for good");
    choose("gone for good", "Delete chat");
    browser.click(".notice:last-child button[aria-label='Close notice']");
    browser.until(
        () -> !house.gateway.get("/api/sessions/" + key.replace(":", "%3A")).has("session"),
        "the gateway has deleted it");
  }

  @Test
  void aMessageHasATraceAsATimelineAndATable() throws Exception {
    house.model.says("Trace this", List.of("tool:list_dir {\"path\": \".\"}"), List.of("traced"));
    say("Trace this");
    browser.press(".answer footer a");
    browser.awaitText(".lanes", "Tool: list_dir");
    browser.awaitText(".lanes", "Sent"); // the courier may be later than the page
    assertThat(browser.text(".lanes")).contains("Accepted, waiting", "Model: talking");
    assertThat(browser.count(".lanes rect")).isGreaterThanOrEqualTo(5);
    assertThat(browser.text(".page table")).contains("accepted", "list_dir done", "answered");
    browser.click(".back");
    browser.awaitText(".page table", "Trace this");
  }

  private static void save(String text, int version) {
    browser.run(
        """
        return fetch('/api/memory/MEMORY.md', {method: 'PUT',
          headers: {'Content-Type': 'application/json'},
          body: JSON.stringify({text: arguments[0], version: arguments[1], upto: 0})})
          .then(answer => answer.status)
        """,
        text,
        version);
  }

  private static JsonNode memory() throws IOException, InterruptedException {
    return house.gateway.get("/api/memory/MEMORY.md");
  }

  private static void edit(String text) throws InterruptedException {
    browser.write(".editor textarea", Keys.chord(Keys.CONTROL, "a"), text);
  }

  @Test
  void aMemoryThatTwoChangedIsJoinedAndUndone() throws Exception {
    int version = memory().path("version").asInt(0);
    save("one\ntwo\nthree\n", version);
    go("memory");
    browser.until(
        () -> "one\ntwo\nthree\n".equals(browser.await(".editor textarea").getAttribute("value")),
        "the text");
    edit("one\ntwo\nthree\nmine\n");
    save("theirs\none\ntwo\nthree\n", version + 1);
    browser.click(".editor .primary");
    browser.awaitText(".editor", "was saved by somebody else meanwhile");
    browser.awaitText(".diff", "− theirs");
    browser.awaitText(".diff", "+ mine");
    browser.click(".editor .primary");
    browser.until(
        () -> memory().path("text").asString("").equals("theirs\none\ntwo\nthree\nmine\n"),
        "both changes");
    browser.awaitText(".notice:last-child", "is saved");
    browser.click(".notice:last-child .link");
    browser.until(
        () -> memory().path("text").asString("").equals("theirs\none\ntwo\nthree\n"),
        "the one before");
    browser.awaitText(".page", "History");
  }

  @Test
  void aConflictIsEndedByTakingEitherSide() throws Exception {
    int version = memory().path("version").asInt(0);
    save("base\n", version);
    go("memory");
    browser.until(
        () -> "base\n".equals(browser.await(".editor textarea").getAttribute("value")), "the text");
    edit("mine\n");
    save("theirs\n", version + 1);
    browser.click(".editor .primary");
    browser.await(".diff");
    button("Take theirs");
    browser.until(
        () -> "theirs\n".equals(browser.await(".editor textarea").getAttribute("value")), "theirs");
    edit("mine again\n");
    save("theirs again\n", version + 2);
    browser.click(".editor .primary");
    browser.await(".diff");
    button("Keep mine");
    browser.until(() -> memory().path("text").asString("").equals("mine again\n"), "mine");
  }

  private static void button(String label) {
    browser.run(
        "[...document.querySelectorAll('button')]"
            + ".find(b => b.innerText.trim() === arguments[0]).click()",
        label);
  }

  @Test
  void aJobIsMadeRunPausedAndDeleted() throws Exception {
    beginJob();
    browser.write("dialog input", "Evening brief");
    browser.write("dialog textarea", "Say good evening");
    browser.write("dialog input.mono", Keys.chord(Keys.CONTROL, "a"), "30 2 * * *");
    browser.until(() -> browser.count("dialog li") == 5, "the next five times");
    browser.click("dialog .primary");
    browser.awaitText(".page table", "Every day at 02:30");
    browser.awaitText(".strip", "02:30");
    choose("Evening brief", "Run now");
    browser.awaitText(".notice", "Evening brief runs.");
    browser.until(() -> browser.count(".slot.ok, .slot.warn") >= 1, "a time that ran");
    choose("Evening brief", "Pause");
    browser.awaitText(".page table", "Paused");
    choose("Evening brief", "History");
    browser.awaitText(".page", "History of Evening brief");
    choose("Evening brief", "Delete job");
    browser.awaitText(".notice", "Deleted “Evening brief”");
    assertThat(browser.text(".page table")).doesNotContain("Evening brief");
  }

  @Test
  void theNextTimesOverAClockChangeAreShown() throws Exception {
    beginJob();
    browser.write("dialog input.mono", Keys.chord(Keys.CONTROL, "a"), "30 2 28,29 3 *");
    browser.until(() -> browser.text("dialog li").contains("GMT+"), "times with their offset");
    browser.write("dialog input.mono", Keys.chord(Keys.CONTROL, "a"), "not a time");
    browser.await("dialog .failed");
    browser.await("dialog .primary:disabled");
    leaveDialog();
  }

  @Test
  void minutesStayAsTheyAreTyped() throws Exception {
    beginJob();
    browser.write("dialog select", "Every so");
    String minutes = "dialog input[type=number]";
    browser.await(minutes);
    browser.write(minutes, Keys.chord(Keys.CONTROL, "a"), "1e3");
    assertThat(browser.find(minutes).getDomProperty("value")).isEqualTo("1e3");
    leaveDialog();
  }

  @Test
  void aPreviewThatComesLateIsOfWhatWasTypedBefore() throws Exception {
    beginJob();
    browser.awaitText("dialog li", "GMT+");
    holdThePreview("not a time", "30 2 * * *");
    browser.write("dialog input.mono", Keys.chord(Keys.CONTROL, "a"), "not a time");
    browser.until(() -> browser.isTrue("window.isHeld"), "it is asked for");
    browser.write("dialog input.mono", Keys.chord(Keys.CONTROL, "a"), "30 2 * * *");
    browser.awaitText("dialog [role=status]", "Every day at 02:30");
    browser.until(() -> browser.isTrue("window.isNext"), "the next one has come");
    browser.run("window.tell()");
    browser.until(() -> browser.isTrue("window.isTold"), "the one before has come, too");
    browser.frames();
    assertThat(browser.count("dialog .failed")).isZero();
    browser.await("dialog .primary:enabled");
    leaveDialog();
  }

  /// Holds the preview of one expression, and notes when that of the next has come.
  private static void holdThePreview(String expression, String next) {
    browser.run(
        """
        const ask = window.fetch;
        const told = new Promise(resolve => { window.tell = resolve; });
        window.fetch = async (path, options) => {
          const answer = await ask(path, options);
          if (!path.endsWith('/preview')) return answer;
          if (options.body.includes(`"${arguments[1]}"`)) window.isNext = true;
          if (!options.body.includes(`"${arguments[0]}"`)) return answer;
          window.isHeld = true;
          await told;
          window.isTold = true;
          return answer;
        };
        """,
        expression,
        next);
  }

  @Test
  void usageIsPlottedAndListed() throws Exception {
    say("use some tokens");
    go("usage");
    browser.until(() -> browser.count(".plot canvas") == 2, "two plots");
    browser.awaitText(".summary", "tokens");
    browser.click(".page details summary");
    browser.awaitText(".page details table", "Tokens in");
    browser.awaitText(".page", "talking");
  }

  @Test
  void healthChannelsAndSettingsAreShown() throws Exception {
    go("health");
    browser.awaitText(".page", "Races detected");
    browser.awaitText(".page table", "store");
    go("channels");
    browser.awaitText(".page table", "web");
    go("settings");
    browser.awaitText(".settings-form", "Temperature");
    browser.click(".settings-form > details > summary");
    browser.awaitText(".page table", "agents.defaults.model");
    assertThat(browser.text(".page")).doesNotContain(house.gateway.token());
    browser.run("document.querySelectorAll('.choice input')[2].click()");
    assertThat(browser.run("return getComputedStyle(document.body.parentElement).colorScheme"))
        .isEqualTo("dark");
    browser.run("document.querySelectorAll('.choice input')[0].click()");
  }

  @Test
  void aMessageThatFailedSaysWhyAndIsAskedAgain() throws Exception {
    house.model.fails("Too much", 400);
    browser.say("Too much");
    browser.awaitText(".user .mark", "Failed");
    browser.awaitNone(".working");
    house.model.says("Too much", List.of("now it works"));
    browser.press("button[aria-label='Ask again']");
    browser.awaitText(".answer", "now it works");
    go("messages");
    browser.awaitText(".page table", "Failed");
  }

  /// A message that was given up, to a chat of a channel that is not there.
  private static void givenUp(String text) throws SQLException {
    String url = "jdbc:sqlite:" + home.resolve("nanobot.db") + "?busy_timeout=60000";
    try (var database = DriverManager.getConnection(url);
        var row =
            database.prepareStatement(
                """
                insert into outbox (ord, key, session, endpoint, text, state, next_at, reason,
                  created_at) values (0, ?1, 'pigeon:1', 'pigeon', ?1, 'dead', 0, 'no pigeon', 1)
                """)) {
      row.setString(1, text);
      row.executeUpdate();
    }
  }

  @Test
  void whatWasNotDeliveredIsSentAgainOrDropped() throws Exception {
    givenUp("Fly to the coast");
    go("messages");
    browser.awaitText(".page", "Given up: no pigeon");
    button("Send again");
    browser.awaitText(".notice", "The message is sent again.");
    browser.until(() -> outbox("pending").contains("Fly to the coast"), "it is to leave");
    givenUp("Fly to the hills");
    browser.awaitText(".page", "Fly to the hills");
    browser.run(
        "[...document.querySelectorAll('tr')].find(r => r.innerText.includes('hills'))"
            + ".querySelector('button:last-child').click()");
    browser.awaitText("dialog", "Drop this message?");
    browser.click("dialog .danger");
    browser.awaitText(".notice", "The message was dropped.");
    browser.until(() -> outbox("dropped").contains("Fly to the hills"), "it was dropped");
    browser.until(() -> !browser.text(".page").contains("hills"), "it is not listed");
  }

  private static String outbox(String state) throws IOException, InterruptedException {
    return house.gateway.get("/api/outbox?state=" + state).toString();
  }

  @Test
  void thePaletteLeadsAnywhere() throws Exception {
    say("somewhere to go back to");
    browser.chord(Keys.CONTROL, "k");
    browser.write("dialog input", "heal", Keys.ENTER);
    browser.awaitText(".head h1", "Health");
    browser.chord(Keys.CONTROL, "k");
    browser.write("dialog input", "somewhere", Keys.ENTER);
    browser.awaitText(".head h1", "somewhere to go back to");
    browser.awaitFocus(".composer textarea");
    browser.run("document.activeElement.blur()");
    browser.type("?");
    browser.awaitText("dialog", "Keyboard shortcuts");
    leaveDialog();
    browser.until( // both keys within two seconds, however slow the page is at first
        () -> {
          browser.type("g", "u");
          return browser.text(".head h1").equals("Usage");
        },
        "the page of the usage");
  }
}
