package dev.nanobot.channel;

import java.util.List;

/// A mail, as far as it matters here. `id` is its Message-ID, `thread` the id of the thread's first
/// mail; either may be empty. `from` is who it says it is from.
record Mail(
    MailHeaders headers,
    String from,
    String name,
    String id,
    String thread,
    String text,
    List<Arrival.File> files) {
  Mail {
    files = List.copyOf(files);
  }

  /// @throws MailRefused when `authserv` does not vouch for its sender, or no person wrote it
  void check(String own, String authserv) throws MailRefused {
    if (from.equalsIgnoreCase(own)) throw new MailRefused("it is from the bot itself");
    MailLoops.check(headers);
    if (!authserv.isEmpty()) MailVouching.check(headers, authserv, MailSessions.domain(from));
  }

  /// Whether it was sent to others, with a copy for the bot.
  boolean isCopyFor(String own) {
    return headers.names("Cc", own) && !headers.names("To", own);
  }
}
