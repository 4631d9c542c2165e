package dev.nanobot.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nanobot.gateway.Bells;
import dev.nanobot.gateway.Calls;
import dev.nanobot.gateway.Crew;
import dev.nanobot.message.Principal;
import dev.nanobot.message.Secret;
import dev.nanobot.message.SessionKey;
import dev.nanobot.message.Trust;
import dev.nanobot.store.Callers.Caller;
import dev.nanobot.store.SqliteStore;
import dev.nanobot.world.RealWorld;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.util.List;
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
  void somethingListensOnlyWhileThereIsAWebhook() throws Exception {
    int port = freePort();
    var world = new RealWorld();
    var crew = new Crew(world);
    try (var store = SqliteStore.open(world, folder.resolve("store.db"))) {
      var calls = new Calls(store, new Bells(world, List.of()));
      var web = new Web(world, store, calls, new Web.Config("127.0.0.1", port, List.of()));
      crew.start("web", web::run);
      try {
        assertThat(isListening(port)).isFalse();
        store.callers().bind(hook());
        while (!isListening(port)) Thread.onSpinWait();
        store.callers().remove("ci");
        while (isListening(port)) Thread.onSpinWait();
        store.callers().bind(hook());
        while (!isListening(port)) Thread.onSpinWait();
      } finally {
        crew.stop();
      }
      assertThat(isListening(port)).isFalse();
    }
  }

  @Test
  void anAddressIsWrittenAsItIsCalled() {
    assertThat(Web.address("127.0.0.1", 80, "ci")).isEqualTo("http://127.0.0.1:80/hooks/ci");
    assertThat(Web.address("::1", 80, "ci")).isEqualTo("http://[::1]:80/hooks/ci");
  }
}
