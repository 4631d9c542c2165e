package dev.nanobot.channel;

import dev.nanobot.message.Range;
import dev.nanobot.message.Secret;
import dev.nanobot.message.SessionKey;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// An agent of Mochat, in the keys of the original. Times are in milliseconds.
///
/// `sessions` and `panels` hold ids, or `*` for those that the agent is in; `groups` says for the
/// id of a group or panel, or `*`, whether a mention is needed there. A `maxRetryAttempts` of 0 is
/// no limit. What waits in panels is heard `replyDelayMaxMs` after the first of it at the latest.
public record MochatSettings(
    boolean enabled,
    String baseUrl,
    String socketUrl,
    String socketPath,
    boolean socketDisableMsgpack,
    @Range(min = 10, max = MS_MAX) int socketReconnectDelayMs,
    @Range(min = 10, max = MS_MAX) int socketMaxReconnectDelayMs,
    @Range(min = 100, max = MS_MAX) int socketConnectTimeoutMs,
    @Range(min = 1_000, max = MS_MAX) int refreshIntervalMs,
    @Range(min = 0, max = WATCH_MS_MAX) int watchTimeoutMs,
    @Range(min = 1, max = EVENTS_MAX) int watchLimit,
    @Range(min = 10, max = MS_MAX) int retryDelayMs,
    @Range(min = 0, max = EVENTS_MAX) int maxRetryAttempts,
    Secret clawToken,
    String agentUserId,
    List<String> sessions,
    List<String> panels,
    List<String> owners,
    List<String> allowFrom,
    boolean pairing,
    Mention mention,
    Map<String, Group> groups,
    Delay replyDelayMode,
    @Range(min = 1_000, max = MS_MAX) int replyDelayMs,
    @Range(min = 1_000, max = MS_MAX) int replyDelayMaxMs,
    Policy.WhenUnsure whenUnsure,
    boolean sendProgress,
    boolean sendToolHints,
    @Range(min = 1, max = COUNT_MAX) int messagesPerMinute,
    @Range(min = 1, max = COUNT_MAX) int messagesPerHour)
    implements ChannelSettings {
  private static final int MS_MAX = 3_600_000;
  private static final int WATCH_MS_MAX = 120_000;
  private static final int EVENTS_MAX = 1_000;
  private static final int COUNT_MAX = 1_000_000;

  public static final MochatSettings DEFAULTS =
      new MochatSettings(
          false,
          "",
          "",
          "/socket.io",
          false,
          1_000,
          10_000,
          10_000,
          30_000,
          25_000,
          100,
          500,
          0,
          Secret.NONE,
          "",
          List.of(),
          List.of(),
          List.of(),
          List.of(),
          true,
          Mention.DEFAULTS,
          Map.of(),
          Delay.OFF,
          120_000,
          300_000,
          Policy.WhenUnsure.RESEND,
          true,
          false,
          Policy.Rate.USUAL.perMinute(),
          Policy.Rate.USUAL.perHour());

  public MochatSettings {
    sessions = List.copyOf(sessions);
    panels = List.copyOf(panels);
    owners = List.copyOf(owners);
    allowFrom = List.copyOf(allowFrom);
    groups = Map.copyOf(groups);
  }

  @Override
  public Mochat.Config config() {
    need(!clawToken.isEmpty(), "clawToken is empty", "write the token of your agent");
    need(!agentUserId.isBlank(), "agentUserId is empty", "write the id of your agent (botUserId)");
    need(
        !sessions.isEmpty() || !panels.isEmpty(),
        "sessions and panels are empty",
        "write ids, or \"*\" for those that the agent is in");
    String base = ChannelSettings.address("baseUrl", baseUrl, Mochat.Config.BASE);
    return new Mochat.Config(
        base,
        clawToken,
        agentUserId.strip(),
        sessions,
        panels,
        rules(),
        mention.requireInGroups(),
        delay(),
        timing(),
        Optional.of(push(base)),
        policy());
  }

  /// In a panel each would be news to everybody, and other agents might answer it.
  @Override
  public Steps steps(SessionKey chat) {
    return MochatChat.of(chat).isPanel() ? Steps.NONE : new Steps(sendProgress, sendToolHints);
  }

  private Optional<Channel.Delay> delay() {
    if (replyDelayMode == Delay.OFF) return Optional.empty();
    Duration quiet = Duration.ofMillis(replyDelayMs);
    return Optional.of(
        new Channel.Delay(quiet, Duration.ofMillis(Math.max(replyDelayMs, replyDelayMaxMs))));
  }

  private static void need(boolean isGiven, String problem, String remedy) {
    if (!isGiven) throw new SettingsException(problem, remedy);
  }

  private Map<String, Boolean> rules() {
    Map<String, Boolean> rules = new HashMap<>();
    groups.forEach((id, group) -> rules.put(id, group.requireMention()));
    return rules;
  }

  private Mochat.Timing timing() {
    return new Mochat.Timing(
        Duration.ofMillis(refreshIntervalMs),
        Duration.ofMillis(watchTimeoutMs),
        watchLimit,
        Duration.ofMillis(retryDelayMs),
        Mochat.Timing.ANSWER,
        Mochat.Timing.PER_MINUTE);
  }

  private Mochat.Push push(String base) {
    String server =
        ChannelSettings.address("socketUrl", socketUrl, base).replaceFirst("^http", "ws");
    String path = socketPath.replaceAll("^/*|/*$", "");
    URI url;
    try {
      url = new URI(server + "/" + path + "/?EIO=4&transport=websocket");
    } catch (URISyntaxException e) {
      throw new SettingsException("socketPath is no path", "write a path like /socket.io");
    }
    return new Mochat.Push(
        url,
        clawToken,
        !socketDisableMsgpack,
        Duration.ofMillis(socketReconnectDelayMs),
        Duration.ofMillis(Math.max(socketReconnectDelayMs, socketMaxReconnectDelayMs)),
        Duration.ofMillis(socketConnectTimeoutMs),
        maxRetryAttempts);
  }

  private Policy policy() {
    return new Policy(
        People.ANY.owners(owners),
        People.ANY.allowed(allowFrom),
        pairing,
        Policy.Groups.MENTION,
        whenUnsure,
        new Policy.Rate(messagesPerMinute, messagesPerHour));
  }

  /// What holds for groups that `groups` does not name.
  public record Mention(boolean requireInGroups) {
    public static final Mention DEFAULTS = new Mention(false);
  }

  public record Group(boolean requireMention) {
    public static final Group DEFAULTS = new Group(false);
  }

  /// Whether what is said in panels without a mention waits for more.
  public enum Delay {
    OFF,
    NON_MENTION;

    @Override
    public String toString() {
      return this == OFF ? "off" : "non-mention";
    }
  }
}
