package dev.nanobot.message;

/// A model's whole answer to one request: `model` is the one that really answered.
public record Reply(Message.Assistant message, Finish finish, Usage usage, String model) {
  /// Why the model ended.
  public enum Finish {
    STOP,
    CALLS,
    /// At the limit of its output: the text, or the last call's arguments, may be cut.
    LENGTH,
    /// The provider withheld the answer.
    FILTERED,
    /// Not the model's own end: the turn had used its steps, and nothing more could be called.
    STEPS
  }
}
