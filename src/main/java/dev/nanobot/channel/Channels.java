package dev.nanobot.channel;

import dev.nanobot.http.Http;
import dev.nanobot.world.World;
import java.io.InputStream;
import java.io.OutputStream;

/// The table from a channel's configuration to the channel.
public final class Channels {
  private Channels() {}

  /// Builds a channel; nothing runs before `listen`.
  public static Channel of(ChannelConfig config, Means means) {
    return switch (config) {
      case Mochat.Config mochat -> new Mochat(mochat, means.world(), means.http());
      case Stdio.Config stdio -> new Stdio(stdio, means.world(), means.in(), means.out());
      case Email.Config email -> new Email(email, means.world());
      case Telegram.Config telegram -> new Telegram(telegram, means.world(), means.http());
    };
  }

  /// What channels are made from: `in` and `out` are the program's own standard input and output.
  public record Means(World world, Http http, InputStream in, OutputStream out) {}
}
