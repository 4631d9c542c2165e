package dev.nanobot.web;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.nanobot.message.Secret;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// A delivery as a sender signs it.
record Signed(Signing style, String secret, Map<String, String> headers, byte[] body) {
  static final String SECRET = "a secret that is long enough";
  private static final String STANDARD_SECRET =
      "whsec_" + Base64.getEncoder().encodeToString(SECRET.getBytes(UTF_8));

  /// The secret as a style writes it.
  static String secret(Signing style) {
    return style == Signing.STANDARD ? STANDARD_SECRET : SECRET;
  }

  static Signed of(Signing style, Instant at, String body) {
    byte[] bytes = body.getBytes(UTF_8);
    String time = String.valueOf(at.getEpochSecond());
    var headers = new LinkedHashMap<String, String>();
    switch (style) {
      case HMAC ->
          headers.put("X-Nanobot-Signature", "t=" + time + ",v1=" + hex(time + ".", bytes));
      case GITHUB -> {
        headers.put("X-Hub-Signature-256", "sha256=" + hex("", bytes));
        headers.put("X-GitHub-Delivery", "72d3162e-cc78-11e3-81ab-4c9367dc0958");
        headers.put("X-GitHub-Event", "push");
      }
      case SLACK -> {
        headers.put("X-Slack-Signature", "v0=" + hex("v0:" + time + ":", bytes));
        headers.put("X-Slack-Request-Timestamp", time);
      }
      case TELEGRAM -> headers.put("X-Telegram-Bot-Api-Secret-Token", SECRET);
      case STANDARD -> {
        byte[] tag =
            Hmac.sha256(SECRET.getBytes(UTF_8), ("id1." + time + ".").getBytes(UTF_8), bytes);
        headers.put("webhook-id", "id1");
        headers.put("webhook-timestamp", time);
        headers.put("webhook-signature", "v1," + Base64.getEncoder().encodeToString(tag));
      }
    }
    return new Signed(style, secret(style), headers, bytes);
  }

  private static String hex(String before, byte[] body) {
    return HexFormat.of()
        .formatHex(Hmac.sha256(SECRET.getBytes(UTF_8), before.getBytes(UTF_8), body));
  }

  Signed with(String header, String value) {
    var changed = new LinkedHashMap<>(headers);
    changed.put(header, value);
    return new Signed(style, secret, changed, body);
  }

  Signed without(String header) {
    var changed = new LinkedHashMap<>(headers);
    changed.remove(header);
    return new Signed(style, secret, changed, body);
  }

  Signed withBody(byte[] other) {
    return new Signed(style, secret, headers, other);
  }

  Proof proof(Instant now) {
    return Proof.of(
        style, new Secret(secret), name -> Optional.ofNullable(headers.get(name)), body, now);
  }
}
