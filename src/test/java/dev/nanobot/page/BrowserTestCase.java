package dev.nanobot.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/// A class of tests in one browser at one gateway. Each begins in a new chat and ends without a
/// complaint of the browser.
abstract class BrowserTestCase {
  @TempDir static Path home;
  static PageHouse house;
  static Browser browser;

  @BeforeAll
  static void open() throws IOException, InterruptedException {
    house = new PageHouse(home);
    browser = house.browser;
  }

  @AfterAll
  static void close() {
    house.close();
  }

  @BeforeEach
  void begin() throws InterruptedException {
    house.newChat();
  }

  @AfterEach
  void noOtherComplaint() {
    assertThat(house.complaints(this::isExpected)).isEmpty();
  }

  /// Whether the browser may say so, since a test brings it about.
  boolean isExpected(String line) {
    return false;
  }
}
