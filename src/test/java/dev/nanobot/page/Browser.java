package dev.nanobot.page;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.logging.Level;
import org.openqa.selenium.By;
import org.openqa.selenium.ElementNotInteractableException;
import org.openqa.selenium.JavascriptExecutor;
import org.openqa.selenium.Keys;
import org.openqa.selenium.NoSuchElementException;
import org.openqa.selenium.StaleElementReferenceException;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.interactions.Actions;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;

/// A headless Chromium that remembers every complaint of its console.
final class Browser implements AutoCloseable {
  private static final Duration LONGEST = Duration.ofSeconds(60);

  /// What the page shows for seconds, notices and “Copied”, stays for minutes: whoever looks late
  /// sees it too.
  private static final String LASTING =
      """
      const later = window.setTimeout.bind(window);
      window.setTimeout = (run, ms, ...more) =>
        later(run, [2_000, 6_000, 10_000].includes(ms) ? 300_000 : ms, ...more);
      """;
  private static final int HELD_CHARS = 3;

  private final ChromeDriver driver;
  private final List<String> complaints = new ArrayList<>();

  Browser() {
    var options = new ChromeOptions();
    options.setBinary("/usr/bin/chromium");
    options.addArguments(
        "--headless=new",
        "--no-sandbox",
        "--disable-dev-shm-usage",
        "--disable-gpu",
        "--window-size=1280,800",
        "--force-color-profile=srgb",
        "--lang=en-GB");
    var logs = new LoggingPreferences();
    logs.enable(LogType.BROWSER, Level.ALL);
    options.setCapability("goog:loggingPrefs", logs);
    var service =
        new ChromeDriverService.Builder()
            .usingDriverExecutable(Path.of("/usr/bin/chromedriver").toFile())
            .build();
    driver = new ChromeDriver(service, options);
    driver.manage().timeouts().scriptTimeout(LONGEST);
    driver.executeCdpCommand("Page.addScriptToEvaluateOnNewDocument", Map.of("source", LASTING));
  }

  ChromeDriver driver() {
    return driver;
  }

  void open(String url) {
    driver.get(url);
  }

