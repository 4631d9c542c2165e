package dev.nanobot.cli;

import dev.nanobot.world.World;
import java.util.Map;

/// What surrounds a command: the world, the environment variables, the three streams.
record Shell(World world, Map<String, String> environment, Streams streams) {
  Shell {
    environment = Map.copyOf(environment);
  }

  String variable(String name) {
    return environment.getOrDefault(name, "");
  }
}
