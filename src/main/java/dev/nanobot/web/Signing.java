package dev.nanobot.web;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.nanobot.world.World;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/// How a remote program proves that it knows a webhook's secret.
public enum Signing {
  /// Our own: `X-Nanobot-Signature: t=SECONDS,v1=HEX`, the HMAC-SHA256 of `SECONDS.BODY`.
  HMAC,
  /// `X-Hub-Signature-256: sha256=HEX`, the HMAC-SHA256 of the body. Source: "Validating webhook
  /// deliveries", docs.github.com, read on 2026-11-28.
  GITHUB,
  /// `X-Slack-Signature: v0=HEX`, the HMAC-SHA256 of `v0:SECONDS:BODY`. Source: "Verifying requests
  /// from Slack", docs.slack.dev, read on 2026-11-28.
  SLACK,
  /// `X-Telegram-Bot-Api-Secret-Token`: the secret itself. Source: "setWebhook",
  /// core.telegram.org/bots/api, read on 2026-11-28.
  TELEGRAM,
  /// `webhook-signature: v1,BASE64`, the HMAC-SHA256 of `ID.SECONDS.BODY`. Source: Standard
  /// Webhooks 1.0.0, github.com/standard-webhooks/standard-webhooks, read on 2026-11-28.
  STANDARD;

  private static final String KEY_PREFIX = "whsec_";
  private static final Pattern SECRET = Pattern.compile("[\\x21-\\x7e ]{16,256}");
  private static final Pattern TOKEN = Pattern.compile("[A-Za-z0-9_-]+");

  /// What is written in commands and in the store.
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  public static Optional<Signing> of(String word) {
    return Arrays.stream(values()).filter(style -> style.word().equals(word)).findFirst();
  }

  public static List<String> words() {
    return Arrays.stream(values()).map(Signing::word).toList();
  }

  /// A new secret, of 256 random bits.
  public String secret(World world) {
    String random = world.id() + world.id();
    if (this != STANDARD) return random;
    return KEY_PREFIX + Base64.getEncoder().encodeToString(random.getBytes(UTF_8));
  }

  /// What is wrong with a secret that was made elsewhere.
  public Optional<String> problem(String secret) {
    if (!SECRET.matcher(secret).matches()) {
      return Optional.of("a secret has 16 to 256 visible ASCII characters");
    }
    if (this == TELEGRAM && !TOKEN.matcher(secret).matches()) {
      return Optional.of("a token of Telegram has letters, digits, _ and - only");
    }
    if (this == STANDARD && !isBase64(secret)) {
      return Optional.of("a secret of Standard Webhooks is whsec_ and base64");
    }
    return Optional.empty();
  }

  private static boolean isBase64(String secret) {
    try {
      return secret.startsWith(KEY_PREFIX) && key(secret).length > 0;
    } catch (IllegalArgumentException e) {
      return false; // That is how the decoder says so.
    }
  }

  /// The key in a secret of `STANDARD`.
  static byte[] key(String secret) {
    return Base64.getDecoder().decode(secret.substring(KEY_PREFIX.length()));
  }

  /// Whether the secret is made by whoever calls, not here.
  public boolean isSecretTheirs() {
    return this == SLACK;
  }
}
