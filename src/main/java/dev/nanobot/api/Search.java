package dev.nanobot.api;

import dev.nanobot.gateway.MemoryFiles;
import dev.nanobot.gateway.StoredMemory;
import dev.nanobot.message.Json;
import dev.nanobot.message.Sharing;
import dev.nanobot.store.Memories;
import dev.nanobot.store.Memories.Hit;
import dev.nanobot.web.Response;
import dev.nanobot.web.Route;
import dev.nanobot.web.Visit;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/// Searching what the owner said and heard, and what is remembered of them, by words.
///
/// Shared: immutable.
final class Search {
  private final StoredMemory memory;

  Search(StoredMemory memory) {
    this.memory = memory;
  }

  List<Route> routes() {
    return List.of(Route.get("/api/search", this::search));
  }

  private Response search(Visit visit) {
    String words = visit.query("q").orElse("");
    int limit = (int) visit.number("limit", Memories.HITS_MAX, 1, Memories.HITS_MAX);
    List<Hit> hits =
        memory.memories().search(memory.sharing().ownerScope(), Sharing.OWNER, words, limit);
    return Response.json(200, Wire.list("hits", hits, Search::hit));
  }

  private static ObjectNode hit(Hit hit) {
    boolean isMemory = MemoryFiles.isName(hit.source());
    ObjectNode json = Json.object();
    json.put("session", isMemory ? "" : hit.source());
    json.put("memory", isMemory ? hit.source() : "");
    json.put("at", hit.at().toString());
    json.put("snippet", hit.snippet());
    return json;
  }
}
