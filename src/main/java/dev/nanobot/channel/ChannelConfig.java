package dev.nanobot.channel;

import dev.nanobot.http.Http;
import dev.nanobot.world.World;
import java.io.InputStream;
import java.io.OutputStream;

/// What one channel needs to know: each brings its own record.
public interface ChannelConfig {
  /// Builds the channel; nothing runs before `listen`.
  Channel channel(Means means);

  /// What channels are made from: `in` and `out` are the program's own standard input and output.
  record Means(World world, Http http, InputStream in, OutputStream out) {}
}
