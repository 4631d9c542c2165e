package dev.nanobot.message;

/// Who speaks: `channel:id`, by the platform's immutable id, for example `cli:local`.
public record Principal(String id) {
  /// The person who runs the program on this machine.
  public static final Principal LOCAL = new Principal("cli:local");

  public Principal {
    if (id.isBlank()) throw new IllegalArgumentException("a principal's id is never blank");
  }
}
