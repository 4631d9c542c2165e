package dev.nanobot.provider;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What a Claude model takes, read from the version in its name (`claude-sonnet-4-6`,
/// `claude-3-7-sonnet-20250219`). A name without a version takes what the oldest ones take.
///
/// Source: Anthropic, "Extended thinking", "Adaptive thinking" and "Effort" (read 2026-11-23).
record ClaudeModel(int major, int minor) {
  private static final Pattern VERSION =
      Pattern.compile("claude-(?:[a-z]+-)?(\\d{1,2})(?:[-.](\\d{1,2}))?(?!\\d).*");

  static ClaudeModel of(String model) {
    String name = model.toLowerCase(Locale.ROOT);
    Matcher version = VERSION.matcher(name.substring(name.lastIndexOf('/') + 1));
    if (!version.matches()) return new ClaudeModel(0, 0);
    String minor = version.group(2);
    return new ClaudeModel(
        Integer.parseInt(version.group(1)), minor == null ? 0 : Integer.parseInt(minor));
  }

  /// Whether it decides itself how long to think, and is told how hard to try.
  boolean thinksAdaptively() {
    return isAtLeast(4, 6);
  }

  /// Whether a temperature may be sent at all.
  boolean takesTemperature() {
    return !isAtLeast(4, 7);
  }

  private boolean isAtLeast(int wantedMajor, int wantedMinor) {
    return major > wantedMajor || major == wantedMajor && minor >= wantedMinor;
  }
}
