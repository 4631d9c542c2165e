package dev.nanobot.web;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/// A test at the door of a server, a new one for each.
abstract class DoorTestCase {
  @TempDir Path folder;
  DoorHouse house;

  @BeforeEach
  void open() throws Exception {
    house = new DoorHouse(folder);
  }

  @AfterEach
  void close() {
    house.close();
  }
}
