package dev.nanobot.api;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.nanobot.api.Gateway.Answer;
import dev.nanobot.message.Attachment;
import dev.nanobot.message.Inbound;
import dev.nanobot.message.Json;
import dev.nanobot.message.Principal;
import dev.nanobot.message.Samples;
import dev.nanobot.message.SessionKey;
import dev.nanobot.message.Trust;
import dev.nanobot.message.Upload;
import dev.nanobot.store.Attachments;
import dev.nanobot.store.Store.Refusal;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Files over the native API of a gateway that runs.
@Timeout(120)
class UploadsTest extends GatewayTestCase {
  private static final byte[] PNG = Samples.png(3, 3);

  private String put(String name) throws Exception {
    Answer kept = gateway.upload("?name=" + name, PNG);
    assertThat(kept.status()).isEqualTo(201);
    return kept.text("id");
  }

  private static String message(String session, String text, List<String> media) {
    ObjectNode body = Json.object().put("session", session).put("text", text);
    media.forEach(body.putArray("media")::add);
    return Json.write(body);
  }

  private Answer say(String session, String text, String... media) throws Exception {
    return gateway.post("/api/messages", message(session, text, List.of(media)));
  }

  private Answer awaited(Answer receipt) throws Exception {
    String message = receipt.text("message");
    return gateway.call("GET /api/messages/{message}", List.of(message), "?wait=30", "");
  }

  private JsonNode messages() throws Exception {
    return gateway.ask("/api/messages", "").path("messages");
  }

  private JsonNode entries(String session) throws Exception {
    return gateway.get("/api/sessions/{session}/entries", session).path("entries");
  }

  private HttpResponse<byte[]> bytes(String id, String... headers) throws Exception {
    HttpRequest.Builder request = gateway.request("/api/media/" + Gateway.encoded(id));
    if (headers.length > 0) request.headers(headers);
    return gateway.client.send(request.build(), BodyHandlers.ofByteArray());
  }

  private static String header(HttpResponse<?> response, String name) {
    return String.join(", ", response.headers().allValues(name));
  }

  private static String parameter(Answer refused) {
    return refused.body().path("error").path("param").asString();
  }

  @Test
  void aFileIsKeptAndGivenBack() throws Exception {
    Answer kept = gateway.upload("?name=cat.png", PNG);
    assertThat(kept.status()).isEqualTo(201);
    assertThat(kept.text("name")).isEqualTo("cat.png");
    assertThat(kept.text("type")).isEqualTo("image/png");
    assertThat(kept.path("bytes").intValue()).isEqualTo(PNG.length);
    assertThat(kept.path("isImage").booleanValue()).isTrue();
    HttpResponse<byte[]> back = bytes(kept.text("id"));
    assertThat(back.body()).isEqualTo(PNG);
    assertThat(header(back, "Content-Type")).isEqualTo("image/png");
    assertThat(header(back, "Content-Disposition")).isEqualTo("inline; filename*=UTF-8''cat.png");
    assertThat(header(back, "X-Content-Type-Options")).isEqualTo("nosniff");
    assertThat(header(back, "Content-Security-Policy")).contains("default-src 'none'", "sandbox");
    assertThat(header(back, "Cache-Control")).isEqualTo("private, no-cache");
  }

