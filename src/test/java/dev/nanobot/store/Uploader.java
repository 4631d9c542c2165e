package dev.nanobot.store;

import static dev.nanobot.store.Desk.ANN;
import static dev.nanobot.store.Desk.FULL;
import static dev.nanobot.store.Desk.SENDER;
import static dev.nanobot.store.Desk.inbound;

import dev.nanobot.message.Attachment;
import dev.nanobot.message.Samples;
import dev.nanobot.message.Upload;
import dev.nanobot.world.RealWorld;
import java.nio.file.Path;
import java.util.List;

/// A program that sends two files with each message until it is killed: `file name`. It prints a
/// line after each message.
final class Uploader {
  private Uploader() {}

  public static void main(String[] arguments) {
    try (Store store = SqliteStore.open(new RealWorld(), Path.of(arguments[0]))) {
      for (int i = 0; ; i++) {
        Attachment one = put(store, "one", i);
        Attachment two = put(store, "two", i);
        var message = inbound(ANN, arguments[1] + i, "look").with(List.of(one, two));
        store.post(message, Integer.MAX_VALUE, FULL);
        System.out.println(arguments[1] + i);
        System.out.flush();
      }
    }
  }

  private static Attachment put(Store store, String name, int number) {
    return store.attachments().put(SENDER, Upload.of(name, Samples.png(9, 9, 20_000 + number)));
  }
}
