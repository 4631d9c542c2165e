package dev.nanobot.store;

import dev.nanobot.message.Write;
import dev.nanobot.world.RealWorld;
import java.nio.file.Path;

/// A program that adds notes to a day: `file name notes`.
final class Rememberer {
  private Rememberer() {}

  public static void main(String[] arguments) {
    String name = arguments[1];
    try (Store store = SqliteStore.open(new RealWorld(), Path.of(arguments[0]))) {
      for (int i = 0; i < Integer.parseInt(arguments[2]); i++) {
        String text = name + " " + i;
        store
            .memories()
            .add(new Write.Remember("owner", MemoryStressTest.DAY, text, "cli:local", text));
      }
    }
  }
}
