package dev.nanobot.api;

import dev.nanobot.gateway.MemoryFiles;
import dev.nanobot.gateway.StoredMemory;
import dev.nanobot.message.Json;
import dev.nanobot.message.Principal;
import dev.nanobot.store.Memories;
import dev.nanobot.store.Memories.Draft;
import dev.nanobot.store.Memories.Saved;
import dev.nanobot.store.Memories.Text;
import dev.nanobot.web.Rejected;
import dev.nanobot.web.Response;
import dev.nanobot.web.Route;
import dev.nanobot.web.Visit;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/// The owner's memory: reading, saving against a version, and its history.
///
/// Shared: immutable.
final class Notes {
  private static final int VERSIONS_MAX = 1_000;

  /// A text has up to four bytes a character, and some are escaped.
  private static final int BODY_BYTES_MAX = 6 * Memories.TEXT_CHARS_MAX;

  private final Api.Means means;
  private final StoredMemory memory;
  private final String scope;

  Notes(Api.Means means, StoredMemory memory) {
    this.means = means;
    this.memory = memory;
    this.scope = memory.sharing().ownerScope();
  }

  List<Route> routes() {
    return List.of(
        Route.get("/api/memory", this::list),
        Route.get("/api/memory/{name}", this::get),
        Route.put("/api/memory/{name}", this::save).taking(BODY_BYTES_MAX),
        Route.get("/api/memory/{name}/versions", this::versions),
        Route.get("/api/memory/{name}/versions/{version}", this::version),
        Route.post("/api/memory/{name}/restore", this::restore));
  }

  private Response list(Visit visit) {
    return Response.json(
        200,
        Wire.list(
            "documents",
            memory.memories().list(scope),
            listed ->
                Json.object()
                    .put("name", listed.name())
                    .put("version", listed.version())
                    .put("at", listed.at().toString())));
  }

  private Response get(Visit visit) throws InterruptedException {
    return Response.json(200, json(memory.text(scope, name(visit))));
  }

  private Response save(Visit visit) throws InterruptedException {
    String name = name(visit);
    ObjectNode body = visit.json();
    String text = Fields.needed(body, "text");
    if (text.length() > Memories.TEXT_CHARS_MAX) {
      throw Rejected.invalid("text", "at most " + Memories.TEXT_CHARS_MAX + " characters");
    }
    long base = Fields.number(body, "version");
    // What people edited in the file comes first; what is not there yet is not known either.
    long upto = Math.min(Fields.number(body, "upto"), memory.text(scope, name).upto());
    Saved saved = save(name, base, text, upto);
    if (!saved.isSaved()) return conflict(name, base, text);
    return Response.json(200, json(memory.text(scope, name)));
  }

  private Saved save(String name, long base, String text, long upto) {
    String author = Principal.LOCAL.id();
    return memory
        .memories()
        .save(new Draft(scope, name, base, text, upto, author, means.world().id()));
  }

  private Response conflict(String name, long base, String mine) throws InterruptedException {
    ObjectNode json = Json.object();
    ObjectNode error = json.putObject("error");
    error.put("message", "Somebody else saved it meanwhile.");
    error.put("type", "invalid_request_error").putNull("param").put("code", "conflict");
    json.put("mine", mine);
    json.set("theirs", json(memory.text(scope, name)));
    json.put("base", memory.memories().version(scope, name, base).orElse(null));
    return Response.json(409, json);
  }

  private Response versions(Visit visit) {
    return Response.json(
        200,
        Wire.list(
            "versions",
            memory.memories().log(scope, name(visit), VERSIONS_MAX),
            version ->
                Json.object()
                    .put("version", version.version())
                    .put("at", version.at().toString())
                    .put("author", version.author())
                    .put("chars", version.chars())));
  }

  private Response version(Visit visit) {
    String name = name(visit);
    long version = number(visit.part("version"));
    ObjectNode json = Json.object();
    json.put("name", name);
    json.put("version", version);
    json.put("text", version(name, version));
    return Response.json(200, json);
  }

  private Response restore(Visit visit) throws InterruptedException {
    String name = name(visit);
    String body = version(name, Fields.number(visit.json(), "version"));
    boolean isSaved = false;
    while (!isSaved) {
      Text now = memory.text(scope, name);
      isSaved = save(name, now.version(), body, now.upto()).isSaved();
    }
    return Response.json(200, json(memory.text(scope, name)));
  }

  private String version(String name, long version) {
    Optional<String> body = memory.memories().version(scope, name, version);
    return body.orElseThrow(() -> Rejected.notFound("version"));
  }

  private static long number(String written) {
    if (!written.matches("[0-9]{1,18}")) throw Rejected.notFound("version");
    return Long.parseLong(written);
  }

  private static String name(Visit visit) {
    String name = visit.part("name");
    if (!MemoryFiles.isName(name)) throw Rejected.notFound("document");
    return name;
  }

  private static ObjectNode json(Text text) {
    ObjectNode json = Json.object();
    json.put("name", text.name());
    json.put("version", text.version());
    json.put("upto", text.upto());
    json.put("text", text.body());
    return json;
  }
}
