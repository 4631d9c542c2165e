package dev.nanobot.channel;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.nanobot.message.Json;
import dev.nanobot.message.Secret;
import dev.nanobot.world.Cell;
import java.security.MessageDigest;
import java.util.Optional;
import java.util.function.Function;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/// Telegram's calls: one update each, with the secret that was given with the address. Source:
/// https://core.telegram.org/bots/api#setwebhook.
///
/// Shared: `updates` is a value that is replaced as a whole.
final class TelegramWebhook implements Webhook {
  private static final String SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token";
  private static final int TAKEN = 200;
  private static final int BAD = 400;
  private static final int NOT_YET = 503;

  private final Secret secret;
  private final Cell<Optional<TelegramUpdates>> updates = new Cell<>(Optional.empty());
  private final Hearing hearing;

  /// What is done with an update.
  @FunctionalInterface
  interface Hearing {
    boolean hear(Channel.Intake intake, TelegramUpdates updates, TelegramBatch.Step step)
        throws InterruptedException;
  }

  TelegramWebhook(Secret secret, Hearing hearing) {
    this.secret = secret;
    this.hearing = hearing;
  }

  /// From now on it is known for whom updates are.
  void open(TelegramUpdates known) {
    updates.set(Optional.of(known));
  }

  @Override
  public boolean isGenuine(Function<String, Optional<String>> headers) {
    byte[] wanted = secret.reveal().getBytes(UTF_8);
    return headers
        .apply(SECRET_HEADER)
        .filter(given -> MessageDigest.isEqual(given.getBytes(UTF_8), wanted))
        .isPresent();
  }

  @Override
  public int take(byte[] body, Channel.Intake intake) throws InterruptedException {
    Optional<TelegramUpdates> known = updates.get();
    if (known.isEmpty()) return NOT_YET;
    JsonNode update;
    try {
      update = Json.received(body);
    } catch (JacksonException e) {
      return BAD;
    }
    if (!update.path("update_id").isIntegralNumber()) return BAD;
    hearing.hear(intake, known.get(), TelegramBatch.Step.called(update));
    return TAKEN;
  }
}
