package dev.nanobot.api;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/// A test of a gateway that runs, a new one for each.
abstract class GatewayTestCase {
  @TempDir Path folder;
  Gateway gateway;

  @BeforeEach
  void open() throws Exception {
    gateway = new Gateway(folder.resolve("home"));
  }

  @AfterEach
  void close() {
    gateway.close();
  }
}
