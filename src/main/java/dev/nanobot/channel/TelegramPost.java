package dev.nanobot.channel;

import dev.nanobot.http.Multipart;
import dev.nanobot.message.Attachment;
import dev.nanobot.message.Outbound;
import dev.nanobot.world.World;
import java.time.Duration;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Files on their way to Telegram: pictures as photos where Telegram takes them, all else as
/// documents. Source: https://core.telegram.org/bots/api#sendphoto and #senddocument: 10 MB of a
/// photo, 50 MB of a document.
///
/// `usual` is how long a small one may take, answer and all.
///
/// Shared: immutable.
record TelegramPost(World world, TelegramApi api, Duration usual) {
  static final long PHOTO_BYTES_MAX = 10_000_000;
  static final long DOCUMENT_BYTES_MAX = 50_000_000;

  /// So slow a line still carries a file.
  private static final int BYTES_PER_SECOND = 100_000;

  /// What is shown as it is, and not made into something else.
  private static final Set<String> PHOTOS = Set.of("image/jpeg", "image/png");

  /// Sends a file; returns Telegram's message.
  ///
  /// @throws DeliveryException when it is larger than Telegram takes
  JsonNode send(Outbound message, Attachment file, byte[] bytes) throws InterruptedException {
    if (bytes.length > DOCUMENT_BYTES_MAX) {
      throw new DeliveryException(
          "Telegram takes files of at most %,d bytes; this one has %,d"
              .formatted(DOCUMENT_BYTES_MAX, bytes.length),
          false,
          null);
    }
    boolean isPhoto = PHOTOS.contains(file.type()) && bytes.length <= PHOTO_BYTES_MAX;
    if (!isPhoto) return send("sendDocument", "document", message, file, bytes);
    try {
      return send("sendPhoto", "photo", message, file, bytes);
    } catch (TelegramApi.Refused e) {
      if (!e.isAboutPhoto()) throw e;
      return send("sendDocument", "document", message, file, bytes);
    }
  }

  private JsonNode send(
      String method, String field, Outbound message, Attachment file, byte[] bytes)
      throws InterruptedException {
    ObjectNode parameters = TelegramApi.to(message.target());
    if (!message.mark().isEmpty()) parameters.put("caption", message.mark());
    Multipart body = new Multipart(world).file(field, file.name(), file.type(), bytes);
    return api.call(method, parameters, body, longest(usual, bytes.length));
  }

  static Duration longest(Duration usual, int bytes) {
    return usual.plusSeconds(bytes / BYTES_PER_SECOND);
  }
}
