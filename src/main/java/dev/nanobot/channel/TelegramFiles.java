package dev.nanobot.channel;

import dev.nanobot.http.HttpException;
import dev.nanobot.message.Json;
import java.time.Duration;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

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
    if (!sizes.isEmpty()) return List.of(told("photo", sizes.get(sizes.size() - 1)));
    return KINDS.stream()
        .filter(kind -> message.path(kind).has("file_id"))
        .limit(1) // an animation is told of twice, the second time as a document
        .map(kind -> told(kind, message.get(kind)))
        .toList();
  }

  /// The file of a reference.
  Arrival.File of(String reference) {
    JsonNode file = Json.parse(reference);
    String id = file.path("file_id").asString("");
    long size = file.path("file_size").asLong(0);
    return new Arrival.File(
        file.path("file_name").asString(""),
        file.path("kind").asString("").equals("voice"),
        bytesMax -> fetch(id, size, bytesMax),
        reference);
  }

  private Arrival.File told(String kind, JsonNode file) {
    ObjectNode reference =
        Json.object()
            .put("kind", kind)
            .put("file_name", file.path("file_name").asString(kind))
            .put("file_id", file.path("file_id").asString(""))
            .put("file_size", file.path("file_size").asLong(0));
    return of(Json.write(reference));
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
