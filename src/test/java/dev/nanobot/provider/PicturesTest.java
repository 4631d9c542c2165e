package dev.nanobot.provider;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nanobot.message.Attachment;
import dev.nanobot.message.Media;
import dev.nanobot.message.Message;
import dev.nanobot.message.Samples;
import dev.nanobot.provider.Provider.Request;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// Which images of a conversation go to a model, and how they look on each wire.
final class PicturesTest {
  private static final Endpoint OPENAI = Asks.endpoint("custom", "http://localhost");
  private static final Endpoint ANTHROPIC = Asks.endpoint("anthropic", "http://localhost");
  private static final int MEGABYTE = 1024 * 1024;

  private final Map<String, byte[]> stored = new HashMap<>();
  private final Media media = id -> Optional.ofNullable(stored.get(id));

  private Attachment kept(String name, String type, byte[] bytes) {
    var attachment = new Attachment("ann." + stored.size(), name, type, bytes.length);
    stored.put(attachment.id(), bytes);
    return attachment;
  }

  private Attachment image(int bytes) {
    return kept("i" + stored.size(), "image/png", Samples.png(2, 2, bytes - 33));
  }

  private static Message user(String text, Attachment... attachments) {
    return new Message.User(text, Asks.AT, "telegram:42", List.of(attachments));
  }

  private Request request(Message... transcript) {
    return Asks.request("gpt-4.1", transcript).with(media);
  }

  private JsonNode openAi(Request request) {
    return OpenAiRequest.body(request, OPENAI, ZoneOffset.UTC).path("messages");
  }

  private JsonNode anthropic(Request request) {
    return AnthropicRequest.body(request, ANTHROPIC, ZoneOffset.UTC).path("messages");
  }

  private static String base64(byte[] bytes) {
    return Base64.getEncoder().encodeToString(bytes);
  }

  @Test
  void openAiGetsAnImageAsADataUrlBehindTheText() {
    byte[] bytes = Samples.png(3, 4, 1_000);
    Attachment image = kept("cat.png", "image/png", bytes);
    JsonNode content = openAi(request(user("look", image))).path(1).path("content");
    assertThat(content).hasSize(2);
    assertThat(content.path(0).path("type").asString()).isEqualTo("text");
    assertThat(content.path(0).path("text").asString())
        .isEqualTo(
            "[2026-11-23 22:33 Mon UTC · telegram:42]\nlook\n"
                + "[file \"cat.png\", image/png, 1,033 bytes, media/ann/0.png]");
    assertThat(content.path(1).toString())
        .isEqualTo(
            "{\"type\":\"image_url\",\"image_url\":{\"url\":\"data:image/png;base64,"
                + base64(bytes)
                + "\"}}");
  }

  @Test
  void anthropicGetsAnImageAsABlockBeforeTheTextWhichHasTheMark() {
    byte[] bytes = Samples.gif(3, 4);
    Attachment image = kept("cat.gif", "image/gif", bytes);
    JsonNode content = anthropic(request(user("look", image))).path(0).path("content");
    assertThat(content).hasSize(2);
    assertThat(content.path(0).toString())
        .isEqualTo(
            "{\"type\":\"image\",\"source\":{\"type\":\"base64\",\"media_type\":\"image/gif\","
                + "\"data\":\""
                + base64(bytes)
                + "\"}}");
    assertThat(content.path(1).path("text").asString()).endsWith("media/ann/0.gif]");
    assertThat(content.path(1).has("cache_control")).isTrue();
  }

  @Test
  void onAnthropicsWireResultsComeBeforeTheImagesOfWhatJoined() {
    Message[] transcript = {
      user("go"),
      Asks.calling(Asks.call("a", "exec", "{}")),
      Asks.result("a", "done"),
      user("and this", image(100))
    };
    JsonNode content = anthropic(request(transcript)).path(2).path("content");
    assertThat(content.findValuesAsString("type"))
        .startsWith("tool_result", "image")
        .contains("text");
  }

