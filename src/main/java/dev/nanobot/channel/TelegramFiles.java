package dev.nanobot.channel;

import dev.nanobot.http.HttpException;
import dev.nanobot.message.Json;
import java.time.Duration;
import java.util.List;
import tools.jackson.databind.JsonNode;

/// The files of Telegram's messages. Source: https://core.telegram.org/bots/api#message.
///
/// Immutable.
final class TelegramFiles {
  /// What has a file, and is named after itself where it has no name.
  private static final List<String> KINDS =
      List.of("document", "audio", "voice", "video", "video_note", "animation", "sticker");

  private final TelegramApi api;
  private final Duration longest;

  TelegramFiles(TelegramApi api, Duration longest) {
    this.api = api;
    this.longest = longest;
  }

  List<Arrival.File> of(JsonNode message) {
    JsonNode sizes = message.path("photo");
    if (!sizes.isEmpty()) return List.of(file("photo", sizes.get(sizes.size() - 1)));
    return KINDS.stream()
        .filter(kind -> message.path(kind).has("file_id"))
        .limit(1) // an animation is told of twice, the second time as a document
        .map(kind -> file(kind, message.get(kind)))
        .toList();
  }

  private Arrival.File file(String kind, JsonNode file) {
    String name = file.path("file_name").asString(kind);
    String id = file.path("file_id").asString("");
    long size = file.path("file_size").asLong(0);
    return new Arrival.File(name, kind.equals("voice"), bytesMax -> fetch(id, size, bytesMax));
  }

  private byte[] fetch(String id, long size, int bytesMax) throws InterruptedException {
    if (size > bytesMax) {
      throw new DeliveryException(
          "It has %,d bytes; I take at most %,d.".formatted(size, bytesMax), false, null);
    }
    try {
      JsonNode file = api.call("getFile", Json.object().put("file_id", id), longest);
      return api.file(file.path("file_path").asString(""), bytesMax, longest);
    } catch (TelegramApi.Refused | HttpException e) {
      throw new DeliveryException("It cannot be fetched: " + e.getMessage(), true, null);
    }
  }
}
