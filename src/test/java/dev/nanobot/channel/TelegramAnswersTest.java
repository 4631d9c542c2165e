package dev.nanobot.channel;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.sun.net.httpserver.HttpExchange;
import dev.nanobot.http.Http;
import dev.nanobot.http.LocalServer;
import dev.nanobot.message.Outbound;
import dev.nanobot.message.Secret;
import dev.nanobot.message.SessionKey;
import dev.nanobot.world.RealWorld;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Answers that are not as Telegram's are, on a real socket.
@Timeout(180)
class TelegramAnswersTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final RealWorld world = new RealWorld();
  private final Http http = new Http(world);
  private final List<LocalServer> servers = new ArrayList<>();
  private final List<String> elsewhere = Collections.synchronizedList(new ArrayList<>());

  /// What the server does with a call, and what is known of the message then.
  private record Bad(String what, Known known, Behaviour behaviour) {
    @Override
    public String toString() {
      return what;
    }
  }

  @FunctionalInterface
  private interface Behaviour {
    void answer(HttpExchange call, String elsewhere) throws IOException;
  }

  private enum Known {
    NOT_TAKEN_NOW,
    NOT_TAKEN_EVER,
    NOTHING
  }

  static List<Bad> answers() {
    return List.of(
        bad("too many", Known.NOT_TAKEN_NOW, 429, "{\"ok\":false,\"error_code\":429}"),
        bad("a token that is unknown", Known.NOT_TAKEN_NOW, 401, "{\"ok\":false}"),
        bad("a token that cannot be one", Known.NOT_TAKEN_NOW, 404, refusal(404)),
        bad("a login before the network", Known.NOT_TAKEN_NOW, 403, "<html>log in</html>"),
        bad("not found, by something else", Known.NOT_TAKEN_NOW, 404, ""),
        bad("JSON of something else", Known.NOT_TAKEN_NOW, 400, "[1, 2]"),
        new Bad("a redirect to another host", Known.NOT_TAKEN_NOW, TelegramAnswersTest::redirect),
        bad("too large for a proxy", Known.NOT_TAKEN_EVER, 413, "<html>too large</html>"),
        bad("a refusal", Known.NOT_TAKEN_EVER, 400, "{\"ok\":false,\"description\":\"no\"}"),
        bad("a refusal with success", Known.NOT_TAKEN_EVER, 200, refusal(403)),
        bad("an error", Known.NOTHING, 500, "{\"ok\":false,\"error_code\":500}"),
        bad("an error of a proxy", Known.NOTHING, 502, "<html>bad gateway</html>"),
        bad("half of the JSON", Known.NOTHING, 200, "{\"ok\":true,\"result\":{\"mess"),
        bad("nothing but a head", Known.NOTHING, 200, ""),
        bad("JSON without its mark", Known.NOTHING, 200, "{\"result\":{\"message_id\":1}}"),
        bad("a mark that is none", Known.NOTHING, 200, "{\"ok\":\"yes\",\"result\":{}}"),
        bad("brackets without an end", Known.NOTHING, 200, "[".repeat(100_000)),
        bad("more than is read", Known.NOTHING, 200, "\"" + "x".repeat(9 * 1024 * 1024) + "\""),
        new Bad("half of the body", Known.NOTHING, TelegramAnswersTest::half),
        new Bad("no answer", Known.NOTHING, (call, elsewhere) -> {}));
  }

  private static Bad bad(String what, Known known, int status, String body) {
    return new Bad(what, known, (call, elsewhere) -> reply(call, status, body));
  }

  private static String refusal(int code) {
    return "{\"ok\":false,\"error_code\":" + code + ",\"description\":\"bot was blocked\"}";
  }

  private static void reply(HttpExchange call, int status, String body) throws IOException {
    LocalServer.send(call, status, body.getBytes(UTF_8));
  }

  private static void redirect(HttpExchange call, String elsewhere) throws IOException {
    call.getResponseHeaders().add("location", elsewhere + call.getRequestURI());
    reply(call, 307, "");
  }

  private static void half(HttpExchange call, String elsewhere) throws IOException {
    call.sendResponseHeaders(200, 1_000);
    call.getResponseBody().write("{\"ok\":true,".getBytes(UTF_8));
    call.getResponseBody().flush();
  }

  @AfterEach
  void close() {
    servers.forEach(LocalServer::close);
    http.close();
  }

  private Telegram telegram(Bad bad) {
    String other =
        serve(
            (call, body) -> {
              elsewhere.add(call.getRequestURI().getPath());
              reply(call, 200, "{\"ok\":true,\"result\":{\"message_id\":1}}");
            });
    String base = serve((call, body) -> bad.behaviour().answer(call, other));
    return new Telegram(
        new Telegram.Config(
            new Secret("777:secret"),
            base,
            PATIENCE,
            PATIENCE,
            new Telegram.Config.Telling(false, false, 0),
            "",
            Secret.NONE,
            Policy.NOBODY),
        world,
        http);
  }

  private String serve(LocalServer.Answer answer) {
    LocalServer server = new LocalServer().at("/", answer);
    servers.add(server);
    return server.base();
  }

  @ParameterizedTest
  @MethodSource("answers")
  void aMessageIsGivenUpOnlyWhenTelegramRefusesIt(Bad bad) throws Exception {
    Telegram telegram = telegram(bad);
    var message = new Outbound(1, "t1/0", SessionKey.of("telegram", "42"), "hello", 1, false);
    var failure = catchThrowableOfType(DeliveryException.class, () -> telegram.send(message));
    assertThat(failure.isRetryable()).isEqualTo(bad.known() != Known.NOT_TAKEN_EVER);
    assertThat(failure.isUndecided()).isEqualTo(bad.known() == Known.NOTHING);
    assertThat(failure.reason()).doesNotContain("secret");
    assertThat(elsewhere).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("answers")
  void noneOfThemIsAnUpdate(Bad bad) throws Exception {
    Telegram telegram = telegram(bad);
    var intake = new ChannelContract.FakeIntake();
    assertThatThrownBy(() -> telegram.listen(intake))
        .isInstanceOf(ConnectionLost.class)
        .hasMessageNotContaining("secret");
    assertThat(intake.calls).isEmpty();
    assertThat(elsewhere).isEmpty();
  }
}
