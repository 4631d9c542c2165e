package dev.nanobot.tool;

/// A failure that the model should read and react to. The message says what was expected.
public final class ToolException extends RuntimeException {
  public ToolException(String message) {
    super(message);
  }

  public ToolException(String message, Throwable cause) {
    super(message, cause);
  }
}
