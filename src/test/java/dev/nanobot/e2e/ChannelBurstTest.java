package dev.nanobot.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The gateway as a process, which finds many updates of many chats.
@Tag("slow")
final class ChannelBurstTest {
  private static final int UPDATES = Integer.getInteger("burst.updates", 500);
  private static final int CHATS = Integer.getInteger("burst.chats", 50);
  private static final long SEED = Long.getLong("seed", 1);

  @TempDir Path home;

  @Test
  void aBurstOfManyChatsIsAnsweredInOrderWithinLittleMemory() throws Exception {
    var result = ChannelBurst.run(home, new ChannelBurst.Plan(UPDATES, CHATS, SEED));
    System.out.println(Kills.table(result.figures()));
    assertThat(result.blame()).isEmpty();
    assertThat(result.figures().path("answers").intValue()).isGreaterThanOrEqualTo(CHATS);
  }
}
