package dev.nanobot.channel;

import dev.nanobot.gateway.ChannelHouse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;

/// Tests of one channel in a gateway: what they opened is closed behind them, the last first.
abstract class ChannelTestCase {
  static final String ANN = "42";

  /// Nobody but Ann may talk.
  static final Policy POLICY = letting(ANN);

  @TempDir Path folder;
  private final List<AutoCloseable> opened = new ArrayList<>();

  /// These may talk; others hear nothing.
  static Policy letting(String... allowed) {
    return new Policy(
        Set.of(),
        Set.of(allowed),
        false,
        Policy.Groups.MENTION,
        Policy.WhenUnsure.RESEND,
        Policy.Rate.USUAL);
  }

  final <T extends AutoCloseable> T open(T one) {
    opened.add(one);
    return one;
  }

  final ChannelHouse house(FakePlatform platform) throws InterruptedException {
    return open(new ChannelHouse(folder, platform.channel()));
  }

  final void close(AutoCloseable one) throws Exception {
    opened.remove(one);
    one.close();
  }

  @AfterEach
  final void closeAll() throws Exception {
    for (AutoCloseable one : opened.reversed()) one.close();
  }
}
