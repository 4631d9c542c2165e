package dev.nanobot.channel;

import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/// Tells mails of programs from mails of people: answering the first makes loops. Source: RFC 3834
/// and RFC 2919, read 2026-11-28.
final class MailLoops {
  private static final List<String> LISTS =
      List.of("List-Id", "List-Post", "List-Unsubscribe", "List-Help", "Mailing-List");
  private static final List<String> ROBOTS =
      List.of("X-Autoreply", "X-Autorespond", "X-Auto-Response-Suppress", "X-Failed-Recipients");
  private static final Pattern ROBOT =
      Pattern.compile(
          "(?i)(mailer-daemon|postmaster|no-?reply|do-?not-?reply|bounces?|listserv|majordomo)"
              + "([+=-].*)?@.*|.*-(request|owner|bounces)@.*");

  private MailLoops() {}

  /// @throws MailRefused when no person wrote the mail
  static void check(MailHeaders headers) throws MailRefused {
    String submitted = word(headers, "Auto-Submitted");
    if (!submitted.isEmpty() && !submitted.equals("no")) {
      throw new MailRefused("a program sent it: Auto-Submitted");
    }
    if (List.of("bulk", "list", "junk", "auto_reply").contains(word(headers, "Precedence"))) {
      throw new MailRefused("it is a bulk mail: Precedence");
    }
    for (String field : LISTS) {
      if (!headers.all(field).isEmpty()) throw new MailRefused("it is of a list: " + field);
    }
    for (String field : ROBOTS) {
      if (!headers.all(field).isEmpty()) throw new MailRefused("a program sent it: " + field);
    }
    if (headers.first("Return-Path").orElse("").matches("<\\s*>")) {
      throw new MailRefused("it wants no answer: Return-Path");
    }
    if (word(headers, "Content-Type").equals("multipart/report")) {
      throw new MailRefused("it is a report: Content-Type");
    }
    if (ROBOT.matcher(headers.from().getAddress()).matches()) {
      throw new MailRefused("its sender is a program: From");
    }
  }

  /// The first word of a field, in small letters.
  private static String word(MailHeaders headers, String field) {
    String value = headers.first(field).orElse("").toLowerCase(Locale.ROOT);
    return value.split("[;\\s(]", 2)[0];
  }
}
