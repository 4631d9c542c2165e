package dev.nanobot.message;

import java.time.Instant;
import java.util.List;

/// A finished call: what the model is told, what is written with it, and when it ran.
public record Outcome(
    Message.Result result, List<Write> writes, Instant started, Instant finished) {
  public Outcome {
    writes = List.copyOf(writes);
  }
}
