package dev.nanobot.provider;

import java.time.Duration;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What the rehearsal model understands of a message.
sealed interface Wish {
  record Read(String path) implements Wish {}

  record ListFolder(String path) implements Wish {}

  record Run(String command) implements Wish {}

  record Remember(String fact) implements Wish {}

  /// `after` from now, once, or again and again when `repeats`.
  record Remind(String what, Duration after, boolean repeats) implements Wish {}

  /// A reminder without a time that can be understood.
  record RemindWhen() implements Wish {}

  record Send(String text) implements Wish {}

  /// Something for a subagent.
  record Delegate(String task) implements Wish {}

  /// What a subagent has to say.
  record Reported(String text) implements Wish {}

  /// Anything else.
  record Talk(String text) implements Wish {}

  static Wish of(String text) {
    Matcher order = Patterns.ORDER.matcher(text.strip());
    if (text.startsWith("[Subagent ")) return new Reported(text);
    if (!order.matches()) return new Talk(text);
    String rest = order.group("rest").strip();
    return switch (order.group("verb").toLowerCase(Locale.ROOT)) {
      case "read" -> rest.isEmpty() ? new Talk(text) : new Read(bare(rest));
      case "list" -> new ListFolder(rest.isEmpty() ? "." : bare(rest));
      case "run" -> rest.isEmpty() ? new Talk(text) : new Run(unquoted(rest));
      case "remember" -> rest.isEmpty() ? new Talk(text) : new Remember(rest);
      case "send" -> rest.isEmpty() ? new Talk(text) : new Send(rest);
      case "delegate" -> rest.isEmpty() ? new Talk(text) : new Delegate(rest);
      default -> remind(rest); // "remind me" is the last one
    };
  }

  private static Wish remind(String rest) {
    Matcher time = Patterns.TIME.matcher(rest);
    if (!time.find()) return new RemindWhen();
    Duration unit =
        switch (time.group("unit").toLowerCase(Locale.ROOT).charAt(0)) {
          case 's' -> Duration.ofSeconds(1);
          case 'm' -> Duration.ofMinutes(1);
          case 'h' -> Duration.ofHours(1);
          default -> Duration.ofDays(1);
        };
    String number = time.group("number");
    Duration after = unit.multipliedBy(number == null ? 1 : Integer.parseInt(number));
    String what =
        (rest.substring(0, time.start()) + " " + rest.substring(time.end()))
            .strip()
            .replaceFirst("(?i)^(to|that|of)\\s+", "");
    boolean repeats = time.group("how").equalsIgnoreCase("every");
    if (what.isEmpty() || after.isZero()) return new RemindWhen();
    return new Remind(what, after, repeats);
  }

  /// A path without the quotes or the full stop around it.
  private static String bare(String path) {
    String inner = unquoted(path);
    boolean hasStop =
        inner.endsWith(".") && inner.length() > 1 && !inner.endsWith("..") && !inner.endsWith("/.");
    return hasStop ? inner.substring(0, inner.length() - 1) : inner;
  }

  private static String unquoted(String text) {
    Matcher quoted = Patterns.QUOTED.matcher(text);
    return quoted.matches() ? quoted.group(2) : text;
  }

  /// How the wishes are recognised.
  final class Patterns {
    private static final Pattern ORDER =
        Pattern.compile(
            "(?is)(?:please\\s+)?(?:(?<verb>read|run|remember|send|delegate|list|remind)(?=\\s|$))"
                + "(?:(?<=remind)\\s+me|(?<=list)\\s+(?:the\\s+)?(?:files\\s+in|folder|directory)"
                + "|(?<=read)\\s+(?:the\\s+)?file|(?<=remember)\\s+that)?(?<rest>(?:\\s.*)?)");
    private static final Pattern TIME =
        Pattern.compile(
            "(?i)\\b(?<how>in|every)\\s+(?:(?<number>\\d{1,6})\\s+|an?\\s+)?"
                + "(?<unit>seconds?|minutes?|hours?|days?)\\b");
    private static final Pattern QUOTED = Pattern.compile("(?s)([\"'`])(.+)\\1\\.?");

    private Patterns() {}
  }
}
