package dev.nanobot.channel;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// What the receiving server found out about a mail's sender. Source: RFC 8601, read 2026-11-28.
///
/// A field is believed when it is the topmost: what is below may have come with the mail.
final class MailVouching {
  private static final String FIELD = "Authentication-Results";
  private static final String PASS = "pass";

  private MailVouching() {}

  /// @throws MailRefused unless the server `authserv` says that the mail is from `domain`
  static void check(MailHeaders headers, String authserv, String domain) throws MailRefused {
    Optional<String> field = headers.first(FIELD);
    if (field.isEmpty()) throw new MailRefused("nobody vouches for its sender: no " + FIELD);
    if (!vouches(field.get(), authserv, domain)) {
      throw new MailRefused(authserv + " does not vouch for its sender");
    }
  }

  static boolean vouches(String field, String authserv, String domain) {
    Optional<List<String>> results = results(field);
    if (results.isEmpty()) return false;
    String server = results.get().getFirst().strip().split("\\s", 2)[0];
    if (!server.equalsIgnoreCase(authserv)) return false;
    return results.get().stream().skip(1).anyMatch(result -> proves(result, domain));
  }

  private static boolean proves(String result, String domain) {
    String[] words =
        result.strip().toLowerCase(Locale.ROOT).replaceAll("\\s*=\\s*", "=").split("\\s+");
    String method = words[0].replaceFirst("/[0-9]+=", "=");
    return switch (method) {
      case "dmarc=" + PASS ->
          value(words, "header.from").map(domain::equalsIgnoreCase).orElse(true);
      case "dkim=" + PASS -> value(words, "header.d").filter(d -> covers(d, domain)).isPresent();
      case "spf=" + PASS ->
          value(words, "smtp.mailfrom")
              .map(MailSessions::domain)
              .filter(d -> covers(d, domain))
              .isPresent();
      default -> false;
    };
  }

  private static Optional<String> value(String[] words, String property) {
    return List.of(words).stream()
        .filter(word -> word.startsWith(property + "="))
        .map(word -> word.substring(property.length() + 1))
        .findFirst();
  }

  /// Who speaks for a domain speaks for those below it, never for those above.
  private static boolean covers(String proven, String domain) {
    if (proven.indexOf('.') < 0) return false;
    String asked = domain.toLowerCase(Locale.ROOT);
    return asked.equals(proven) || asked.endsWith("." + proven);
  }

  /// The field without comments and quotes, cut at its semicolons; empty when it is malformed.
  private static Optional<List<String>> results(String field) {
    List<String> results = new ArrayList<>();
    var now = new StringBuilder();
    int comments = 0;
    boolean isQuoted = false;
    for (int i = 0; i < field.length(); i++) {
      char c = field.charAt(i);
      if (c == '\\' && (isQuoted || comments > 0)) i++;
      else if (c == '"' && comments == 0) isQuoted = !isQuoted;
      else if (isQuoted) now.append(Character.isWhitespace(c) || c == ';' || c == '=' ? '?' : c);
      else if (c == '(') comments++;
      else if (c == ')' && --comments < 0) return Optional.empty();
      else if (c != ')' && comments == 0 && c == ';') {
        results.add(now.toString());
        now.setLength(0);
      } else if (c != ')' && comments == 0) now.append(c);
      else if (c == ')') now.append(' ');
    }
    results.add(now.toString());
    return isQuoted || comments != 0 ? Optional.empty() : Optional.of(results);
  }
}