  @Test
  void whatABrowserHasIsNotSentAgainAndOnlyToTheOwner() throws Exception {
    String id = put("cat.png");
    String mark = header(bytes(id), "ETag");
    HttpResponse<byte[]> again = bytes(id, "If-None-Match", mark);
    assertThat(again.statusCode()).isEqualTo(304);
    assertThat(again.body()).isEmpty();
    HttpRequest stranger =
        HttpRequest.newBuilder(gateway.uri("/api/media/" + id))
            .header("If-None-Match", mark)
            .build();
    assertThat(gateway.send(stranger).statusCode()).isEqualTo(401);
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      value = {
        "<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>,text/plain; charset=utf-8",
        "<!doctype html><script>alert(1)</script>,text/plain; charset=utf-8",
        "%PDF-1.7,application/pdf",
      })
  void whatIsNoImageIsOnlyEverDownloaded(String content, String type) throws Exception {
    Answer kept = gateway.upload("?name=x.png", content.getBytes(UTF_8));
    assertThat(kept.path("isImage").booleanValue()).isFalse();
    HttpResponse<byte[]> back = bytes(kept.text("id"));
    assertThat(header(back, "Content-Type")).isEqualTo(type);
    assertThat(header(back, "Content-Disposition")).startsWith("attachment; ");
    assertThat(header(back, "X-Content-Type-Options")).isEqualTo("nosniff");
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      value = {
        "..%2F..%2Fetc%2Fpasswd,passwd,passwd",
        "C%3A%5Cx%5Ca.txt,a.txt,a.txt",
        "a%0D%0ASet-Cookie%3A%20x%3D1,aSet-Cookie: x=1,aSet-Cookie%3A%20x%3D1",
        "%22%3B%20filename%3D%22x,\"; filename=\"x,%22%3B%20filename%3D%22x",
        "a%E2%80%AEgpj.exe,agpj.exe,agpj.exe",
        "%E6%97%A5%E6%9C%AC.png,日本.png,%E6%97%A5%E6%9C%AC.png",
        "%00%07,file,file",
        "``,file,file",
        "'%25(1)*,'%(1)*,%27%25%281%29%2A",
      })
  void aHostileNameIsOnlyAName(String sent, String name, String encoded) throws Exception {
    Answer kept = gateway.upload("?name=" + sent, Samples.text("x"));
    assertThat(kept.text("name")).isEqualTo(name);
    HttpResponse<byte[]> back = bytes(kept.text("id"));
    assertThat(header(back, "Content-Disposition"))
        .isEqualTo("attachment; filename*=UTF-8''" + encoded);
    assertThat(back.headers().map()).doesNotContainKey("set-cookie");
  }

  @Test
  void aLongNameIsCut() throws Exception {
    Answer kept = gateway.upload("?name=" + "x".repeat(3_000), PNG);
    assertThat(kept.text("name")).hasSize(Upload.NAME_CHARS_MAX);
  }

  @Test
  void theLargestFileIsTakenAndOneByteMoreIsNot() throws Exception {
    Answer whole = gateway.upload("", new byte[Upload.BYTES_MAX]);
    assertThat(whole.status()).isEqualTo(201);
    assertThat(bytes(whole.text("id")).body()).hasSize(Upload.BYTES_MAX);
    Answer more = gateway.upload("", new byte[Upload.BYTES_MAX + 1]);
    assertThat(more.status()).isEqualTo(413);
    assertThat(more.code()).isEqualTo("body_too_long");
  }

  @Test
  void anImageOfTooManyPixelsIsRefused() throws Exception {
    Answer refused = gateway.upload("", Samples.png(100_000, 100_000));
    assertThat(refused.status()).isEqualTo(400);
    assertThat(refused.code()).isEqualTo("invalid_media");
  }

  @Test
  void anIdIsOfOneFile() throws Exception {
    Answer first = gateway.upload("?name=a.png&id=up-1", PNG);
    Answer again = gateway.upload("?name=a.png&id=up-1", PNG);
    assertThat(again.text("id")).isEqualTo(first.text("id"));
    Answer other = gateway.upload("?name=a.png&id=up-1", Samples.png(4, 4));
    assertThat(other.status()).isEqualTo(409);
    assertThat(other.code()).isEqualTo("media_refused");
    assertThat(gateway.upload("?id=no%20word", PNG).status()).isEqualTo(400);
    assertThat(gateway.upload("?id=", PNG).status()).isEqualTo(400);
  }

  @Test
  void whatWaitsHasALimit() throws Exception {
    for (int i = 0; i < Attachments.WAITING_MAX; i++) put("n" + i);
    Answer refused = gateway.upload("?name=last", PNG);
    assertThat(refused.status()).isEqualTo(409);
    assertThat(refused.code()).isEqualTo("media_refused");
  }