  @Test
  void aFileThatIsNoImageIsToldInWordsOnly() {
    Attachment report = kept("report.pdf", "application/pdf", new byte[50]);
    JsonNode message = openAi(request(user("read", report))).path(1);
    assertThat(message.path("content").isString()).isTrue();
    assertThat(message.path("content").asString())
        .endsWith("[file \"report.pdf\", application/pdf, 50 bytes, media/ann/0.pdf]");
    assertThat(anthropic(request(user("read", report))).path(0).path("content")).hasSize(1);
  }

  @Test
  void theEightNewestImagesAreShownAndOlderOnesAreTold() {
    List<Message> transcript = new ArrayList<>();
    for (int i = 0; i < 9; i++) {
      transcript.add(user("m" + i, image(100)));
      transcript.add(Message.Assistant.of("seen"));
    }
    Request request = request(transcript.toArray(new Message[0]));
    assertThat(Pictures.of(request, Pictures.CHARS_MAX).byId().keySet())
        .hasSize(Pictures.COUNT_MAX)
        .doesNotContain("ann.0");
    JsonNode messages = openAi(request);
    assertThat(messages.path(1).path("content").asString())
        .endsWith("media/ann/0.png] (The image itself is not shown to you.)");
    assertThat(messages.path(3).path("content").path(0).path("text").asString())
        .endsWith("media/ann/1.png]");
  }

  @Test
  void imagesOfTwentyMegabytesTogetherAreShownAndNotAByteMore() {
    Attachment large = image(Pictures.CHARS_MAX / 4 * 3 - 300);
    Attachment fits = image(300);
    Attachment early = image(100);
    Request request = request(user("one", early), user("two", large, fits));
    assertThat(Pictures.of(request, Pictures.CHARS_MAX).byId().keySet())
        .containsExactlyInAnyOrder(large.id(), fits.id());
    Attachment more = image(301);
    Request over = request(user("one", early), user("two", large, more));
    assertThat(Pictures.of(over, Pictures.CHARS_MAX).byId().keySet())
        .containsExactlyInAnyOrder(more.id(), early.id());
  }

  @Test
  void anImageThatAnthropicWouldRefuseForItsSizeIsToldInWords() {
    Attachment largest = image(5 * MEGABYTE / 4 * 3);
    Attachment larger = image(5 * MEGABYTE / 4 * 3 + 1);
    JsonNode content = anthropic(request(user("look", largest, larger))).path(0).path("content");
    assertThat(content.findValuesAsString("type")).containsOnlyOnce("image");
    assertThat(content.path(1).path("text").asString()).contains("/0.png]\n").contains("not shown");
    assertThat(openAi(request(user("look", largest, larger))).path(1).path("content")).hasSize(3);
  }

  @Test
  void anImageThatIsGoneIsToldInWords() {
    var gone = new Attachment("ann.gone", "a.png", "image/png", 10);
    assertThat(openAi(request(user("look", gone))).path(1).path("content").asString())
        .contains("not shown");
  }

  @Test
  void theSameConversationAlwaysLooksTheSame() {
    Request request = request(user("one", image(100), image(200)), user("two", image(300)));
    assertThat(openAi(request)).isEqualTo(openAi(request));
    assertThat(anthropic(request)).isEqualTo(anthropic(request));
  }

  @Test
  void theNumberOfCharactersIsKnownBeforeTheyAreMade() {
    for (int bytes = 0; bytes < 100; bytes++) {
      assertThat(Pictures.chars(bytes)).isEqualTo(base64(new byte[bytes]).length());
    }
  }

  @Test
  void messagesWithoutFilesLookAsTheyAlwaysDid() {
    var pictures = new Pictures(Collections.emptyMap());
    assertThat(pictures.lines((Message.User) user("x"))).isEmpty();
    assertThat(openAi(request(user("x"))).path(1).path("content").asString())
        .isEqualTo("[2026-11-23 22:33 Mon UTC · telegram:42]\nx");
  }
}
