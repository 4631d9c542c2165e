package dev.nanobot.e2e;

import dev.nanobot.channel.FakeTelegram;
import dev.nanobot.channel.PushedMochat;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/// Sections of a configuration for the fakes: whoever is allowed may say as much as they like.
final class Sections {
  private Sections() {}

  static ObjectNode telegram(ObjectNode config, String apiBase, List<String> allowed) {
    return channel(config, "telegram", allowed)
        .put("token", FakeTelegram.TOKEN)
        .put("apiBase", apiBase);
  }

  static ObjectNode mochat(ObjectNode config, PushedMochat mochat, List<String> allowed) {
    ObjectNode channel =
        channel(config, "mochat", allowed)
            .put("clawToken", PushedMochat.TOKEN)
            .put("agentUserId", PushedMochat.AGENT)
            .put("baseUrl", mochat.base())
            .put("socketUrl", mochat.socketBase())
            .put("socketReconnectDelayMs", 20);
    channel.putArray("sessions").add("*");
    return channel;
  }

  private static ObjectNode channel(ObjectNode config, String name, List<String> allowed) {
    ObjectNode channel = config.withObject("/channels/" + name).put("enabled", true);
    allowed.forEach(channel.withArray("allowFrom")::add);
    return channel.put("messagesPerMinute", 1_000_000).put("messagesPerHour", 1_000_000);
  }
}
