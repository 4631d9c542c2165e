package dev.nanobot.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The gateway as a process, which finds many updates of many chats.
@Tag("slow")
final class ChannelBurstTest {
  @TempDir Path home;

  @Test
  void aBurstOfManyChatsIsAnsweredInOrderWithinLittleMemory() throws Exception {
    var result = ChannelBurst.run(home, new ChannelBurst.Plan(500, 50, 1));
    System.out.println(Kills.table(result.figures()));
    assertThat(result.blame()).isEmpty();
    assertThat(result.figures().path("answers").intValue()).isGreaterThanOrEqualTo(50);
  }
}
