package dev.nanobot.provider;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import dev.nanobot.channel.FormData;
import dev.nanobot.http.Http;
import dev.nanobot.http.LocalServer;
import dev.nanobot.message.Json;
import dev.nanobot.message.Secret;
import dev.nanobot.provider.ProviderException.Kind;
import dev.nanobot.world.RealWorld;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class WhisperTest {
  private static final byte[] SOUND = {'O', 'g', 'g', 'S', 0, 13, 10, (byte) 0xff, '-', '-'};

  private record Asked(String path, String authorization, FormData form) {}

  private final RealWorld world = new RealWorld();
  private final Http http = new Http(world);
  private final BlockingQueue<Asked> asked = new ArrayBlockingQueue<>(9);
  private final LocalServer server = new LocalServer().at("/", this::serve);
  private volatile int status = 200;
  private volatile String answer = "{\"text\": \" Hello.\"}";

  @AfterEach
  void close() {
    server.close();
    http.close();
  }

  private void serve(HttpExchange call, byte[] body) throws IOException {
    String type = call.getRequestHeaders().getFirst("content-type");
    String key = String.valueOf(call.getRequestHeaders().getFirst("authorization"));
    asked.add(new Asked(call.getRequestURI().getPath(), key, FormData.of(type, body)));
    LocalServer.send(call, status, answer.getBytes(UTF_8));
  }

  private Whisper whisper(String language) {
    String base = server.base() + "/v1";
    var endpoint =
        new Endpoint("groq", base, new Secret("sk-1"), "max_tokens", Map.of(), Json.object());
    return new Whisper(endpoint, "whisper-large-v3", language, http, world);
  }

  @Test
  void aRecordingIsSentWholeWithItsModelAndLanguage() throws Exception {
    assertThat(whisper("en").text("a.ogg", "audio/ogg", SOUND)).isEqualTo(" Hello.");
    Asked one = asked.take();
    assertThat(one.path()).isEqualTo("/v1/audio/transcriptions");
    assertThat(one.authorization()).isEqualTo("Bearer sk-1");
    assertThat(one.form().fields())
        .containsEntry("model", "whisper-large-v3")
        .containsEntry("language", "en");
    assertThat(one.form().file()).isEqualTo("a.ogg");
    assertThat(one.form().type()).isEqualTo("audio/ogg");
    assertThat(one.form().bytes()).isEqualTo(SOUND);
  }

  @Test
  void withoutALanguageNoneIsNamed() throws Exception {
    whisper("").text("a.ogg", "audio/ogg", SOUND);
    assertThat(asked.take().form().fields()).doesNotContainKey("language");
  }

  @Test
  void aLongRecordingMayTakeLonger() {
    assertThat(Whisper.limits(1).firstByte()).isEqualTo(Duration.ofSeconds(60));
    assertThat(Whisper.limits(20_000_000).firstByte()).isEqualTo(Duration.ofSeconds(460));
    assertThat(Whisper.limits(20_000_000).total()).isGreaterThan(Duration.ofSeconds(460));
  }

  @Test
  void aRefusalSaysWhatToDoAndNoKey() {
    status = 401;
    answer = "{\"error\": {\"message\": \"bad key sk-1\"}}";
    assertThatThrownBy(() -> whisper("").text("a.ogg", "audio/ogg", SOUND))
        .isInstanceOfSatisfying(
            ProviderException.class, e -> assertThat(e.kind()).isEqualTo(Kind.ACCESS))
        .hasMessageNotContaining("sk-1");
  }

  @Test
  void whatIsNoTextIsAFailureThatMayPass() {
    for (String nonsense : new String[] {"<html>", "{}", "{\"text\": 3}", "[]"}) {
      answer = nonsense;
      assertThatThrownBy(() -> whisper("").text("a.ogg", "audio/ogg", SOUND))
          .isInstanceOfSatisfying(
              ProviderException.class, e -> assertThat(e.isRetryable()).isTrue());
    }
  }
}
