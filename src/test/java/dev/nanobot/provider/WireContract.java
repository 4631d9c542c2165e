package dev.nanobot.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.nanobot.http.Http;
import dev.nanobot.message.Attachment;
import dev.nanobot.message.Event;
import dev.nanobot.message.Json;
import dev.nanobot.message.Message;
import dev.nanobot.message.Reply;
import dev.nanobot.message.Samples;
import dev.nanobot.message.Secret;
import dev.nanobot.provider.ProviderException.Kind;
import dev.nanobot.world.RealWorld;
import dev.nanobot.world.World;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/// What a provider on a socket promises besides, shown against the fake model server.
abstract class WireContract extends ProviderContract {
  static final World WORLD = new RealWorld();
  static Http http;
  static FakeModel server;

  /// The provider at `endpoint`'s key and extras, with the address of the fake server.
  abstract Provider provider(Http http, Endpoint endpoint);

  abstract Endpoint endpoint();

  /// The last text of the user as the server saw it.
  abstract String lastText(JsonNode body);

  @BeforeAll
  static void start() throws IOException {
    http = new Http(WORLD);
    server = new FakeModel(0, 0);
  }

  @AfterAll
  static void stop() {
    server.close();
    http.close();
  }

  @Override
  Provider provider() {
    return provider(http, endpoint());
  }

  @Override
  String model() {
    return "fake";
  }

  @Override
  String orderToRead() {
    return "tool:read_file {\"path\":\"notes.txt\"}";
  }

  @ParameterizedTest
  @CsvSource({
    "fake-429,RATE",
    "fake-quota,QUOTA",
    "fake-401,ACCESS",
    "fake-404,ACCESS",
    "fake-500,UNAVAILABLE",
    "fake-long,TOO_LONG",
    "fake-filter,FILTERED",
    "fake-html,UNAVAILABLE",
    "fake-garbage,UNAVAILABLE",
    "fake-cut,UNAVAILABLE",
    "fake-broken,UNAVAILABLE"
  })
  void aFailureSaysWhoMayHelp(String model, Kind kind) {
    ProviderException failure = failure(model);
    assertThat(failure.kind()).isEqualTo(kind);
    assertThat(failure)
        .hasMessageStartingWith(endpoint().provider())
        .hasMessageNotContaining("sk-");
    assertThat(failure.getMessage().lines()).hasSize(1);
  }

  @Test
  void theServersWishToWaitIsPassedOn() {
    assertThat(failure("fake-429").retryAfter()).contains(Duration.ofSeconds(1));
  }

  @Test
  void aServerThatIsNotThereIsUnavailable() {
    Endpoint nowhere =
        new Endpoint(
            "nowhere", "http://127.0.0.1:1", Secret.NONE, "max_tokens", Map.of(), Json.object());
    Provider provider = provider(http, nowhere);
    var failure =
        catchThrowableOfType(
            ProviderException.class,
            () -> provider.complete(request(Asks.user("hello")), ignored -> {}));
    assertThat(failure.kind()).isEqualTo(Kind.UNAVAILABLE);
  }

  @Test
  void anImageArrivesByteForByte() throws Exception {
    byte[] bytes = Samples.png(20, 20, 300_000);
    var image = new Attachment("ann.1", "a.png", "image/png", bytes.length);
    var look = new Message.User("look", Asks.AT, "telegram:42", List.of(image));
    var request = Asks.request("fake", look).with(id -> Optional.of(bytes));
    Reply reply = provider().complete(request, ignored -> {});
    assertThat(reply.message().text())
        .startsWith("echo: look\n[file \"a.png\", image/png, 300,033");
    String sent = Json.write(server.received().body());
    assertThat(sent).containsOnlyOnce(Base64.getEncoder().encodeToString(bytes));
  }

  @Test
  void aModelThatTakesNoImagesIsToldOfThemInWords() throws Exception {
    var image = new Attachment("ann.1", "a.png", "image/png", 9);
    var look = new Message.User("look", Asks.AT, "telegram:42", List.of(image));
    var request = Asks.request("fake-blind", look).with(id -> Optional.of(new byte[9]));
    var failure =
        catchThrowableOfType(
            ProviderException.class, () -> provider().complete(request, ignored -> {}));
    assertThat(failure.kind()).isEqualTo(Kind.REQUEST);
    Reply reply = new Sighted(provider()).complete(request, ignored -> {});
    assertThat(reply.message().text()).contains("a.png").contains("not shown to you");
  }

