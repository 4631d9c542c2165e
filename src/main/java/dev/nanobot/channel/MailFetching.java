package dev.nanobot.channel;

import dev.nanobot.channel.MailQuestions.Letter;
import dev.nanobot.world.World;
import jakarta.mail.MessagingException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.angus.mail.iap.BadCommandException;
import org.eclipse.angus.mail.iap.CommandFailedException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Fetches mails from a server that may refuse some of them: those are asked for alone and again,
/// and passed over when that is in vain, so that what came behind them is heard.
///
/// Owned by the thread that listens.
final class MailFetching {
  private static final Logger log = LoggerFactory.getLogger(MailFetching.class);
  private static final int ATTEMPTS_MAX = 3;
  private static final Duration PAUSE = Duration.ofSeconds(5);

  /// What a server says that cannot give any mail now. Source: RFC 5530 3, read 2026-11-29.
  private static final String UNAVAILABLE = "[UNAVAILABLE]";

  private final World world;
  private final Mailbox mailbox;

  MailFetching(World world, Mailbox mailbox) {
    this.world = world;
    this.mailbox = mailbox;
  }

  /// The mails as they came; without those that are gone or refused.
  Map<Long, byte[]> bytes(List<Letter> letters) throws MessagingException, InterruptedException {
    try {
      return mailbox.bytes(letters);
    } catch (MessagingException e) {
      if (refusal(e).isEmpty()) throw e;
    }
    Map<Long, byte[]> mails = new HashMap<>();
    for (Letter letter : letters) mails.putAll(alone(letter));
    return mails;
  }

  private Map<Long, byte[]> alone(Letter letter) throws MessagingException, InterruptedException {
    for (int attempt = 1; ; attempt++) {
      try {
        return mailbox.bytes(List.of(letter));
      } catch (MessagingException e) {
        String reason = refusal(e).orElse("");
        if (reason.isEmpty()) throw e;
        if (attempt == ATTEMPTS_MAX) {
          log.warn("mail {} is passed over: the server refuses it: {}", letter.uid(), reason);
          return Map.of();
        }
      }
      world.sleep(PAUSE);
    }
  }

  /// Why the server did not do what was asked, when it said so and may do other things.
  static Optional<String> refusal(MessagingException failure) {
    return switch (failure.getNextException()) {
      case CommandFailedException refused -> refusal(refused.getMessage());
      case BadCommandException refused -> refusal(refused.getMessage());
      case null, default -> Optional.empty();
    };
  }

  private static Optional<String> refusal(@Nullable String said) {
    String reason = String.valueOf(said);
    return reason.contains(UNAVAILABLE) ? Optional.empty() : Optional.of(reason);
  }
}
