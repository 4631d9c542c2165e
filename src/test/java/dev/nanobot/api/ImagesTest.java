package dev.nanobot.api;

import static dev.nanobot.api.OpenAiHouse.code;
import static dev.nanobot.api.OpenAiHouse.text;
import static org.assertj.core.api.Assertions.assertThat;

import dev.nanobot.message.Attachment;
import dev.nanobot.message.Json;
import dev.nanobot.message.Message;
import dev.nanobot.message.Message.User;
import dev.nanobot.message.Samples;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.node.ObjectNode;

@Timeout(120)
final class ImagesTest {
  @TempDir private Path folder;
  private OpenAiHouse house;

  @BeforeEach
  void open() throws InterruptedException {
    house = new OpenAiHouse(folder, OpenAiHouse::echo);
  }

  @AfterEach
  void close() throws InterruptedException {
    house.close();
  }

  private static String dataUrl(byte[] bytes) {
    return "data:image/png;base64," + Base64.getEncoder().encodeToString(bytes);
  }

  private static ObjectNode say(ObjectNode body, String text, String url) {
    ObjectNode message = body.withArray("messages").addObject().put("role", "user");
    message.withArray("content").addObject().put("type", "text").put("text", text);
    ObjectNode image = message.withArray("content").addObject().put("type", "image_url");
    image.putObject("image_url").put("url", url).put("detail", "low");
    return body;
  }

  /// The files that the model was shown, with what it was shown before.
  private List<Attachment> shown() {
    List<Attachment> shown = new ArrayList<>();
    for (Message message : house.asked.getLast().transcript()) {
      if (message instanceof User user) shown.addAll(user.attachments());
    }
    return shown;
  }

  @Test
  void imagesComeToTheModelWithTheirMessages() throws Exception {
    ObjectNode body = Json.object().put("model", "nanobot");
    say(body, "first", dataUrl(Samples.png(3, 3)));
    body.withArray("messages").addObject().put("role", "assistant").put("content", "seen");
    say(body, "second", dataUrl(Samples.gif(4, 4)));
    assertThat(text(house.chat(body))).isEqualTo("echo second");
    List<Attachment> shown = shown();
    assertThat(shown).extracting(Attachment::type).containsExactly("image/png", "image/gif");
    assertThat(house.store.attachments().bytes(shown.getFirst().id())).contains(Samples.png(3, 3));
  }

  @Test
  void anImageAloneIsAMessage() throws Exception {
    ObjectNode body = Json.object().put("model", "nanobot");
    ObjectNode item = body.withArray("input").addObject().put("role", "user");
    item.withArray("content")
        .addObject()
        .put("type", "input_image")
        .put("image_url", dataUrl(Samples.png(3, 3)));
    assertThat(house.respond(body).statusCode()).isEqualTo(200);
    assertThat(shown()).hasSize(1);
  }

  @Test
  void aRepeatKeepsTheImageOnce() throws Exception {
    ObjectNode body = say(Json.object().put("model", "nanobot"), "x", dataUrl(Samples.png(3, 3)));
    String[] key = {"Idempotency-Key", "k"};
    HttpResponse<String> first = house.chat(body, key);
    assertThat(house.chat(body, key).body()).isEqualTo(first.body());
    long message = Long.parseLong(first.headers().firstValue("X-Nanobot-Message").orElseThrow());
    assertThat(house.store.attachments().of(message)).hasSize(1);
    assertThat(house.store.attachments().prune(house.world.now().plusSeconds(9))).isZero();
  }

  @ParameterizedTest
  @CsvSource({
    "https://example.org/a.png,unsupported_parameter",
    "file:///etc/passwd,unsupported_parameter",
    "image.png,invalid_value",
    "'data:image/png,abc',invalid_value",
    "data:image/png;base64;x,invalid_value",
    "'data:image/png;base64,%%%',invalid_image",
    "'data:image/png;base64,',invalid_image",
    "'data:image/png;base64,aGVsbG8=',invalid_image",
  })
  void whatIsNoImageHereIsRefused(String url, String code) throws Exception {
    HttpResponse<String> refused = house.chat(say(Json.object().put("model", "nanobot"), "x", url));
    assertThat(code(refused)).isEqualTo("400 \"" + code + "\"");
    assertThat(refused.body()).contains("\"param\":\"messages[0].content[1].image_url\"");
    assertThat(house.store.sessions(9)).isEmpty();
  }

  @Test
  void anImageOfTooManyPixelsIsRefused() throws Exception {
    String url = dataUrl(Samples.png(100_000, 100_000));
    ObjectNode body = say(Json.object().put("model", "nanobot"), "x", url);
    assertThat(code(house.chat(body))).isEqualTo("400 \"invalid_image\"");
  }

  @Test
  void elevenImagesAreTooMany() throws Exception {
    ObjectNode body = Json.object().put("model", "nanobot");
    ObjectNode message = body.withArray("messages").addObject().put("role", "user");
    for (int i = 0; i < 11; i++) {
      ObjectNode image = message.withArray("content").addObject().put("type", "image_url");
      image.putObject("image_url").put("url", dataUrl(Samples.png(1, 1)));
    }
    assertThat(code(house.chat(body))).isEqualTo("400 \"invalid_value\"");
  }
}
