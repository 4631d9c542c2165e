package dev.nanobot.api;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;

/// A test that makes a house with the model it needs.
abstract class OpenAiTestCase {
  @TempDir Path folder;

  @SuppressWarnings("NullAway.Init") // each test makes it
  OpenAiHouse house;

  OpenAiHouse house(OpenAiHouse.Model model) throws InterruptedException {
    house = new OpenAiHouse(folder, model);
    return house;
  }

  @AfterEach
  void close() throws InterruptedException {
    if (house != null) house.close();
  }
}
