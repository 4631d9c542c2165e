package dev.nanobot.channel;

import dev.nanobot.message.Range;
import dev.nanobot.message.Secret;
import dev.nanobot.message.SessionKey;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/// A bot of Telegram. `allowFrom` and `owners` hold the ids of people: others are offered a code
/// for `nanobot pairing`, or nothing. `sendProgress` is for where nothing is streamed.
public record TelegramSettings(
    boolean enabled,
    Secret token,
    String apiBase,
    List<String> owners,
    List<String> allowFrom,
    boolean pairing,
    Policy.Groups groupPolicy,
    Policy.WhenUnsure whenUnsure,
    boolean streaming,
    boolean sendProgress,
    boolean sendToolHints,
    @Range(min = 0, max = 1_000) int messagesPerSecond,
    Mode mode,
    String webhookUrl,
    Secret webhookSecretToken,
    @Range(min = 1, max = COUNT_MAX) int messagesPerMinute,
    @Range(min = 1, max = COUNT_MAX) int messagesPerHour)
    implements ChannelSettings {
  private static final int COUNT_MAX = 1_000_000;
  private static final Pattern SECRET = Pattern.compile("[A-Za-z0-9_-]{16,256}");

  /// Nobody who writes has a name or the id of a group there.
  private static final People PEOPLE =
      new People(
          Pattern.compile("[1-9][0-9]{0,18}"),
          "the numeric id of a person",
          "write the number: nanobot pairing list shows it for whoever wrote to the bot");

  public static final TelegramSettings DEFAULTS =
      new TelegramSettings(
          false,
          Secret.NONE,
          "",
          List.of(),
          List.of(),
          true,
          Policy.Groups.MENTION,
          Policy.WhenUnsure.RESEND,
          true,
          true,
          false,
          30,
          Mode.POLLING,
          "",
          Secret.NONE,
          Policy.Rate.USUAL.perMinute(),
          Policy.Rate.USUAL.perHour());

  public TelegramSettings {
    owners = List.copyOf(owners);
    allowFrom = List.copyOf(allowFrom);
  }

  /// Whether Telegram is asked, or calls.
  public enum Mode {
    POLLING,
    WEBHOOK
  }

  @Override
  public Telegram.Config config() {
    if (token.isEmpty()) {
      throw new SettingsException(
          "enabled: a bot has a token in channels.telegram.token",
          "write the token that @BotFather gave you, or the name of a variable: ${TELEGRAM_TOKEN}");
    }
    boolean isCalled = mode == Mode.WEBHOOK;
    if (isCalled) checkCalls();
    return new Telegram.Config(
        token,
        ChannelSettings.address("apiBase", apiBase, Telegram.Config.API_BASE),
        Telegram.Config.POLL,
        Telegram.Config.ANSWER_WAIT,
        new Telegram.Config.Telling(streaming, sendToolHints, messagesPerSecond),
        isCalled ? ChannelSettings.address("webhookUrl", webhookUrl, "") : "",
        webhookSecretToken,
        policy());
  }

  @Override
  public Optional<URI> callsAt() {
    String address = config().webhookUrl();
    return address.isEmpty() ? Optional.empty() : Optional.of(URI.create(address));
  }

  /// A draft shows both where answers are streamed. In a group each would be news to everybody; the
  /// ids of groups are below zero.
  @Override
  public Steps steps(SessionKey chat) {
    boolean isTold = !streaming && !chat.chat().startsWith("-");
    return isTold ? new Steps(sendProgress, sendToolHints) : Steps.NONE;
  }

  private void checkCalls() {
    if (webhookUrl.isEmpty()) {
      throw new SettingsException(
          "mode: webhook goes with channels.telegram.webhookUrl",
          "write where Telegram calls: https://YOUR-NAME/channels/telegram");
    }
    if (!SECRET.matcher(webhookSecretToken.reveal()).matches()) {
      throw new SettingsException(
          "webhookSecretToken: with mode webhook it is 16 to 256 letters, digits, _ and -",
          "write some there that nobody guesses, as of openssl rand -hex 32");
    }
  }

  private Policy policy() {
    return new Policy(
        PEOPLE.owners(owners),
        PEOPLE.allowed(allowFrom),
        pairing,
        groupPolicy,
        whenUnsure,
        new Policy.Rate(messagesPerMinute, messagesPerHour));
  }
}
