package dev.nanobot.channel;

/// A channel cannot be as its settings say: a person has to change something first.
///
/// The message begins with the key, as it is written below `channels.NAME`; `remedy` says what to
/// write.
public final class SettingsException extends RuntimeException {
  private final String remedy;

  public SettingsException(String message, String remedy) {
    super(message);
    this.remedy = remedy;
  }

  public String remedy() {
    return remedy;
  }
}
