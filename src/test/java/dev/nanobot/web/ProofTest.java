package dev.nanobot.web;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.nanobot.message.Json;
import dev.nanobot.web.Proof.Genuine;
import dev.nanobot.web.Proof.Missing;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

class ProofTest {
  private static final Instant NOW = Instant.parse("2026-11-28T12:00:00Z");
  private static final String BODY =
      "{\"event_id\":\"Ev1\",\"update_id\":77,\"text\":\"h\u00e4llo\"}";

  /// What the platforms' own documents show.
  static Stream<JsonNode> published() throws IOException {
    try (var in = ProofTest.class.getResourceAsStream("/corpora/signatures/webhook-vectors.json")) {
      return Json.MAPPER.readTree(in).valueStream().toList().stream();
    }
  }

  private static Signed signed(JsonNode vector) {
    var headers = new LinkedHashMap<String, String>();
    headers.put(vector.path("header").stringValue(), vector.path("value").stringValue());
    String time = vector.path("timestamp").asString("");
    Signing style =
        switch (vector.path("scheme").stringValue()) {
          case "github" -> {
            headers.put("X-GitHub-Delivery", "one");
            yield Signing.GITHUB;
          }
          case "slack" -> {
            headers.put("X-Slack-Request-Timestamp", time);
            yield Signing.SLACK;
          }
          case "standard-webhooks" -> {
            headers.put("webhook-id", vector.path("id").stringValue());
            headers.put("webhook-timestamp", time);
            yield Signing.STANDARD;
          }
          default -> throw new AssertionError("a scheme that is not known: " + vector);
        };
    byte[] body = vector.path("body").stringValue().getBytes(UTF_8);
    return new Signed(style, vector.path("secret").stringValue(), headers, body);
  }

  private static Instant time(JsonNode vector) {
    return Instant.ofEpochSecond(Long.parseLong(vector.path("timestamp").asString("0")));
  }

  @ParameterizedTest
  @MethodSource("published")
  void whatIsPublishedIsGenuine(JsonNode vector) {
    assertThat(signed(vector).proof(time(vector))).isInstanceOf(Genuine.class);
  }

  @ParameterizedTest
  @MethodSource("published")
  void oneBitOfWhatIsPublishedDecides(JsonNode vector) {
    everyBitDecides(signed(vector), time(vector), List.of());
  }

  @ParameterizedTest
  @EnumSource(Signing.class)
  void oneBitDecides(Signing style) {
    Signed genuine = Signed.of(style, NOW, BODY);
    assertThat(genuine.proof(NOW)).isInstanceOf(Genuine.class);
    // What a style does not sign: GitHub's id and event, all but the token of Telegram.
    everyBitDecides(genuine, NOW, List.of("X-GitHub-Delivery", "X-GitHub-Event"));
  }

  private static void everyBitDecides(Signed genuine, Instant now, List<String> unsigned) {
    if (genuine.style() != Signing.TELEGRAM) {
      for (int bit = 0; bit < genuine.body().length * 8; bit++) {
        assertThat(genuine.withBody(flipped(genuine.body(), bit)).proof(now))
            .as("bit %d of the body", bit)
            .isInstanceOf(Missing.class);
      }
    }
    for (var header : genuine.headers().entrySet()) {
      boolean isUnsigned =
          unsigned.contains(header.getKey()) || header.getKey().equals("X-GitHub-Delivery");
      if (isUnsigned) continue;
      byte[] bytes = header.getValue().getBytes(ISO_8859_1);
      for (int bit = 0; bit < bytes.length * 8; bit++) {
        String value = new String(flipped(bytes, bit), ISO_8859_1);
        assertThat(genuine.with(header.getKey(), value).proof(now))
            .as("bit %d of %s", bit, header.getKey())
            .isInstanceOf(Missing.class);
      }
    }
  }

  private static byte[] flipped(byte[] bytes, int bit) {
    byte[] other = bytes.clone();
    other[bit / 8] ^= (byte) (1 << (bit % 8));
    return other;
  }

