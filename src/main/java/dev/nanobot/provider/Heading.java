package dev.nanobot.provider;

import dev.nanobot.message.Excerpt;
import dev.nanobot.message.Message;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/// The line above a message that tells a model when and from whom it came, for example
/// `[2026-11-23 22:33 Mon UTC · telegram:42]`. The same message always gets the same line, so that
/// the far side can cache the conversation.
final class Heading {
  /// A sender's name is cut to this many characters.
  static final int SENDER_CHARS_MAX = 80;

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm EEE", Locale.ENGLISH);

  private Heading() {}

  static String over(Message.User user, ZoneId zone) {
    String name = zone.normalized().equals(ZoneOffset.UTC) ? "UTC" : zone.getId();
    return "["
        + TIME.format(user.at().atZone(zone))
        + " "
        + name
        + sender(user.sender())
        + "]\n"
        + user.text();
  }

  /// Nobody's name may end the line, or look like the end of it.
  private static String sender(String sender) {
    String clean = sender.replaceAll("[\\p{Cntrl}\\[\\]\u2028\u2029]", " ").strip();
    if (clean.isEmpty()) return "";
    return " · " + Excerpt.of(clean, SENDER_CHARS_MAX);
  }
}