  /// A screen of this size, as a phone has it; the window itself cannot be so narrow.
  void size(int width, int height) {
    driver.executeCdpCommand(
        "Emulation.setDeviceMetricsOverride",
        Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", width < 720));
  }

  void media(String feature, String value) {
    driver.executeCdpCommand(
        "Emulation.setEmulatedMedia",
        Map.of("features", List.of(Map.of("name", feature, "value", value))));
  }

  WebElement find(String css) {
    return driver.findElement(By.cssSelector(css));
  }

  List<WebElement> all(String css) {
    return driver.findElements(By.cssSelector(css));
  }

  int count(String css) {
    return all(css).size();
  }

  /// What a script returns; an empty text when that is nothing.
  Object run(String script, Object... arguments) {
    Object result = ((JavascriptExecutor) driver).executeScript(script, arguments);
    return result == null ? "" : result;
  }

  /// Whether an expression is true in the page.
  boolean isTrue(String expression) {
    return Boolean.TRUE.equals(run("return " + expression));
  }

  String text(String css) {
    Object text =
        run(
            "return [...document.querySelectorAll(arguments[0])].map(e => e.innerText).join('\\n')",
            css);
    return String.valueOf(text);
  }

  /// Waits until something is there and visible.
  WebElement await(String css) throws InterruptedException {
    List<WebElement> seen = new ArrayList<>();
    until(() -> seen(css).map(seen::add).orElse(false), css + " is seen");
    return seen.getFirst();
  }

  private Optional<WebElement> seen(String css) {
    return all(css).stream().filter(WebElement::isDisplayed).findFirst();
  }

  void awaitText(String css, String part) throws InterruptedException {
    Eventually.is(
        LONGEST,
        () -> text(css).contains(part),
        () -> css + " has “" + part + "”: " + text(css) + "; the page says: " + seen());
  }

  /// Waits for the beginning of an answer that is being written. Its last letters may be held back:
  /// they could begin a secret.
  void awaitLive(String begin) throws InterruptedException {
    awaitText(".live", begin.substring(0, Math.max(1, begin.length() - HELD_CHARS)));
  }

  void awaitNone(String css) throws InterruptedException {
    until(() -> all(css).stream().noneMatch(WebElement::isDisplayed), css + " is gone");
  }

  void until(Eventually.Claim claim, String expected) throws InterruptedException {
    Eventually.is(
        LONGEST,
        () -> {
          try {
            return claim.isTrue();
          } catch (NoSuchElementException
              | StaleElementReferenceException
              | ElementNotInteractableException e) {
            return false; // It was drawn anew: look again.
          }
        },
        () -> expected + "; the page says: " + seen());
  }

  private String seen() {
    Object written =
        run("return [...document.querySelectorAll('textarea')].map(e => e.value).join('\\n')");
    return driver.getCurrentUrl() + "\n" + text("body") + "\nwritten: " + written;
  }

  /// Clicks what is visible and enabled: a click on anything else does nothing.
  void click(String css) throws InterruptedException {
    until(
        () -> {
          Optional<WebElement> seen = seen(css).filter(WebElement::isEnabled);
          seen.ifPresent(WebElement::click);
          return seen.isPresent();
        },
        css + " can be clicked");
  }

  /// Clicks what is there, seen or not.
  void press(String css) throws InterruptedException {
    until(
        () ->
            Boolean.TRUE.equals(
                run(
                    """
                    const button = document.querySelector(arguments[0]);
                    button?.click();
                    return Boolean(button);
                    """,
                    css)),
        css + " can be pressed");
  }

  /// Types into what is visible, whatever else has the focus.
  void write(String css, CharSequence... keys) throws InterruptedException {
    until(
        () -> {
          Optional<WebElement> seen = seen(css);
          seen.ifPresent(field -> field.sendKeys(keys));
          return seen.isPresent();
        },
        css + " can be written in");
  }

  /// Waits until something has the focus.
  void awaitFocus(String css) throws InterruptedException {
    until(() -> count(css + ":focus") > 0, css + " has the focus");
  }

  /// Waits until the page has drawn what has changed.
  void frames() {
    driver.executeAsyncScript(
        """
        const done = arguments[arguments.length - 1];
        const draw = left => (left ? requestAnimationFrame(() => draw(left - 1)) : done());
        draw(4);
        """);
  }

  /// Types where the focus is.
  void type(CharSequence... keys) {
    new Actions(driver).sendKeys(keys).perform();
  }

  void chord(CharSequence held, CharSequence key) {
    new Actions(driver).keyDown(held).sendKeys(key).keyUp(held).perform();
  }

  /// Empties a field as a person does: WebDriver's own clearing tells the page nothing of it.
  void wipe(String css) throws InterruptedException {
    write(css, Keys.chord(Keys.CONTROL, "a"), Keys.DELETE);
  }

  /// Gives the token where it is asked for, again if the page was drawn anew meanwhile.
  void enter(String token) throws InterruptedException {
    await("#token");
    until(
        () -> {
          if (all("#token").isEmpty()) return true;
          find("#token").sendKeys(Keys.chord(Keys.CONTROL, "a"), token, Keys.ENTER);
          awaitNone("#token");
          return true;
        },
        "the token is taken");
  }

  void signIn(Gateway gateway) throws IOException, InterruptedException {
    open(gateway.address() + "/");
    enter(gateway.token());
    await(".composer textarea");
  }

  void say(String text) throws InterruptedException {
    write(".composer textarea", text, Keys.ENTER);
  }

  /// Keeps a picture of what is seen.
  void picture(Path file) throws IOException {
    var shot = driver.executeCdpCommand("Page.captureScreenshot", Map.of("format", "png"));
    Files.createDirectories(file.getParent());
    Files.write(file, Base64.getDecoder().decode((String) shot.get("data")));
  }

  /// What the console complained about since the last time, without what a test expects.
  List<String> complaints(Predicate<String> isExpected) {
    for (LogEntry entry : driver.manage().logs().get(LogType.BROWSER)) {
      if (entry.getLevel().intValue() >= Level.WARNING.intValue())
        complaints.add(entry.getMessage());
    }
    List<String> unexpected = complaints.stream().filter(isExpected.negate()).toList();
    complaints.clear();
    return unexpected;
  }

  @Override
  public void close() {
    driver.quit();
  }
}
