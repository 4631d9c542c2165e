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
  void itsClassAndOneLineAreAPlatform() throws Exception {
    assertThat(said(Example.platform(), "'bot':'b','token':'t','owners':['ann']"))
        .isEqualTo("linechat");
  }

  @Test
  void whatIsWrongWithItsSettingsIsToldWithItsPath() throws Exception {
    assertThat(said(Example.platform(), "'bot':'b'"))
        .isEqualTo("channels.linechat.token is not set");
  }

  @Test
  void withoutItsLineThereIsNoSuchPlatform() throws Exception {
    assertThat(said(List.of(Example.alone()), "'bot':'b','token':'t'"))
        .startsWith("channels.linechat: unknown key");
  }

  private String said(List<Example.Source> sources, String keys) throws Exception {
    Path changes = Files.createDirectory(folder.resolve("changes"));
    assertThat(Example.compile(changes, sources)).isEmpty();
    String file = "{'channels':{'linechat':{'enabled':true," + keys + "}}}";
    return Example.configured(changes, file.replace('\'', '"'));
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
