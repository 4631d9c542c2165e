package dev.nanobot.gateway;

import dev.nanobot.channel.Channel;

/// A platform where nobody speaks.
public abstract class Deaf implements Channel {
  @Override
  public final String name() {
    return "chat";
  }

  @Override
  public final void listen(Intake intake) {
    throw new UnsupportedOperationException("nobody speaks here");
  }
}
