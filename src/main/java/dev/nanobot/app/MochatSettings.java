package dev.nanobot.app;

import dev.nanobot.channel.Mochat;
import dev.nanobot.channel.Policy;
import dev.nanobot.message.Secret;
import java.util.List;
import java.util.Map;

/// An agent of Mochat, in the keys of the original. Times are in milliseconds.
///
/// `sessions` and `panels` hold ids, or `*` for those that the agent is in; `groups` says for the
/// id of a group or panel, or `*`, whether a mention is needed there. A `maxRetryAttempts` of 0 is
/// no limit.
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
    Policy.WhenUnsure whenUnsure,
    @Range(min = 1, max = COUNT_MAX) int messagesPerMinute,
    @Range(min = 1, max = COUNT_MAX) int messagesPerHour) {
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
          Policy.WhenUnsure.RESEND,
          Policy.Rate.USUAL.perMinute(),
          Policy.Rate.USUAL.perHour());

  public MochatSettings {
    sessions = List.copyOf(sessions);
    panels = List.copyOf(panels);
    owners = List.copyOf(owners);
    allowFrom = List.copyOf(allowFrom);
    groups = Map.copyOf(groups);
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
