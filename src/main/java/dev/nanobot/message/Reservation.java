package dev.nanobot.message;

/// The most that a question to a model can take. `micros` is nothing where the price is unknown.
public record Reservation(String model, long input, long output, long micros, boolean hasPrice) {
  public long tokens() {
    return input + output;
  }
}
