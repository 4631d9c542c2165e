package dev.nanobot.message;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.URLEncoder;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class RedactionTest {
  private static final String KEY = "k9-Zq+7/pA=wX2 mN8é&T";
  private static final String TOKEN = "0123456789abcdef0123456789abcdef";
  private static final Redaction REDACTION =
      new Redaction(Map.of(new Secret(KEY), "api-key", new Secret(TOKEN), "gateway-token"));

  static Stream<String> disguises() {
    return Stream.of(KEY, TOKEN).flatMap(RedactionTest::disguises);
  }

  private static Stream<String> disguises(String value) {
    byte[] bytes = value.getBytes(UTF_8);
    String base64 = Base64.getEncoder().encodeToString(bytes);
    String hex = HexFormat.of().formatHex(bytes);
    var every = new StringBuilder();
    for (byte b : bytes) every.append('%').append(HexFormat.of().toHexDigits(b));
    return Stream.of(
        value,
        new StringBuilder(value).reverse().toString(),
        base64,
        base64.replaceAll("(.{5})", "$1\r\n"),
        Base64.getUrlEncoder().withoutPadding().encodeToString(bytes),
        URLEncoder.encode(value, UTF_8).replace("+", "%20"),
        every.toString(),
        hex,
        hex.toUpperCase(Locale.ROOT),
        value.replaceAll("(.)", "$1 "),
        value.replaceAll("(.{3})", "$1\n\t"),
        value.replaceAll("(.)", "$1\u200b"));
  }

  @ParameterizedTest
  @MethodSource("disguises")
  void aConfiguredSecretIsFoundInEveryDisguise(String written) {
    String clean = REDACTION.known("Here: " + written + " :end");
    assertThat(clean).startsWith("Here: [REDACTED:").endsWith(":end");
    assertThat(clean.length()).isLessThan("Here: [REDACTED:gateway-token]=== :end".length() + 1);
    assertThat(REDACTION.all("Here: " + written + " :end")).isEqualTo(clean);
  }

  @Test
  void aSecretWithinALongerTextInBase64IsFound() {
    for (String before : List.of("user:", "a", "ab", "abc")) {
      String whole = before + TOKEN + ":rest";
      String clean = REDACTION.all(Base64.getEncoder().encodeToString(whole.getBytes(UTF_8)));
      assertThat(clean).contains("[REDACTED:gateway-token]");
    }
  }

  static Stream<String> tokens() {
    return Stream.of(
        "sk-proj-Ab1Cd2Ef3Gh4Ij5Kl6Mn7",
        "ghp_0123456789abcdefghijABCDEFGHIJ012345",
        "github_pat_11ABCDEFG0123456789abc_0123456789abcdefghij",
        "xoxb-123456789012-abcdefghijkl",
        "AKIAIOSFODNN7EXAMPLE",
        "glpat-0123456789abcdefghij",
        "AIzaSyA0123456789abcdefghijklmnopqrstuv",
        "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl",
        "-----BEGIN PRIVATE KEY-----\nMIIBOgIBAAJBAK\nabc/def==\n-----END PRIVATE KEY-----");
  }

  @ParameterizedTest
  @MethodSource("tokens")
  void whatLooksLikeATokenIsLeftOut(String token) {
    assertThat(Redaction.SHAPES.all("It is (" + token + "). Good"))
        .matches("It is \\(\\[REDACTED:[a-z-]+\\]\\)\\. Good");
    assertThat(Redaction.SHAPES.known(token)).isEqualTo(token);
  }

  @Test
  void wordsThatBeginLikeTokensStay() {
    List<String> texts =
        List.of(
            "a task-list-of-things-to-do-before-2026",
            "sk-learn-is-a-library-of-learning-tools",
            "eyJust.so.you.know",
            "AKIA is how such keys begin, AKIAX is a name",
            "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----",
            "ghp_short xoxb-short",
            "data: desk-0123456789-0123456789-0123456789");
    for (String text : texts) assertThat(Redaction.SHAPES.all(text)).isEqualTo(text);
  }

  @Test
  void aShortSecretIsNotLookedFor() {
    var redaction = new Redaction(Map.of(new Secret("monday"), "api-key"));
    assertThat(redaction.all("on monday")).isEqualTo("on monday");
  }

  /// Any characters but those that secrets have.
  @Test
  void ordinaryTextIsUntouched() {
    var random = new Random(7);
    for (int round = 0; round < 2_000; round++) {
      String text = ordinary(random);
      assertThat(REDACTION.all(text)).isSameAs(text);
      assertThat(REDACTION.known(text)).isSameAs(text);
    }
  }

  private static String ordinary(Random random) {
    String[] words = {
      "the", "sk", "sk-", "ghp_", "eyJ", "key", "0123456789", "-----BEGIN", "%20", "\n\n", "\t",
      "\u200b", "😀", "é", "{\"a\": 1}", "k9-Zq", "T&é", "AKIA", "xoxb-", "naïve", "\u0000",
          "\ud800"
    };
    var text = new StringBuilder();
    for (int i = random.nextInt(60); i > 0; i--) {
      text.append(words[random.nextInt(words.length)]).append(random.nextBoolean() ? " . " : " ");
    }
    return text.toString();
  }

  /// However it is cut, a text in pieces says the same as the whole.
  @Test
  void aTextInPiecesIsRedactedAsTheWhole() {
    List<String> hidden = new ArrayList<>(disguises().toList());
    hidden.addAll(tokens().toList());
    for (int seed = 0; seed < 3_000; seed++) {
      var random = new Random(seed);
      var text = new StringBuilder();
      for (int i = random.nextInt(4); i >= 0; i--) {
        text.append(ordinary(random));
        String secret = hidden.get(random.nextInt(hidden.size()));
        text.append(random.nextInt(4) == 0 ? secret.substring(secret.length() / 2) : secret);
        if (random.nextInt(4) == 0) text.append(secret, 0, secret.length() / 2);
      }
      String whole = text.toString();
      assertThat(pieces(whole, random)).as("seed %d", seed).isEqualTo(REDACTION.all(whole));
    }
  }

  private static String pieces(String whole, Random random) {
    Redaction.Stream stream = REDACTION.stream();
    var shown = new StringBuilder();
    int step = 1 + random.nextInt(12);
    for (int at = 0; at < whole.length(); ) {
      int end = Math.min(whole.length(), at + 1 + random.nextInt(step));
      shown.append(stream.next(whole.substring(at, end)));
      at = end;
    }
    return shown.append(stream.end()).toString();
  }

  @Test
  void ordinaryWordsAreShownAtOnce() {
    Redaction.Stream stream = REDACTION.stream();
    assertThat(stream.next("Hello, you! ")).isEqualTo("Hello, you! ");
    assertThat(stream.next("The key is " + TOKEN.substring(0, 20))).isEqualTo("The key is ");
    assertThat(stream.next(" lost.")).isEqualTo(TOKEN.substring(0, 20) + " lost.");
    assertThat(stream.end()).isEmpty();
  }

  @Test
  void anAssistantsThoughtThatHoldsASecretIsLeftOut() {
    var thought = new Message.Thought("wire", "hm", "{\"t\":\"" + TOKEN + "\"}");
    var call = new Message.ToolCall("1", "write_file", "{\"t\":\"" + TOKEN + "\"}");
    var reply = new Message.Assistant("a " + TOKEN, List.of(call), List.of(thought));
    var clean = (Message.Assistant) REDACTION.known(reply);
    assertThat(clean.thoughts()).isEmpty();
    assertThat(clean.calls().getFirst().arguments())
        .isEqualTo("{\"t\":\"[REDACTED:gateway-token]\"}");
    assertThat(clean.text()).isEqualTo("a [REDACTED:gateway-token]");
  }
}
