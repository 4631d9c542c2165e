package dev.nanobot.api;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.nanobot.app.Config;
import dev.nanobot.app.ConfigReader;
import dev.nanobot.app.Home;
import dev.nanobot.message.Inbound;
import dev.nanobot.message.Json;
import dev.nanobot.message.Outbound;
import dev.nanobot.message.Principal;
import dev.nanobot.message.Secret;
import dev.nanobot.message.SessionKey;
import dev.nanobot.message.Trust;
import dev.nanobot.store.Callers.Caller;
import dev.nanobot.store.SqliteStore;
import dev.nanobot.store.Store;
import dev.nanobot.store.Store.Room;
import dev.nanobot.world.RealWorld;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// A model that knows every secret of its gateway, and says them all the time.
@Timeout(120)
class SecretsTest {
  private static final String CONFIG =
      """
      {
        "providers": {"custom": {"apiKey": "%s", "apiBase": "%s/v1",
          "extraHeaders": {"X-Key": "%s"}}},
        "agents": {"defaults": {"model": "singing", "provider": "custom"}},
        "tools": {"web": {"search": {"provider": "brave", "apiKey": "%s", "baseUrl": "%s/page"}},
          "ssrfWhitelist": ["127.0.0.0/8"]}
      }
      """;

  @TempDir Path folder;
  private Canaries canaries;
  private SingingModel model;
  private Gateway gateway;

  @BeforeEach
  void open() throws Exception {
    Map<String, String> environment = Map.of("NANOBOT_HOME", folder.resolve("home").toString());
    Home home = Home.of(environment);
    home.create();
    String token = home.token(new RealWorld()).read().reveal();
    canaries =
        new Canaries(
            List.of(
                Canaries.MODEL_KEY, Canaries.HEADER, Canaries.SEARCH_KEY, Canaries.HOOK, token));
    bindHook(home);
    model = new SingingModel(canaries.song());
    String text =
        CONFIG.formatted(
            Canaries.MODEL_KEY,
            model.address(),
            Canaries.HEADER,
            Canaries.SEARCH_KEY,
            model.address());
    Files.write(home.config(), text.getBytes(UTF_8));
    Files.setPosixFilePermissions(home.config(), PosixFilePermissions.fromString("rw-------"));
    Config config = new ConfigReader(environment).read(home);
    gateway = new Gateway(folder.resolve("home"), config);
  }

  private static void bindHook(Home home) {
    try (Store store = SqliteStore.open(new RealWorld(), home.database())) {
      var secret = new Secret(Canaries.HOOK);
      var session = SessionKey.parse("web:hook");
      store
          .callers()
          .bind(new Caller("hook", session, Principal.LOCAL, Trust.ALLOWED, "hmac", secret));
    }
  }

  @AfterEach
  void close() {
    gateway.close();
    model.close();
  }

  private String raw(String path) throws Exception {
    var answer = gateway.send(gateway.request(path).GET().build());
    assertThat(answer.statusCode()).as(path).isEqualTo(200);
    return answer.body();
  }

  @Test
  void thereAreMoreThanTwentyCanaries() {
    assertThat(canaries.all()).hasSizeGreaterThan(20);
  }

  @Test
  void anAnswerAndAllThatTellsOfItAreWithoutSecrets() throws Exception {
    long message = gateway.told("web:room", "sing");
    String answer = raw("/api/messages/" + message);
    canaries.absent("answer", answer);
    assertThat(answer).contains("begin [REDACTED:").contains("] end");
    canaries.absent("trace", raw("/api/messages/" + message + "/trace"));
    for (String path :
        List.of(
            "/api/sessions/web%3Aroom/entries",
            "/api/sessions",
            "/api/messages",
            "/api/outbox",
            "/api/settings",
            "/api/channels",
            "/api/health",
            "/api/usage",
            "/metrics")) {
      canaries.absent(path, raw(path));
    }
  }

  @Test
  void aStreamOfEventsIsWithoutSecretsAlsoWhenItsPiecesAreJoined() throws Exception {
    var body = Json.object().put("session", "web:room").put("text", "sing");
    long message = gateway.post("/api/messages", Json.write(body)).path("message").longValue();
    var joined = new StringBuilder();
    try (var events = new Listening(gateway, "/api/messages/" + message + "/events", "")) {
      events.until(
          event -> {
            canaries.absent("event", Json.write(event.data()));
            joined.append(event.data().path("text").asString(""));
            return event.name().equals("done");
          });
    }
    canaries.absent("joined", joined.toString());
    assertThat(joined.toString()).contains("[REDACTED:api-key]");
  }

