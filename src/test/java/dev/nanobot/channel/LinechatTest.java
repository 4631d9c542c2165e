package dev.nanobot.channel;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/// The channel of `docs/adding-a-channel.md`, compiled from there.
final class LinechatTest extends PlatformContract {
  @Override
  protected FakeChatPlatform platform(Duration answerWait, Policy policy) {
    return new FakeLinechat(answerWait, policy);
  }

  @Test
  void allThatTheDocumentChangesCompiles() throws Exception {
    Path changes = Files.createDirectory(folder.resolve("changes"));
    assertThat(Example.compile(changes, Example.changed())).isEmpty();
  }

  @Test
  void whatTheDocumentLeavesOutDoesNotCompile() throws Exception {
    Path changes = Files.createDirectory(folder.resolve("changes"));
    var alone = List.of(new Example.Source("Linechat", Example.linechat()));
    assertThat(Example.compile(changes, alone)).contains("not allowed");
  }

  /// Linechat's files are not for us.
  @Override
  @Test
  void aFileArrivesWithItsMessage() throws Exception {
    FakeChatPlatform platform = open(policy(ANN));
    house(platform.channel());
    platform.bringFile("1", ANN, ANN, "notes.txt", new byte[1]);
    platform.bring("2", ANN, ANN, "hello");
    assertThat(platform.acknowledged().id()).isEqualTo("1");
    assertThat(platform.spoken().text()).isEqualTo("echo hello");
  }

  /// Linechat has no question that nobody sees.
  @Override
  @Test
  void aPlatformCanBeAskedWhetherItIsThere() throws Exception {
    FakeChatPlatform platform = open(policy(ANN));
    platform.isDown(true);
    assertThat(platform.channel().answers()).isTrue();
    assertThat(platform.deeds()).isEmpty();
  }
}
