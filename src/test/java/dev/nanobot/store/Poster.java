package dev.nanobot.store;

import static dev.nanobot.store.Desk.ANN;
import static dev.nanobot.store.Desk.FULL;
import static dev.nanobot.store.Desk.inbound;

import dev.nanobot.world.RealWorld;
import java.nio.file.Path;

/// A program that posts messages into one session: `file name messages`.
final class Poster {
  private Poster() {}

  public static void main(String[] arguments) {
    String name = arguments[1];
    try (Store store = SqliteStore.open(new RealWorld(), Path.of(arguments[0]))) {
      for (int i = 0; i < Integer.parseInt(arguments[2]); i++) {
        store.post(inbound(ANN, name + i, name + " " + i), Integer.MAX_VALUE, FULL);
      }
    }
  }
}
