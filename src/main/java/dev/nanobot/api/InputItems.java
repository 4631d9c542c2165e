package dev.nanobot.api;

import dev.nanobot.message.Attachment;
import dev.nanobot.message.Json;
import dev.nanobot.store.Asks.Asked;
import dev.nanobot.store.Asks.Brought;
import dev.nanobot.store.Asks.Voice;
import dev.nanobot.store.Store;
import dev.nanobot.web.Rejected;
import dev.nanobot.web.Visit;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// What was asked with a response, as a list of items in pages.
///
/// Source: API reference, "List input items", read on 2026-11-28.
record InputItems(Store store, Asked asked) {
  private static final int PAGE = 20;
  private static final int PAGE_MAX = 100;

  /// An item's place among all of them, the first is 0.
  private record Placed(int place, Brought item) {}

  /// The page that a request wants: `order`, `after` and `limit` are of its query.
  ///
  /// @throws Rejected when there is no such page
  ObjectNode page(Visit visit) {
    int limit = (int) visit.number("limit", PAGE, 1, PAGE_MAX);
    List<Placed> items = ordered(visit.query("order").orElse("desc"));
    Optional<String> after = visit.query("after");
    if (after.isPresent()) items = after(items, after.get());
    List<Placed> page = items.subList(0, Math.min(limit, items.size()));
    ObjectNode json = Json.object().put("object", "list");
    ArrayNode data = json.putArray("data");
    for (Placed each : page) data.add(item(each));
    return json.put("first_id", page.isEmpty() ? null : id(page.getFirst()))
        .put("last_id", page.isEmpty() ? null : id(page.getLast()))
        .put("has_more", items.size() > page.size());
  }

  private List<Placed> ordered(String order) {
    List<Placed> items = new ArrayList<>();
    for (Brought brought : store.asks().brought(asked.id())) {
      items.add(new Placed(items.size(), brought));
    }
    return switch (order) {
      case "asc" -> items;
      case "desc" -> items.reversed();
      default -> throw Rejected.invalid("order", "asc or desc");
    };
  }

  private List<Placed> after(List<Placed> items, String id) {
    for (int i = 0; i < items.size(); i++) {
      if (id(items.get(i)).equals(id)) return items.subList(i + 1, items.size());
    }
    throw Rejected.invalid("after", "the id of an item");
  }

  private String id(Placed item) {
    return "msg_" + asked.id().substring(Responses.PREFIX.length()) + "_input_" + item.place();
  }

  private ObjectNode item(Placed placed) {
    boolean isCaller = placed.item().voice() == Voice.CALLER;
    ObjectNode item =
        Json.object()
            .put("id", id(placed))
            .put("type", "message")
            .put("role", isCaller ? "user" : "assistant")
            .put("status", "completed");
    ArrayNode content = item.putArray("content");
    String text = placed.item().text();
    if (isCaller) content.addObject().put("type", "input_text").put("text", text);
    else content.add(ResponseWire.content(text));
    for (Attachment file : placed.item().files()) content.add(image(file));
    return item;
  }

  /// As it was brought: as a data URL, or without one when it is not kept any more.
  private ObjectNode image(Attachment file) {
    String url =
        store
            .attachments()
            .bytes(file.id())
            .map(bytes -> "data:" + file.type() + ";base64," + base64(bytes))
            .orElse(null);
    return Json.object()
        .put("type", "input_image")
        .put("detail", "auto")
        .put("image_url", url)
        .putNull("file_id");
  }

  private static String base64(byte[] bytes) {
    return Base64.getEncoder().encodeToString(bytes);
  }
}
