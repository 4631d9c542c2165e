package dev.nanobot.message;

/// How far a platform was listened to: `value` is the platform's own word for the place, `name`
/// says of what, for example one bot, or one of its chats.
public record Cursor(String name, String value) {
  public Cursor {
    if (name.isBlank() || value.isBlank()) {
      throw new IllegalArgumentException("a cursor has a name and a value");
    }
  }
}
