package dev.nanobot.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nanobot.message.Json;
import dev.nanobot.store.SqliteStore;
import dev.nanobot.web.Access;
import dev.nanobot.web.Route;
import dev.nanobot.world.RealWorld;
import dev.nanobot.world.World;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// The description of the API against the routes that there are. That answers are as described is
/// checked wherever a test calls a `Gateway`.
class OpenApiTest {
  /// Ways in that are no part of `Api.routes`: signing in.
  private static final Set<String> SIGNING_IN =
      Set.of(
          "GET /login/{ticket}",
          "POST /api/login",
          "POST /api/logout",
          "GET /api/logins",
          "DELETE /api/logins/{login}",
          "POST /api/ws-ticket");

  @TempDir private Path folder;

  private List<Route> routes() {
    World world = new RealWorld();
    try (var store = SqliteStore.open(world, folder.resolve("store.db"))) {
      return Ways.of(world, store, folder, () -> true);
    }
  }

  @Test
  void everyWayInIsDescribedAndNoOther() throws Exception {
    Set<String> ways = new TreeSet<>(SIGNING_IN);
    for (Route route : routes()) {
      boolean isNative = !route.pattern().startsWith("/v1/"); // Those are OpenAI's to describe.
      if (isNative) ways.add(route.method() + " " + route.pattern());
    }
    assertThat(OpenApi.read().operations()).isEqualTo(ways);
  }

  @Test
  void whatIsOpenToAnybodyIsDescribedSo() throws Exception {
    JsonNode paths = OpenApi.read().document().path("paths");
    for (Route route : routes()) {
      if (route.pattern().startsWith("/v1/")) continue;
      JsonNode operation =
          paths.path(route.pattern()).path(route.method().toLowerCase(Locale.ROOT));
      boolean isOpen = operation.has("security");
      assertThat(isOpen).as(route.pattern()).isEqualTo(route.access() == Access.OPEN);
    }
  }

  @Test
  void everyReferenceLeadsSomewhereAndEverySchemaIsUsed() throws Exception {
    JsonNode document = OpenApi.read().document();
    Set<String> wanted = new TreeSet<>();
    for (JsonNode reference : document.findValues("$ref")) {
      wanted.add(reference.asString().replace("#/components/schemas/", ""));
    }
    assertThat(wanted)
        .isEqualTo(new TreeSet<>(document.path("components").path("schemas").propertyNames()));
  }

  @Test
  void aPathNamesItsParts() throws Exception {
    JsonNode paths = OpenApi.read().document().path("paths");
    for (String path : paths.propertyNames()) {
      Set<String> wanted = new TreeSet<>();
      for (String part : path.split("/")) {
        if (part.startsWith("{")) wanted.add(part.substring(1, part.length() - 1));
      }
      for (JsonNode operation : paths.path(path)) {
        Set<String> named = new TreeSet<>();
        for (JsonNode parameter : operation.path("parameters")) {
          if (parameter.path("in").asString().equals("path")) {
            named.add(parameter.path("name").asString());
          }
        }
        assertThat(named).as(path).isEqualTo(wanted);
      }
    }
  }

  @Test
  void anAnswerThatIsNotAsDescribedIsNoticed() throws Exception {
    OpenApi api = OpenApi.read();
    JsonNode right = Json.parse("{\"status\": \"ok\"}");
    assertThat(api.problems("GET /health", 200, right)).isEmpty();
    assertThat(api.problems("GET /health", 200, Json.parse("{\"status\": 1}"))).isNotEmpty();
    assertThat(api.problems("GET /health", 200, Json.parse("{}"))).isNotEmpty();
    assertThat(api.problems("GET /health", 201, right)).isNotEmpty();
  }
}
