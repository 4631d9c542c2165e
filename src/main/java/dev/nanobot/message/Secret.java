package dev.nanobot.message;

/// A value that must not be shown: only `reveal()` gives it away.
public final class Secret {
  public static final Secret NONE = new Secret("");

  private final String value;

  public Secret(String value) {
    this.value = value;
  }

  public boolean isEmpty() {
    return value.isEmpty();
  }

  /// The value, for the one place that hands it to its counterpart.
  public String reveal() {
    return value;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Secret secret && secret.value.equals(value);
  }

  @Override
  public int hashCode() {
    return value.hashCode();
  }

  @Override
  public String toString() {
    return "***";
  }
}
