package dev.nanobot.channel;

import dev.nanobot.channel.MailQuestions.Letter;
import dev.nanobot.world.World;
import jakarta.mail.MessagingException;
import java.time.Duration;
import java.util.ArrayList;
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
/// and passed over when that is in vain, so that what came behind them is heard. While the server
/// gives no mail at all, it is the server that fails: nothing is passed over for an hour.
///
/// Owned by the thread that listens.
final class MailFetching {
  private static final Logger log = LoggerFactory.getLogger(MailFetching.class);
  private static final int ATTEMPTS_MAX = 3;
  private static final Duration PAUSE = Duration.ofSeconds(5);
  private static final Duration IN_VAIN_MAX = Duration.ofHours(1);
  private static final Duration IN_VAIN_PAUSE = Duration.ofMinutes(1);

  /// What a server says that cannot give any mail now. Source: RFC 5530 3, read 2026-11-29.
  private static final String UNAVAILABLE = "[UNAVAILABLE]";

  private final World world;
  private Optional<Long> inVainSince = Optional.empty();

  MailFetching(World world) {
    this.world = world;
  }

  /// The mails as they came; without those that are gone or refused.
  ///
  /// @throws ConnectionLost when the server gives none
  Map<Long, byte[]> bytes(Mailbox mailbox, List<Letter> letters)
      throws MessagingException, InterruptedException {
    if (letters.isEmpty()) return Map.of();
    try {
      Map<Long, byte[]> mails = mailbox.bytes(letters);
      inVainSince = Optional.empty();
      return mails;
    } catch (MessagingException e) {
      String reason = refusal(e).orElseThrow(() -> e);
      return alone(mailbox, letters, reason);
    }
  }

  private Map<Long, byte[]> alone(Mailbox mailbox, List<Letter> letters, String reason)
      throws MessagingException, InterruptedException {
    Map<Long, byte[]> mails = new HashMap<>();
    List<Letter> refused = without(mailbox, letters, mails);
    if (refused.size() < letters.size()) inVainSince = Optional.empty();
    else checkHowLong(reason);
    for (int attempt = 2; attempt <= ATTEMPTS_MAX && !refused.isEmpty(); attempt++) {
      world.sleep(PAUSE);
      refused = without(mailbox, refused, mails);
    }
    for (Letter letter : refused) {
      log.warn("mail {} is passed over: the server refuses it: {}", letter.uid(), reason);
    }
    return mails;
  }

  /// Asks for each mail alone, and adds what comes; returns those that are refused.
  private static List<Letter> without(
      Mailbox mailbox, List<Letter> letters, Map<Long, byte[]> mails) throws MessagingException {
    List<Letter> refused = new ArrayList<>();
    for (Letter letter : letters) {
      try {
        mails.putAll(mailbox.bytes(List.of(letter)));
      } catch (MessagingException e) {
        if (refusal(e).isEmpty()) throw e;
        refused.add(letter);
      }
    }
    return refused;
  }

  private void checkHowLong(String reason) {
    long since = inVainSince.orElseGet(world::nanos);
    inVainSince = Optional.of(since);
    if (world.since(since).compareTo(IN_VAIN_MAX) >= 0) return;
    throw new ConnectionLost("the mail server gives no mail: " + reason, IN_VAIN_PAUSE);
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
