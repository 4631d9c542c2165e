package dev.nanobot.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nanobot.gateway.Bells;
import dev.nanobot.gateway.Calls;
import dev.nanobot.message.Budgets.Limit;
import dev.nanobot.message.Json;
import dev.nanobot.store.SqliteStore;
import dev.nanobot.store.Store;
import dev.nanobot.web.OwnerToken;
import dev.nanobot.web.Web;
import dev.nanobot.world.RealWorld;
import dev.nanobot.world.World;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Restarts over HTTP where the store's disk has little room.
@Timeout(60)
class FullDiskTest {
  private static final String TOKEN = "0123456789abcdefghijklmnopqrstuv";

  @TempDir private Path folder;
  private final World world = new RealWorld();
  private final HttpClient client = HttpClient.newHttpClient();
  private final NoSetup setup = new NoSetup();
  private final AtomicLong free = new AtomicLong(Disk.BYTES_MIN - 1);
  private Store store;
  private Web web;

  @BeforeEach
  void open() throws Exception {
    store = SqliteStore.open(world, folder.resolve("store.db"));
    Path token = Files.writeString(folder.resolve("token"), TOKEN);
    var settings = new Program.Settings(Json.object(), folder, folder, new Limit(0, 0));
    var program =
        new Program("test", world.now(), settings, ZoneOffset.UTC, Set.of("web"), () -> true);
    web =
        Web.start(
            world,
            store,
            new Calls(store, new Bells(world, List.of())),
            new OwnerToken(token),
            new Web.Config("127.0.0.1", 0, List.of(), 64),
            new SettingUp(setup, program, new Disk(free::get)).routes());
  }

  @AfterEach
  void close() {
    web.close();
    store.close();
    client.close();
  }

  private HttpResponse<String> call(String method, String path, String body) throws Exception {
    var publisher = body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body);
    var request =
        HttpRequest.newBuilder(URI.create(web.address() + path))
            .header("Authorization", "Bearer " + TOKEN)
            .method(method, publisher);
    return client.send(request.build(), BodyHandlers.ofString());
  }

  @Test
  void aRestartOnAFullDiskIsRefusedBeforeAnythingEnds() throws Exception {
    HttpResponse<String> refused = call("POST", "/api/restart", "{}");
    assertThat(refused.statusCode()).isEqualTo(409);
    assertThat(refused.body()).contains("\"no_restart\"", "free 100 MB first");
    assertThat(setup.restarts).hasValue(0);
  }

  @Test
  void settingsTellBeforehandThatThereIsNoRoomForARestart() throws Exception {
    assertThat(call("GET", "/api/settings", "").body()).contains("The disk is almost full");
    free.set(Disk.BYTES_MIN);
    assertThat(call("GET", "/api/settings", "").body()).contains("\"noRestart\":\"\"");
    assertThat(call("POST", "/api/restart", "{}").statusCode()).isEqualTo(202);
    while (setup.restarts.get() == 0) Thread.onSpinWait();
    assertThat(setup.restarts).hasValue(1);
  }
}
