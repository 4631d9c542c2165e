package dev.nanobot.app;

import dev.nanobot.channel.ChannelConfig;
import dev.nanobot.channel.Policy;
import dev.nanobot.channel.Stdio;
import dev.nanobot.channel.Telegram;
import dev.nanobot.http.Egress;
import dev.nanobot.http.HttpException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/// The chat platforms that are configured.
final class Platforms {
  private static final Pattern TELEGRAM_SECRET = Pattern.compile("[A-Za-z0-9_-]{16,256}");

  private Platforms() {}

  /// @throws ConfigException when one cannot be as it was configured
  static List<ChannelConfig> of(Config.Channels channels) {
    List<ChannelConfig> platforms = new ArrayList<>();
    if (channels.stdio().enabled()) platforms.add(Stdio.Config.DEFAULT);
    if (channels.telegram().enabled()) platforms.add(telegram(channels.telegram()));
    if (channels.mochat().enabled()) platforms.add(channels.mochat().config());
    if (channels.email().enabled()) platforms.add(channels.email().channel());
    return platforms;
  }

  /// The endpoints of their chats.
  static List<String> endpoints(Config.Channels channels) {
    List<String> endpoints = new ArrayList<>();
    if (channels.stdio().enabled()) endpoints.add("stdio");
    if (channels.telegram().enabled()) endpoints.add("telegram");
    if (channels.mochat().enabled()) endpoints.add("mochat");
    if (channels.email().enabled()) endpoints.add("email");
    return endpoints;
  }

  private static ChannelConfig telegram(Config.Telegram config) {
    if (config.token().isEmpty()) {
      throw new ConfigException(
          "channels.telegram.enabled: a bot has a token in channels.telegram.token",
          List.of(),
          "write the token that @BotFather gave you, or the name of a variable: ${TELEGRAM_TOKEN}");
    }
    boolean isCalled = config.mode() == Config.TelegramMode.WEBHOOK;
    if (isCalled) checkCalls(config);
    var policy =
        new Policy(
            Set.copyOf(config.owners()),
            Set.copyOf(config.allowFrom()),
            config.pairing(),
            config.groupPolicy(),
            config.whenUnsure(),
            new Policy.Rate(config.messagesPerMinute(), config.messagesPerHour()));
    return new Telegram.Config(
        config.token(),
        base("channels.telegram.apiBase", config.apiBase(), Telegram.Config.API_BASE),
        Telegram.Config.POLL,
        Telegram.Config.ANSWER_WAIT,
        new Telegram.Config.Telling(
            config.streaming(), config.sendToolHints(), config.messagesPerSecond()),
        isCalled ? base("channels.telegram.webhookUrl", config.webhookUrl(), "") : "",
        config.webhookSecretToken(),
        policy);
  }

  private static void checkCalls(Config.Telegram config) {
    if (config.webhookUrl().isEmpty()) {
      throw new ConfigException(
          "channels.telegram.mode: webhook goes with channels.telegram.webhookUrl",
          List.of(),
          "write where Telegram calls: https://YOUR-NAME/channels/telegram");
    }
    if (!TELEGRAM_SECRET.matcher(config.webhookSecretToken().reveal()).matches()) {
      throw new ConfigException(
          "channels.telegram.webhookSecretToken: with mode webhook it is 16 to 256 letters, digits,"
              + " _ and -",
          List.of(),
          "write some there that nobody guesses, as of openssl rand -hex 32");
    }
  }

  /// An address without a slash at its end.
  static String base(String path, String configured, String usual) {
    if (configured.isEmpty()) return usual;
    try {
      return Egress.uri(configured).toString().replaceFirst("/+$", "");
    } catch (HttpException e) {
      throw new ConfigException(
          path + ": " + e.getMessage(), List.of(), "write an address like https://example.org");
    }
  }
}
