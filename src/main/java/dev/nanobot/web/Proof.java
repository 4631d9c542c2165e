package dev.nanobot.web;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.nanobot.message.Json;
import dev.nanobot.message.Secret;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;

/// What a delivery proves about its sender, from its headers and the bytes of its body, before
/// anything in it is read.
sealed interface Proof {
  /// How far a signed time may lie from ours.
  Duration SHIFT_MAX = Duration.ofSeconds(300);

  /// The sender knows the secret. `id` names the delivery: one that comes again has the same.
  record Genuine(String id) implements Proof {}

  /// It is not shown that the sender knows the secret; `why` is for the log.
  record Missing(String why) implements Proof {}

  /// Proves a delivery. `header` gives the value of a header that is there exactly once.
  static Proof of(
      Signing style,
      Secret secret,
      Function<String, Optional<String>> header,
      byte[] body,
      Instant now) {
    var proving = new Proving(secret, header, body, now);
    return switch (style) {
      case HMAC -> proving.ours();
      case GITHUB -> proving.github();
      case SLACK -> proving.slack();
      case TELEGRAM -> proving.telegram();
      case STANDARD -> proving.standard();
    };
  }

  /// One delivery that is looked at.
  record Proving(
      Secret secret, Function<String, Optional<String>> header, byte[] body, Instant now) {
    private static final Pattern OURS =
        Pattern.compile("t=(?<time>[0-9]{1,12}),v1=(?<tag>[0-9a-f]{64})");
    private static final Pattern TIME = Pattern.compile("[0-9]{1,12}");
    private static final Pattern ID = Pattern.compile("[\\x21-\\x7e]{1,200}");
    private static final Missing WRONG = new Missing("the signature is wrong");
    private static final Missing OLD = new Missing("the time is too far from now");

    private static Missing without(String name) {
      return new Missing("the header " + name + " is not there once, as it should be");
    }

    Proof ours() {
      String name = "X-Nanobot-Signature";
      Matcher given = OURS.matcher(header.apply(name).orElse(""));
      if (!given.matches()) return without(name);
      String tag = hex(key(), given.group("time") + ".");
      if (!Hmac.isSame(tag, given.group("tag"))) return WRONG;
      return isNow(given.group("time")) ? new Genuine(tag) : OLD;
    }

    Proof github() {
      Optional<String> given = header.apply("X-Hub-Signature-256");
      if (given.isEmpty()) return without("X-Hub-Signature-256");
      Optional<String> id = header.apply("X-GitHub-Delivery");
      if (id.filter(text -> ID.matcher(text).matches()).isEmpty()) {
        return without("X-GitHub-Delivery");
      }
      boolean isRight = Hmac.isSame("sha256=" + hex(key(), ""), given.get());
      return isRight ? new Genuine(id.get()) : WRONG;
    }

    Proof slack() {
      Optional<String> given = header.apply("X-Slack-Signature");
      if (given.isEmpty()) return without("X-Slack-Signature");
      String time = header.apply("X-Slack-Request-Timestamp").orElse("");
      if (!TIME.matcher(time).matches()) return without("X-Slack-Request-Timestamp");
      String right = "v0=" + hex(key(), "v0:" + time + ":");
      if (!Hmac.isSame(right, given.get())) return WRONG;
      // A delivery that is tried again is signed anew; its event keeps its id.
      return isNow(time) ? new Genuine(inBody("event_id").orElse(right)) : OLD;
    }

    Proof telegram() {
      String name = "X-Telegram-Bot-Api-Secret-Token";
      Optional<String> given = header.apply(name);
      if (given.isEmpty()) return without(name);
      if (!Hmac.isSame(secret.reveal(), given.get())) return new Missing("the token is wrong");
      return new Genuine(inBody("update_id").orElse(hex(key(), "")));
    }

    Proof standard() {
      String id = header.apply("webhook-id").orElse("");
      if (!ID.matcher(id).matches()) return without("webhook-id");
      String time = header.apply("webhook-timestamp").orElse("");
      if (!TIME.matcher(time).matches()) return without("webhook-timestamp");
      Optional<String> given = header.apply("webhook-signature");
      if (given.isEmpty()) return without("webhook-signature");
      byte[] tag =
          Hmac.sha256(Signing.key(secret.reveal()), (id + "." + time + ".").getBytes(UTF_8), body);
      String right = "v1," + Base64.getEncoder().encodeToString(tag);
      boolean isRight = false;
      for (String one : given.get().split(" ", -1)) isRight |= Hmac.isSame(right, one);
      if (!isRight) return WRONG;
      return isNow(time) ? new Genuine(id) : OLD;
    }

    private byte[] key() {
      return secret.reveal().getBytes(UTF_8);
    }

    private String hex(byte[] key, String before) {
      return HexFormat.of().formatHex(Hmac.sha256(key, before.getBytes(UTF_8), body));
    }

    private boolean isNow(String seconds) {
      Instant then = Instant.ofEpochSecond(Long.parseLong(seconds));
      return Duration.between(then, now).abs().compareTo(SHIFT_MAX) <= 0;
    }

    /// What identifies the delivery in a body whose sender is proved.
    private Optional<String> inBody(String field) {
      try {
        String id = Json.parse(new String(body, UTF_8)).path(field).asString("");
        return Optional.of(id).filter(text -> ID.matcher(text).matches());
      } catch (JacksonException e) {
        return Optional.empty(); // Not JSON: a form, for example.
      }
    }
  }
}