  @Test
  void aFileGoesWithItsMessageIntoTheConversation() throws Exception {
    String id = put("cat.png");
    Answer receipt = say("web:m", "look", id);
    assertThat(awaited(receipt).text("state")).isEqualTo("answered");
    JsonNode media = entries("web:m").get(0).path("media");
    ObjectNode cat = Json.object().put("id", id).put("name", "cat.png");
    assertThat(media.toString())
        .isEqualTo("[" + cat.put("type", "image/png").put("bytes", PNG.length) + "]");
    assertThat(messages().get(0).path("media")).isEqualTo(media);
    String events = "/api/messages/" + receipt.text("message") + "/events";
    try (var listening = new Listening(gateway, events, "")) {
      assertThat(listening.next().orElseThrow().data().path("media")).isEqualTo(media);
    }
    try (var listening = new Listening(gateway, "/api/sessions/web%3Am/events", "")) {
      var heard = listening.until(event -> event.name().equals("messages")).getLast().data();
      assertThat(heard.get(0).path("media")).isEqualTo(media);
    }
  }

  @Test
  void filesKeepTheirOrderAndAreAMessageWithoutText() throws Exception {
    String one = put("1.png");
    String two = put("2.png");
    assertThat(awaited(say("web:m", "", two, one)).text("state")).isEqualTo("answered");
    JsonNode media = entries("web:m").get(0).path("media");
    assertThat(media.get(0).path("id").asString()).isEqualTo(two);
    assertThat(media.get(1).path("id").asString()).isEqualTo(one);
  }

  @Test
  void aMessagePostedTwiceHasItsFileOnce() throws Exception {
    ObjectNode body = Json.object().put("id", "m-1").put("text", "look");
    body.putArray("media").add(put("cat.png"));
    Answer first = gateway.post("/api/messages", Json.write(body));
    Answer again = gateway.post("/api/messages", Json.write(body));
    assertThat(again.status()).isEqualTo(202);
    assertThat(again.path("message")).isEqualTo(first.path("message"));
    assertThat(again.path("isNew").booleanValue()).isFalse();
    assertThat(messages().get(0).path("media")).hasSize(1);
  }

  @Test
  void aFileGoesWithOneMessageOnly() throws Exception {
    String id = put("cat.png");
    say("web:a", "one", id);
    Answer second = say("web:b", "two", id);
    assertThat(second.status()).isEqualTo(409);
    assertThat(second.code()).isEqualTo("media_refused");
    assertThat(gateway.get("/api/sessions/{session}", "web:b").status()).isEqualTo(404);
  }

  @Test
  void aMessageWithTooManyFilesIsRefused() throws Exception {
    List<String> ids = new ArrayList<>();
    for (int i = 0; i <= Attachment.MESSAGE_MAX; i++) ids.add(put("n" + i));
    Answer refused = gateway.post("/api/messages", message("web:m", "many", ids));
    assertThat(refused.status()).isEqualTo(400);
    assertThat(parameter(refused)).isEqualTo("media");
    List<String> fewer = ids.subList(0, Attachment.MESSAGE_MAX);
    Answer taken = gateway.post("/api/messages", message("web:m", "ten", fewer));
    assertThat(taken.status()).isEqualTo(202);
  }

  @ParameterizedTest
  @ValueSource(strings = {"\"x\"", "{\"a\": \"x\"}", "{}", "[1]", "[null]", "[[]]", "true", "7"})
  void whatIsNoListOfIdsIsRefused(String media) throws Exception {
    Answer refused = gateway.post("/api/messages", "{\"text\": \"x\", \"media\": " + media + "}");
    assertThat(refused.status()).isEqualTo(400);
    assertThat(parameter(refused)).isEqualTo("media");
  }

