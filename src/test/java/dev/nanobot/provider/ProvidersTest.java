package dev.nanobot.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.nanobot.http.Http;
import dev.nanobot.message.Json;
import dev.nanobot.message.Reply;
import dev.nanobot.message.Secret;
import dev.nanobot.world.RealWorld;
import dev.nanobot.world.World;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ProvidersTest {
  private final World world = new RealWorld();
  private final Http http = new Http(world);

  @AfterEach
  void close() {
    http.close();
  }

  @Test
  void theRehearsalModelNeedsNothing() throws Exception {
    Providers.Ready ready = of(new Providers.Model("rehearsal", ""), List.of(), Map.of());
    assertThat(ready.model()).isEqualTo("rehearsal");
    assertThat(ask(ready).message().text()).startsWith("This is the rehearsal model");
  }

  @Test
  void whatCannotBeServedIsSaidAtOnce() {
    var failure =
        catchThrowableOfType(
            ProviderException.class,
            () -> of(new Providers.Model("claude-x", ""), List.of(), Map.of()));
    assertThat(failure.kind()).isEqualTo(ProviderException.Kind.ACCESS);
    assertThat(failure).hasMessageContaining("ANTHROPIC_API_KEY").hasMessageContaining("rehearsal");
  }

  @Test
  void aFallbackAnswersForAModelThatIsDown() throws Exception {
    try (var server = new FakeModel(0, 0)) {
      Providers.Ready ready =
          of(
              new Providers.Model("fake-quota", "mine"),
              List.of(new Providers.Model("fake", "anthropic")),
              Map.of(
                  "mine",
                  access(server.openAiBase()),
                  "anthropic",
                  access(server.anthropicBase())));
      assertThat(ready.vendor()).isEqualTo("mine");
      assertThat(ask(ready).model()).isEqualTo("fake");
    }
  }

  @Test
  void aServerThatFailsForAMomentIsAskedAgain() throws Exception {
    try (var server = new FakeModel(0, 0)) {
      Providers.Ready ready =
          of(
              new Providers.Model("fake-flaky", "mine"),
              List.of(),
              Map.of("mine", access(server.openAiBase())));
      assertThat(ask(ready).message().text()).isEqualTo("echo: hello");
      assertThat(server.count("hello")).isEqualTo(2);
    }
  }

  @Test
  void theFakeModelRunsAsAProcessOfItsOwn() throws Exception {
    Process process = fakeModel();
    try (var out =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      String line = out.readLine();
      assertThat(line).startsWith("listening ");
      String base = "http://127.0.0.1:" + line.substring("listening ".length());
      assertThat(
              ask(of(
                      new Providers.Model("fake", "mine"),
                      List.of(),
                      Map.of("mine", access(base + "/v1"))))
                  .message()
                  .text())
          .isEqualTo("echo: hello");
      String counts =
          http.exchange(
              new Http.Request("GET", URI.create(base + "/counts"), Map.of(), "", Asks.LIMITS),
              answer -> new String(answer.body().readAllBytes(), StandardCharsets.UTF_8));
      assertThat(counts).isEqualTo("{\"hello\":1}");
    } finally {
      process.destroyForcibly().waitFor();
    }
  }

  private static Process fakeModel() throws IOException {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    return new ProcessBuilder(
            java, "-cp", System.getProperty("java.class.path"), FakeModel.class.getName(), "0")
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
  }

  private Reply ask(Providers.Ready ready) throws InterruptedException {
    return ready
        .provider()
        .complete(Asks.request(ready.model(), Asks.user("hello")), ignored -> {});
  }

  private Providers.Ready of(
      Providers.Model model,
      List<Providers.Model> fallbacks,
      Map<String, Providers.Access> access) {
    return Providers.of(
        new Providers.Config(model, fallbacks, access, Asks.LIMITS, ZoneOffset.UTC),
        Map.of(),
        http,
        world);
  }

  private static Providers.Access access(String base) {
    return new Providers.Access(new Secret("sk-1"), base, Map.of(), Json.object());
  }
}