  @Test
  void aServerThatDoesNotStreamIsUnderstood() throws Exception {
    Reply text =
        provider().complete(Asks.request("fake-whole", Asks.user("think: whole")), ignored -> {});
    assertThat(text.message().text()).isEqualTo("echo: think: whole");
    assertThat(text.message().thoughts())
        .singleElement()
        .extracting(Message.Thought::text)
        .isEqualTo("Let me think.");
    Reply call =
        provider().complete(Asks.request("fake-whole", Asks.user(orderToRead())), ignored -> {});
    assertThat(call.message().calls())
        .singleElement()
        .extracting(Message.ToolCall::tool)
        .isEqualTo("read_file");
  }

  /// The last event says that nothing follows: the end of the connection is not waited for.
  @Test
  @Timeout(60)
  void anAnswerIsThereWithItsLastEvent() throws Exception {
    Reply reply = provider().complete(Asks.request("fake-open", Asks.user("hi")), ignored -> {});
    assertThat(reply.message().text()).isEqualTo("echo: hi");
  }

  @Test
  void severalCallsAtOnceKeepTheirOrder() throws Exception {
    List<Message.ToolCall> calls =
        ask(Asks.user(
                """
                tool:read_file {"path":"a"}
                tool:exec {"command":"true"}
                tool:list_dir\
                """))
            .message()
            .calls();
    assertThat(calls)
        .extracting(Message.ToolCall::tool)
        .containsExactly("read_file", "exec", "list_dir");
    assertThat(calls)
        .extracting(Message.ToolCall::arguments)
        .containsExactly("{\"path\":\"a\"}", "{\"command\":\"true\"}", "{}");
    assertThat(calls).extracting(Message.ToolCall::id).doesNotHaveDuplicates();
  }

  @Test
  void thinkingIsShownAndKept() throws Exception {
    List<Event> events = new ArrayList<>();
    Reply reply = provider().complete(request(Asks.user("think: hard")), events::add);
    assertThat(events).hasAtLeastOneElementOfType(Event.ThinkingDelta.class);
    assertThat(reply.message().thoughts())
        .singleElement()
        .extracting(Message.Thought::text)
        .isEqualTo("Let me think.");
  }

  @Test
  void cachedTokensAreAPartOfTheInput() throws Exception {
    Reply reply = ask(Asks.user("count"));
    assertThat(reply.usage().cached()).isEqualTo(7);
    assertThat(reply.usage().input()).isGreaterThan(7);
  }

  @Test
  void theModelIsToldWhenAndFromWhom() throws Exception {
    ask(Asks.user("hello"));
    assertThat(lastText(server.received().body()))
        .isEqualTo("[2026-11-23 22:33 Mon UTC · telegram:42]\nhello");
  }

  @Test
  void theSameConversationBeginsWithTheSameBytes() throws Exception {
    ask(Asks.user("one"));
    String first = Json.write(server.received().body().path("messages").path(0));
    ask(Asks.user("one"), Message.Assistant.of("1"), Asks.user("two"));
    String second = Json.write(server.received().body().path("messages").path(0));
    assertThat(second.replace(",\"cache_control\":{\"type\":\"ephemeral\"}", ""))
        .isEqualTo(first.replace(",\"cache_control\":{\"type\":\"ephemeral\"}", ""));
  }

  @Test
  void extraHeadersAndBodyReplaceTheUsual() throws Exception {
    Endpoint usual = endpoint();
    var extended =
        new Endpoint(
            usual.provider(),
            usual.base(),
            usual.key(),
            usual.limitField(),
            Map.of("X-Title", "mine"),
            Json.object().put("temperature", 0.7).put("top_k", 3));
    provider(http, extended).complete(request(Asks.user("extra")), ignored -> {});
    assertThat(server.received().body().path("temperature").asDouble()).isEqualTo(0.7);
    assertThat(server.received().body().path("top_k").asInt()).isEqualTo(3);
    assertThat(server.received().headers().get("X-title")).containsExactly("mine");
  }

  @Test
  @Timeout(60)
  void anInterruptEndsAWaitForASlowServer() throws Exception {
    var asking = new Thread[1];
    var ended = new java.util.concurrent.CompletableFuture<Throwable>();
    asking[0] =
        Thread.ofVirtual()
            .start(
                () -> {
                  try {
                    provider()
                        .complete(
                            Asks.request("fake-silent", Asks.user("interrupt me")), ignored -> {});
                    ended.complete(new AssertionError("it answered"));
                  } catch (Throwable e) {
                    ended.complete(e);
                  }
                });
    while (server.count("interrupt me") == 0) Thread.onSpinWait();
    asking[0].interrupt();
    assertThat(ended.get()).isInstanceOf(InterruptedException.class);
  }

  private ProviderException failure(String model) {
    return catchThrowableOfType(
        ProviderException.class,
        () -> provider().complete(Asks.request(model, Asks.user("a text to cut")), ignored -> {}));
  }
}
