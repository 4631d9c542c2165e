package dev.nanobot.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nanobot.message.Principal;
import dev.nanobot.message.Secret;
import dev.nanobot.message.SessionKey;
import dev.nanobot.message.Trust;
import dev.nanobot.store.Callers.Caller;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class WebTest {
  @TempDir private Path folder;

  private static boolean isListening(int port) throws IOException {
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return socket.isConnected();
    } catch (ConnectException e) {
      return false;
    }
  }

  private static int freePort() throws IOException {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private static Caller hook() {
    var secret = new Secret(Signed.SECRET);
    var principal = new Principal("webhook:ci");
    return new Caller("ci", SessionKey.of("cli", "x"), principal, Trust.ALLOWED, "hmac", secret);
  }

  @Test
  void aServerThatListensEverywhereIsCalledByANameThatLeadsToIt() {
    assertThat(Web.address("0.0.0.0", 80)).isEqualTo("http://127.0.0.1:80");
    assertThat(Web.login("::", 80, "t")).isEqualTo("http://[::1]:80/login/t");
  }

  @Test
  void anAddressIsWrittenAsItIsCalled() {
    assertThat(Web.hook("127.0.0.1", 80, "ci")).isEqualTo("http://127.0.0.1:80/hooks/ci");
    assertThat(Web.hook("::1", 80, "ci")).isEqualTo("http://[::1]:80/hooks/ci");
  }
}
