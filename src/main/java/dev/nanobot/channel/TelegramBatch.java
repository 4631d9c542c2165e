package dev.nanobot.channel;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/// Updates in the order in which they are taken. An album comes as an update for each picture: it
/// is one step, at the place of the last. What came between its pictures moves no cursor, so that
/// all of it comes again if the album is not taken.
///
/// Immutable.
record TelegramBatch(List<Step> steps) {
  /// Updates that are one thing, or one update of an album whose others come by themselves.
  record Step(List<JsonNode> updates, boolean movesCursor, String album) {
    /// An update that Telegram calls with.
    static Step called(JsonNode update) {
      return new Step(List.of(update), false, TelegramBatch.album(update));
    }
  }

  TelegramBatch {
    steps = List.copyOf(steps);
  }

  static TelegramBatch of(JsonNode updates) {
    Map<String, List<JsonNode>> albums = new HashMap<>();
    for (JsonNode update : updates) {
      String album = album(update);
      if (!album.isEmpty()) albums.computeIfAbsent(album, key -> new ArrayList<>()).add(update);
    }
    List<Step> steps = new ArrayList<>();
    Set<String> unfinished = new HashSet<>();
    for (JsonNode update : updates) {
      List<JsonNode> whole = albums.getOrDefault(album(update), List.of(update));
      boolean isLast = whole.getLast() == update;
      if (isLast) unfinished.remove(album(update));
      else unfinished.add(album(update));
      if (isLast) steps.add(new Step(whole, unfinished.isEmpty(), ""));
    }
    return new TelegramBatch(steps);
  }

  /// Whether more pictures of the last album may be on their way.
  static boolean endsInAlbum(JsonNode updates) {
    return !updates.isEmpty() && !album(updates.get(updates.size() - 1)).isEmpty();
  }

  private static String album(JsonNode update) {
    JsonNode message = update.path("message");
    String group = message.path("media_group_id").asString("");
    return group.isEmpty() ? "" : message.path("chat").path("id").asString("") + "/" + group;
  }
}
