package dev.nanobot.api;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.nanobot.message.Json;
import dev.nanobot.message.Secret;
import dev.nanobot.web.Rejected;
import dev.nanobot.web.Response;
import dev.nanobot.web.Route;
import dev.nanobot.web.Visit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Settings over HTTP: looking at them, changing those that are safe to change, trying a model, and
/// starting again.
///
/// Shared: immutable.
final class SettingUp {
  private static final int EDITS_MAX = 100;
  private static final int KEY_CHARS_MAX = 4_096;

  private final Setup setup;
  private final Program program;
  private final Disk disk;

  SettingUp(Setup setup, Program program, Disk disk) {
    this.setup = setup;
    this.program = program;
    this.disk = disk;
  }

  List<Route> routes() {
    return List.of(
        Route.get("/api/settings", visit -> Response.json(200, json(setup.state()))),
        Route.patch("/api/settings", this::change),
        Route.post("/api/settings/check", this::check),
        Route.post("/api/settings/undo", this::undo),
        Route.post("/api/settings/try", this::attempt),
        Route.post("/api/restart", this::restart));
  }

  private Response check(Visit visit) throws InterruptedException {
    return Response.json(
        200, Wire.list("problems", setup.check(edit(visit.json())), SettingUp::json));
  }

  private Response change(Visit visit) throws InterruptedException {
    ObjectNode body = visit.json();
    return answer(setup.change(Fields.needed(body, "revision"), edit(body)));
  }

  private Response undo(Visit visit) throws InterruptedException {
    return answer(setup.undo(Fields.needed(visit.json(), "revision")));
  }

  private Response answer(Setup.Outcome outcome) {
    return switch (outcome) {
      case Setup.Changed(Setup.State state) -> Response.json(200, json(state));
      case Setup.Overtaken(Setup.State state) -> {
        var rejected = new Rejected(409, "conflict", "The file was changed meanwhile.");
        ObjectNode json = rejected.body();
        json.set("now", json(state));
        yield Response.json(409, json);
      }
      case Setup.Refused(List<Setup.Problem> problems) -> {
        var rejected = new Rejected(400, "invalid_settings", "Nothing was saved; see problems.");
        ObjectNode json = rejected.body();
        json.setAll(Wire.list("problems", problems, SettingUp::json));
        yield Response.json(400, json);
      }
      case Setup.Impossible(String code, String why) -> throw new Rejected(409, code, why);
    };
  }

  private Response attempt(Visit visit) throws InterruptedException {
    ObjectNode body = visit.json();
    visit.forgetBody();
    Setup.Trial trial = setup.attempt(edit(body));
    ObjectNode json = Json.object();
    json.put("isAnswered", trial.isAnswered()).put("text", trial.text());
    json.put("model", trial.model()).put("tookMs", trial.took().toMillis());
    return Response.json(200, json);
  }

  /// The answer is out before anything ends: its length says where it does.
  private Response restart(Visit visit) {
    String noRestart = noRestart(setup.state());
    if (!noRestart.isEmpty()) throw new Rejected(409, "no_restart", noRestart);
    byte[] bytes =
        Json.object().put("startedAt", program.startedAt().toString()).toString().getBytes(UTF_8);
    Response.Content.Stream stream =
        sink -> {
          try {
            sink.write(bytes);
          } finally {
            setup.restart();
          }
        };
    var headers =
        Map.of("Content-Type", "application/json", "Content-Length", String.valueOf(bytes.length));
    return new Response(202, headers, stream);
  }

  /// Why it cannot start again by itself, or nothing. On a full disk the store might not open, and
  /// what ran before would not come back either.
  private String noRestart(Setup.State state) {
    if (!state.noRestart().isEmpty() || !disk.isFull()) return state.noRestart();
    return "The disk is almost full, and a gateway that ends now might not start again: free "
        + (Disk.BYTES_MIN >> 20)
        + " MB first.";
  }

  private static Setup.Edit edit(ObjectNode body) {
    Map<String, JsonNode> values = new HashMap<>(entries(body, "values"));
    Map<String, Secret> keys = new HashMap<>();
    entries(body, "keys")
        .forEach(
            (provider, key) -> {
              if (!key.isNull() && !key.isString()) {
                throw Rejected.invalid("keys." + provider, "a string or null");
              }
              String text = key.isNull() ? "" : key.stringValue().strip();
              if (text.length() > KEY_CHARS_MAX) {
                throw Rejected.invalid(
                    "keys." + provider, "at most " + KEY_CHARS_MAX + " characters");
              }
              keys.put(provider, text.isEmpty() ? Secret.NONE : new Secret(text));
            });
    if (values.size() + keys.size() > EDITS_MAX) {
      throw Rejected.invalid("values", "at most " + EDITS_MAX + " together with keys");
    }
    return new Setup.Edit(values, keys);
  }

  private static Map<String, JsonNode> entries(ObjectNode body, String name) {
    JsonNode node = body.path(name);
    if (node.isMissingNode() || node.isNull()) return Map.of();
    if (!node.isObject()) throw Rejected.invalid(name, "an object");
    Map<String, JsonNode> entries = new HashMap<>();
    node.properties().forEach(entry -> entries.put(entry.getKey(), entry.getValue()));
    return entries;
  }

  private ObjectNode json(Setup.State state) {
    ObjectNode json = Json.object();
    json.put("file", program.settings().file().toString());
    json.put("startedAt", program.startedAt().toString());
    json.put("revision", state.revision());
    json.put("isPending", state.isPending()).put("canUndo", state.canUndo());
    json.put("trouble", state.trouble()).put("noRestart", noRestart(state));
    ObjectNode model = json.putObject("model");
    model.put("name", state.model().name()).put("why", state.model().why());
    model.put("isWanting", state.model().isWanting());
    json.setAll(Wire.list("problems", state.problems(), SettingUp::json));
    json.setAll(Wire.list("fields", state.fields(), SettingUp::json));
    json.setAll(Wire.list("providers", state.accounts(), SettingUp::json));
    json.set("settings", program.settings().json());
    return json;
  }

  private static ObjectNode json(Setup.Problem problem) {
    return Json.object().put("path", problem.path()).put("text", problem.text());
  }

  private static ObjectNode json(Setup.Field field) {
    ObjectNode json = Json.object();
    Setup.About about = field.about();
    json.put("path", about.path()).put("group", about.group()).put("name", about.name());
    json.put("unit", about.unit()).put("help", about.help());
    Setup.Shape shape = field.shape();
    json.put("kind", shape.kind()).put("min", shape.min()).put("max", shape.max());
    texts(json.putArray("choices"), shape.choices());
    Setup.Setting setting = field.setting();
    json.set("value", setting.value());
    json.set("default", setting.usual());
    json.set("inForce", setting.inForce());
    return json.put("isWritten", setting.isWritten()).put("fixedBy", setting.fixedBy());
  }

  private static ObjectNode json(Setup.Account account) {
    ObjectNode json = Json.object();
    json.put("name", account.provider()).put("needsKey", account.needsKey());
    json.put("key", account.key()).put("usualModel", account.usualModel());
    texts(json.putArray("variables"), account.variables());
    return json;
  }

  private static void texts(ArrayNode array, List<String> texts) {
    texts.forEach(array::add);
  }
}
