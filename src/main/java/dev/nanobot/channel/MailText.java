package dev.nanobot.channel;

import java.util.List;

/// What a person wrote in a mail, without what their program put around it.
final class MailText {
  private static final String SIGNATURE = "-- ";

  private MailText() {}

  /// The text above the quoted mails at its end, and above the signature.
  static String withoutQuotes(String text) {
    List<String> lines = text.lines().toList();
    int end = lines.indexOf(SIGNATURE);
    if (end < 0) end = lines.size();
    int quotes = end;
    while (quotes > 0 && isQuote(lines.get(quotes - 1))) quotes--;
    boolean isQuoted = lines.subList(quotes, end).stream().anyMatch(line -> line.startsWith(">"));
    if (isQuoted) {
      end = quotes;
      // "On Monday Ann wrote:", which may be broken into two lines
      if (end > 0 && lines.get(end - 1).stripTrailing().endsWith(":")) end--;
      if (end > 0 && lines.get(end - 1).matches("(On|Am|Le) .*") && end < quotes) end--;
    }
    String said = String.join("\n", lines.subList(0, end)).strip();
    return said.isEmpty() ? text.strip() : said;
  }

  private static boolean isQuote(String line) {
    return line.isBlank() || line.startsWith(">");
  }

  /// The subject before the text, but for control words.
  static String withSubject(String subject, String text) {
    if (subject.isEmpty() || text.startsWith("/")) return text;
    return ("Subject: " + subject + "\n\n" + text).strip();
  }

  static String cut(String text, int charsMax) {
    if (text.length() <= charsMax) return text;
    return text.substring(0, charsMax)
        + "\n[cut: the mail has %,d characters]".formatted(text.length());
  }
}