  @Test
  void theSameFileTwiceInAMessageIsRefused() throws Exception {
    String id = put("cat.png");
    assertThat(say("web:m", "twice", id, id).status()).isEqualTo(400);
  }

  @ParameterizedTest
  @ValueSource(strings = {"none", "a.b", "../x", "' or 1=1 --", "日本"})
  void aFileThatIsNotThereIsNeitherSentNorRead(String id) throws Exception {
    Answer refused = say("web:m", "look", id);
    assertThat(refused.status()).isEqualTo(404);
    assertThat(parameter(refused)).isEqualTo("media");
    assertThat(gateway.get("/api/sessions/{session}", "web:m").status()).isEqualTo(404);
    assertThat(bytes(id).statusCode()).isEqualTo(404);
  }

  @Test
  void theFileOfAnotherIsNotSentAndIsReadOnlyOnceItWasSaid() throws Exception {
    var eve = new Principal("chat:eve");
    Attachment hers = gateway.store().attachments().put(eve, Upload.of("hers.png", PNG));
    assertThat(say("web:m", "look", hers.id()).status()).isEqualTo(404);
    assertThat(bytes(hers.id()).statusCode()).isEqualTo(404);
    var session = SessionKey.parse("chat:eve");
    var said = new Inbound("chat", "1", session, eve, Trust.ALLOWED, "mine");
    gateway.store().post(said.with(List.of(hers)), 9, new Refusal("full", ""));
    assertThat(bytes(hers.id()).body()).isEqualTo(PNG);
    assertThat(say("web:m", "look", hers.id()).status()).isEqualTo(404);
  }

  @Test
  void aControlWordLeavesAFileForAnotherMessage() throws Exception {
    String id = put("cat.png");
    assertThat(say("web:m", "/help", id).status()).isEqualTo(202);
    assertThat(messages().get(0).path("media")).isEmpty();
    assertThat(awaited(say("web:m", "look", id)).text("state")).isEqualTo("answered");
    assertThat(messages().get(0).path("media")).hasSize(1);
  }

  @Test
  void aFileGoesWithTheConversationThatItBelongsTo() throws Exception {
    String id = put("cat.png");
    awaited(say("web:m", "look", id));
    assertThat(gateway.delete("/api/sessions/{session}", "web:m").status()).isEqualTo(200);
    assertThat(bytes(id).statusCode()).isEqualTo(404);
  }

  @Test
  void onlyTheOwnerHandsOverAndReads() throws Exception {
    String id = put("cat.png");
    HttpRequest read = HttpRequest.newBuilder(gateway.uri("/api/media/" + id)).build();
    assertThat(gateway.send(read).statusCode()).isEqualTo(401);
    HttpRequest.Builder write =
        HttpRequest.newBuilder(gateway.uri("/api/media")).POST(BodyPublishers.ofByteArray(PNG));
    assertThat(gateway.send(write.copy().build()).statusCode()).isEqualTo(415);
    HttpRequest marked = write.copy().header("X-Nanobot", "1").build();
    assertThat(gateway.send(marked).statusCode()).isEqualTo(401);
  }

  @Test
  void aBrowserThatIsSignedInHandsOverWithTheHeaderAndNotWithout() throws Exception {
    HttpRequest signIn =
        HttpRequest.newBuilder(gateway.uri("/api/login"))
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString("{\"token\": \"" + gateway.token + "\"}"))
            .build();
    String cookie = header(gateway.send(signIn), "Set-Cookie").replaceFirst(";.*", "");
    HttpRequest.Builder write =
        HttpRequest.newBuilder(gateway.uri("/api/media?name=a.png"))
            .header("Cookie", cookie)
            .header("Content-Type", "image/png")
            .POST(BodyPublishers.ofByteArray(PNG));
    assertThat(gateway.send(write.copy().build()).statusCode()).isEqualTo(415);
    HttpRequest marked = write.copy().header("X-Nanobot", "1").build();
    assertThat(gateway.send(marked).statusCode()).isEqualTo(201);
  }
}
