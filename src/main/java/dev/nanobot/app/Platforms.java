package dev.nanobot.app;

import dev.nanobot.channel.Channel;
import dev.nanobot.channel.ChannelConfig;
import dev.nanobot.channel.ChannelSettings;
import dev.nanobot.channel.Channels;
import dev.nanobot.channel.SettingsException;
import dev.nanobot.channel.Steps;
import dev.nanobot.message.SessionKey;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The chat platforms that are configured.
final class Platforms {
  private Platforms() {}

  /// An enabled one: `name` is its key, and the endpoint of its chats.
  record Platform(String name, ChannelSettings settings) {
    /// @throws ConfigException when it cannot be as it was configured
    ChannelConfig config() {
      try {
        return settings.config();
      } catch (SettingsException e) {
        throw new ConfigException("channels." + name + "." + e.getMessage(), List.of(), e.remedy());
      }
    }

    private Channel channel(ChannelConfig.Means means) {
      Channel channel = config().channel(means);
      if (channel.name().equals(name)) return channel;
      throw new IllegalStateException("channels." + name + " makes a channel of that name");
    }
  }

  /// Those that are enabled, in the order of `Channels`.
  static List<Platform> of(Channels channels) {
    return Arrays.stream(Channels.class.getRecordComponents())
        .map(part -> new Platform(part.getName(), (ChannelSettings) Records.value(part, channels)))
        .filter(platform -> platform.settings().enabled())
        .toList();
  }

  /// The endpoints of their chats.
  static List<String> endpoints(Channels channels) {
    return of(channels).stream().map(Platform::name).toList();
  }

  /// What their chats are told before an answer. Chats of nothing that is enabled are told nothing.
  static Function<SessionKey, Steps> steps(Channels channels) {
    Map<String, ChannelSettings> settings =
        of(channels).stream().collect(Collectors.toMap(Platform::name, Platform::settings));
    return chat -> {
      @Nullable ChannelSettings platform = settings.get(chat.endpoint());
      return platform == null ? Steps.NONE : platform.steps(chat);
    };
  }

  /// Builds them; nothing runs before a channel listens.
  ///
  /// @throws ConfigException when one cannot be as it was configured
  static List<Channel> open(Channels channels, ChannelConfig.Means means) {
    return of(channels).stream().map(platform -> platform.channel(means)).toList();
  }
}
