package dev.nanobot.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nanobot.message.Budgets.Limit;
import dev.nanobot.message.Json;
import dev.nanobot.web.Route;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Restarts over HTTP where the store's disk has little room.
@Timeout(120)
class FullDiskTest extends WaysTestCase {
  private final NoSetup setup = new NoSetup();
  private final AtomicLong free = new AtomicLong(Disk.BYTES_MIN - 1);

  @Override
  List<Route> routes() {
    var settings = new Program.Settings(Json.object(), folder, folder, new Limit(0, 0));
    var program =
        new Program("test", world.now(), settings, ZoneOffset.UTC, Set.of("web"), () -> true);
    return new SettingUp(setup, program, new Disk(free::get)).routes();
  }

  private HttpResponse<String> call(String method, String path, String body) throws Exception {
    var publisher = body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body);
    return send(request(path).header("Authorization", "Bearer " + TOKEN).method(method, publisher));
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
