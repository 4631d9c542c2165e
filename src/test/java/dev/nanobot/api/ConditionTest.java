package dev.nanobot.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nanobot.web.Route;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// What the gateway tells those who watch over it.
@Timeout(120)
class ConditionTest extends WaysTestCase {
  private final AtomicBoolean isWorking = new AtomicBoolean();

  @Override
  List<Route> routes() {
    return Ways.of(world, store, folder, isWorking::get);
  }

  private HttpResponse<String> get(String path, String token) throws Exception {
    HttpRequest.Builder request = request(path);
    return send(token.isEmpty() ? request : request.header("Authorization", "Bearer " + token));
  }

  @Test
  void anybodyIsToldThatItIsThere() throws Exception {
    assertThat(get("/health", "").body()).isEqualTo("{\"status\":\"ok\"}");
  }

  @Test
  void itIsReadyWhenItWorksAndTheStoreAnswers() throws Exception {
    assertThat(get("/ready", "").statusCode()).isEqualTo(503);
    assertThat(get("/ready", "").body()).contains("starting");
    isWorking.set(true);
    assertThat(get("/ready", "").statusCode()).isEqualTo(200);
    store.close();
    assertThat(get("/ready", "").statusCode()).isEqualTo(503);
    assertThat(get("/health", "").statusCode()).isEqualTo(200);
  }

  @Test
  void whenTheStoreDoesNotAnswerNothingIsTaken() throws Exception {
    store.close();
    HttpResponse<String> answer = get("/api/sessions", TOKEN);
    assertThat(answer.statusCode()).isEqualTo(503);
    assertThat(answer.headers().firstValue("Retry-After")).contains("1");
    assertThat(answer.body()).contains("store_unavailable");
  }

  @Test
  void figuresAreToldToTheOwnerInPrometheusFormat() throws Exception {
    assertThat(get("/metrics", "").statusCode()).isEqualTo(401);
    HttpResponse<String> answer = get("/metrics", TOKEN);
    assertThat(answer.headers().firstValue("Content-Type").orElseThrow())
        .startsWith("text/plain; version=0.0.4");
    assertThat(answer.body().lines())
        .contains("nanobot_turns_total 0.0", "nanobot_inbox_waiting 0.0", "nanobot_outbox_dead 0.0")
        .anyMatch(line -> line.matches("nanobot_heap_bytes [0-9.E]+"))
        .anyMatch(line -> line.startsWith("nanobot_queue_wait_seconds_count"))
        .anyMatch(line -> line.startsWith("nanobot_carrier_threads "))
        .anyMatch(line -> line.startsWith("nanobot_pinned_threads_total "))
        .allMatch(line -> line.matches("# (HELP|TYPE) nanobot_.*|nanobot_[a-z_]+(\\{.*})? .*"));
  }

  @Test
  void aGatewayThatDoesNotWorkSaysSoToItsOwner() throws Exception {
    assertThat(get("/api/health", TOKEN).body()).contains("\"status\":\"failed\"");
    isWorking.set(true);
    assertThat(get("/api/health", TOKEN).body()).startsWith("{").contains("\"name\":\"heap\"");
  }
}
