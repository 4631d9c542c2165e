package dev.nanobot.channel;

import dev.nanobot.http.Http;
import dev.nanobot.http.HttpException;
import dev.nanobot.message.Json;
import dev.nanobot.message.Outbound;
import dev.nanobot.message.Secret;
import dev.nanobot.world.World;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Mochat, over HTTP and Socket.IO (`docs/mochat.md`).
///
/// Shared: one thread listens, any number send; it holds nothing that changes but its pace.
public final class Mochat implements Channel {
  /// The service names no limit; this is what its page shows well.
  static final int PART_CHARS_MAX = 4_000;

  static final String NAME = "mochat";

  private static final Duration QUESTION_WAIT = Duration.ofSeconds(10);

  private final Config config;
  private final World world;
  private final Http http;
  private final MochatApi api;

  /// `agent` is the agent's own user id. `sessions` and `panels` hold ids, or `*` for those that it
  /// is in. `groups` says of groups, panels or `*` whether a mention is needed there. Without
  /// `push` there is no socket, and chats are asked.
  public record Config(
      String base,
      Secret token,
      String agent,
      List<String> sessions,
      List<String> panels,
      Map<String, Boolean> groups,
      boolean needsMention,
      Optional<Delay> delay,
      Timing timing,
      Optional<Push> push,
      Policy policy)
      implements ChannelConfig {
    public static final String BASE = "https://mochat.io";

    /// What stands for all.
    public static final String ALL = "*";

    public Config {
      sessions = List.copyOf(sessions);
      panels = List.copyOf(panels);
      groups = Map.copyOf(groups);
      if (agent.isBlank()) throw new IllegalArgumentException("an agent has a user id");
    }

    /// Whether what is said in a panel is heard only when the agent is mentioned.
    boolean needsMention(String group, String panel) {
      for (String name : List.of(group, panel, ALL)) {
        Boolean rule = groups.get(name);
        if (rule != null) return rule;
      }
      return needsMention;
    }

    @Override
    public Channel channel(Means means) {
      return new Mochat(this, means.world(), means.http());
    }
  }

  /// `refresh` is the time from one look for new chats, and at panels, to the next; `watch` how
  /// long Mochat holds a question for events, of which it answers `atOnceMax`; `retry` the wait
  /// after an empty answer; `answer` how long any other answer may take; `perMinute` the most
  /// requests.
  public record Timing(
      Duration refresh,
      Duration watch,
      int atOnceMax,
      Duration retry,
      Duration answer,
      int perMinute) {
    public static final Duration ANSWER = Duration.ofSeconds(30);
    public static final int PER_MINUTE = 120;
  }

  /// How the socket is connected: `url` is the whole address, `isBinary` says that packets are
  /// MessagePack, and `attemptsMax` is 0 for no limit.
  public record Push(
      URI url,
      Secret token,
      boolean isBinary,
      Duration reconnect,
      Duration reconnectMax,
      Duration connect,
      int attemptsMax) {}

  public Mochat(Config config, World world, Http http) {
    this.config = config;
    this.world = world;
    this.http = http;
    var pace = new Pace(world, config.timing().perMinute());
    this.api = new MochatApi(world, http, config.base(), config.token(), pace);
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public Policy policy() {
    return config.policy();
  }

  @Override
  public Optional<Delay> delay() {
    return config.delay();
  }

  @Override
  public void listen(Intake intake) throws InterruptedException {
    new MochatListening(world, http, config, api, intake).run();
  }

  // ---- saying

  @Override
  public List<String> parts(String text) {
    return Blocks.of(text, PART_CHARS_MAX);
  }

  @Override
  public Optional<String> send(Outbound part) throws InterruptedException {
    MochatChat chat = MochatChat.of(part.target());
    ObjectNode message = Json.object().put("content", part.markedText());
    String path = chat.isPanel() ? MochatApi.PANEL_SEND : MochatApi.SEND;
    message.put(chat.isPanel() ? "panelId" : "sessionId", chat.id());
    try {
      JsonNode sent = api.say(path, message, config.timing().answer());
      String id = MochatMessages.id(sent.has("message") ? sent.path("message") : sent);
      return id.isEmpty() ? Optional.empty() : Optional.of(id);
    } catch (MochatApi.Refused e) {
      throw undelivered(e);
    } catch (HttpException e) {
      throw DeliveryException.unanswered(e);
    }
  }

  @Override
  public boolean answers() throws InterruptedException {
    try {
      api.say(MochatApi.LIST, Json.object(), QUESTION_WAIT);
      return true;
    } catch (MochatApi.Refused e) {
      return e.code() < MochatApi.SERVER_ERROR;
    } catch (HttpException e) {
      return false;
    }
  }

  /// A message is given up only for an answer of Mochat itself.
  private static DeliveryException undelivered(MochatApi.Refused refused) {
    var failure =
        DeliveryException.refused(
            refused.code(), "Mochat: " + refused.getMessage(), refused.retryAfter());
    return refused.isMochats() || failure.isRetryable()
        ? failure
        : DeliveryException.unanswered(HttpException.foreign("Mochat", refused.code(), refused));
  }
}