  @Test
  void aStreamInOpenAisShapeIsWithoutSecretsAlsoWhenItsPiecesAreJoined() throws Exception {
    String body =
        """
        {"model": "singing", "stream": true, "messages": [{"role": "user", "content": "sing"}]}
        """;
    var request =
        gateway.request("/v1/chat/completions").POST(BodyPublishers.ofString(body)).build();
    String stream = gateway.send(request).body();
    canaries.absent("stream", stream);
    var joined = new StringBuilder();
    for (String line : stream.lines().toList()) {
      if (!line.startsWith("data: {")) continue;
      JsonNode chunk = Json.parse(line.substring(6));
      joined.append(chunk.path("choices").path(0).path("delta").path("content").asString(""));
    }
    canaries.absent("joined", joined.toString());
    assertThat(joined.toString()).startsWith("begin [REDACTED:").endsWith("] end");
  }

  @Test
  void aSocketIsWithoutSecretsAlsoWhenItsPiecesAreJoined() throws Exception {
    String ticket = gateway.post("/api/ws-ticket", "{}").text("ticket");
    String query = "?chat_id=room&client_id=me&ticket=" + ticket;
    List<JsonNode> frames;
    try (var caller = dev.nanobot.api.Caller.open(gateway, query)) {
      caller.say("sing");
      frames = caller.until("turn_end");
    }
    var joined = new StringBuilder();
    for (JsonNode frame : frames) {
      canaries.absent("frame", Json.write(frame));
      joined.append(frame.path("text").asString(""));
    }
    canaries.absent("joined", joined.toString());
    assertThat(joined.toString()).contains("[REDACTED:");
  }

  @Test
  void whatAChannelIsGivenIsWithoutSecrets() throws Exception {
    var chat = SessionKey.parse("stdio:house");
    gateway
        .store()
        .post(
            new Inbound("stdio", "1", chat, Principal.LOCAL, Trust.OWNER, "sing"),
            10,
            new Store.Refusal("full", "full"));
    List<Outbound> left = new ArrayList<>();
    while (left.isEmpty()) {
      left.addAll(
          gateway.store().take("test", "stdio", Duration.ofMinutes(1), Room.of(9), List.of()));
      gateway.world.sleep(Duration.ofMillis(20));
    }
    canaries.absent("channel", left.getFirst().text());
    assertThat(left.getFirst().text()).startsWith("begin [REDACTED:");
  }

  @Test
  void aNetworkToolIsNotGivenASecretInAnyDisguise() throws Exception {
    List<String> queries = new ArrayList<>(canaries.all());
    queries.add("clean");
    int number = 0;
    for (String query : queries) {
      String call = "call web_search " + Json.write(Json.object().put("query", query));
      gateway.told("web:room" + number++, call);
      gateway.told("web:room" + number++, call.replace("canary", "\\u0063anary"));
    }
    assertThat(model.visited).anyMatch(address -> address.contains("q=clean"));
    canaries.absent("network", String.join("\n", model.visited));
  }

  @Test
  void whatAToolReadsReachesTheModelWithoutSecrets() throws Exception {
    Path workspace = gateway.home.workspace(Config.DEFAULTS, Map.of());
    Files.writeString(workspace.resolve("notes.txt"), "these: " + canaries.song());
    gateway.told("web:room", "call read_file {\"path\": \"notes.txt\"}");
    String asked = String.join("\n", model.asked);
    assertThat(asked).contains("these: begin [REDACTED:");
    canaries.absent("model", asked);
  }

  @Test
  void aFailureThatQuotesASecretIsToldWithoutIt() throws Exception {
    var body = Json.object().put("session", "web:room").put("text", "fail");
    long message = gateway.post("/api/messages", Json.write(body)).path("message").longValue();
    String status = raw("/api/messages/" + message + "?wait=30");
    assertThat(status).contains("dead");
    canaries.absent("failure", status);
    canaries.absent("trace", raw("/api/messages/" + message + "/trace"));
  }

  /// The secret of a webhook is a row itself.
  @Test
  void theDatabaseHasNoSecretOfTheConfiguration() throws Exception {
    gateway.told("web:room", "sing " + canaries.song());
    gateway.told("web:room", "call read_file {\"path\": \"" + Canaries.HEADER + "\"}");
    var configured =
        new Canaries(canaries.secrets().stream().filter(s -> !s.equals(Canaries.HOOK)).toList());
    Path database = gateway.home.database();
    configured.absent("database", Files.readAllBytes(database));
    configured.absent("log", Files.readAllBytes(database.resolveSibling("nanobot.db-wal")));
  }
}
