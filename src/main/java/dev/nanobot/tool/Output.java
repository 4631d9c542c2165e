package dev.nanobot.tool;

import dev.nanobot.message.Write;
import java.util.List;

/// What a tool gives back: text for the model, and rows to be written together with it.
public record Output(String text, List<Write> writes) {
  public Output {
    writes = List.copyOf(writes);
  }

  public static Output of(String text) {
    return new Output(text, List.of());
  }
}
