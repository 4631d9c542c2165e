package dev.nanobot.web;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// How a remote program proves that it knows a webhook's secret.
public enum Style {
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

  /// What is written in commands and in the store.
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  public static Optional<Style> of(String word) {
    return Arrays.stream(values()).filter(style -> style.word().equals(word)).findFirst();
  }

  public static List<String> words() {
    return Arrays.stream(values()).map(Style::word).toList();
  }

  /// Whether the secret is made by whoever calls, not here.
  public boolean isSecretTheirs() {
    return this == SLACK;
  }
}