  @ParameterizedTest
  @EnumSource(Signing.class)
  void aMissingHeaderProvesNothing(Signing style) {
    Signed genuine = Signed.of(style, NOW, BODY);
    for (String header : genuine.headers().keySet()) {
      if (header.equals("X-GitHub-Event")) continue;
      assertThat(genuine.without(header).proof(NOW)).as(header).isInstanceOf(Missing.class);
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = Signing.class,
      names = {"HMAC", "SLACK", "STANDARD"})
  void aTimeMoreThanFiveMinutesOffProvesNothing(Signing style) {
    Signed genuine = Signed.of(style, NOW, BODY);
    for (Duration shift : List.of(Duration.ofSeconds(300), Duration.ofSeconds(-300))) {
      assertThat(genuine.proof(NOW.plus(shift))).isInstanceOf(Genuine.class);
    }
    for (Duration shift : List.of(Duration.ofSeconds(301), Duration.ofSeconds(-301))) {
      assertThat(genuine.proof(NOW.plus(shift))).isInstanceOf(Missing.class);
    }
  }

  @ParameterizedTest
  @EnumSource(Signing.class)
  void anotherSecretProvesNothing(Signing style) {
    Signed genuine = Signed.of(style, NOW, BODY);
    String secret = genuine.secret().substring(0, 10) + "QQQQ" + genuine.secret().substring(14);
    var other = new Signed(style, secret, genuine.headers(), genuine.body());
    assertThat(other.proof(NOW)).isInstanceOf(Missing.class);
  }

  @ParameterizedTest
  @EnumSource(Signing.class)
  void aDeliveryThatComesAgainHasTheSameId(Signing style) {
    assertThat(Signed.of(style, NOW, BODY).proof(NOW))
        .isEqualTo(Signed.of(style, NOW, BODY).proof(NOW.plusSeconds(9)));
  }

  @Test
  void anIdIsWhatTheSenderCallsTheDelivery() {
    assertThat(Signed.of(Signing.GITHUB, NOW, BODY).proof(NOW))
        .isEqualTo(new Genuine("72d3162e-cc78-11e3-81ab-4c9367dc0958"));
    assertThat(Signed.of(Signing.STANDARD, NOW, BODY).proof(NOW)).isEqualTo(new Genuine("id1"));
    assertThat(Signed.of(Signing.TELEGRAM, NOW, BODY).proof(NOW)).isEqualTo(new Genuine("77"));
    assertThat(Signed.of(Signing.SLACK, NOW, BODY).proof(NOW)).isEqualTo(new Genuine("Ev1"));
    assertThat(Signed.of(Signing.SLACK, NOW.plusSeconds(60), BODY).proof(NOW))
        .isEqualTo(new Genuine("Ev1"));
  }

  @Test
  void otherBodiesWithoutAnIdAreOtherDeliveries() {
    for (Signing style : List.of(Signing.HMAC, Signing.SLACK, Signing.TELEGRAM)) {
      assertThat(Signed.of(style, NOW, "a=1").proof(NOW))
          .isInstanceOf(Genuine.class)
          .isNotEqualTo(Signed.of(style, NOW, "a=2").proof(NOW));
    }
  }

  @Test
  void oneOfSeveralSignaturesIsEnough() {
    Signed genuine = Signed.of(Signing.STANDARD, NOW, BODY);
    String right = String.valueOf(genuine.headers().get("webhook-signature"));
    assertThat(genuine.with("webhook-signature", "v1,AAAA " + right).proof(NOW))
        .isInstanceOf(Genuine.class);
    assertThat(genuine.with("webhook-signature", right.replace("v1,", "v1a,")).proof(NOW))
        .isInstanceOf(Missing.class);
  }

  @Test
  void anOddIdOrTimeProvesNothing() {
    for (String id : List.of("", "a b", "x".repeat(201), "\u00e9")) {
      assertThat(Signed.of(Signing.GITHUB, NOW, BODY).with("X-GitHub-Delivery", id).proof(NOW))
          .isInstanceOf(Missing.class);
    }
    for (String time : List.of("", "-1", "+5", "1e9", "9".repeat(30), "\u0661")) {
      assertThat(
              Signed.of(Signing.SLACK, NOW, BODY)
                  .with("X-Slack-Request-Timestamp", time)
                  .proof(NOW))
          .isInstanceOf(Missing.class);
      assertThat(
              Signed.of(Signing.HMAC, NOW, BODY)
                  .with("X-Nanobot-Signature", "t=" + time)
                  .proof(NOW))
          .isInstanceOf(Missing.class);
    }
  }
}
