package dev.nanobot.app;

import dev.nanobot.channel.Channel;
import dev.nanobot.channel.ChannelConfig;
import dev.nanobot.http.Http;
import dev.nanobot.world.RealWorld;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// From the text of a configuration to the names of its channels, or what is wrong with it: a line
/// each. It is public for whoever loads the program a second time.
public final class ChannelNames {
  public String apply(String text) {
    try {
      Config config = new ConfigReader(Map.of()).read(text, "config.json");
      List<String> problems = Engine.problems(config);
      return problems.isEmpty() ? names(config) : String.join("\n", problems);
    } catch (ConfigException e) {
      return String.join("\n", e.problems());
    }
  }

  private static String names(Config config) {
    var world = new RealWorld();
    try (var http = new Http(world)) {
      var means = new ChannelConfig.Means(world, http, System.in, System.out);
      return Platforms.open(config.channels(), means).stream()
          .map(Channel::name)
          .collect(Collectors.joining("\n"));
    }
  }
}
