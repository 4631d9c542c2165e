package dev.nanobot.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nanobot.message.Secret;
import dev.nanobot.store.SqliteStore;
import dev.nanobot.store.Store;
import dev.nanobot.world.PassingWorld;
import dev.nanobot.world.RealWorld;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// What keeps secrets out of texts, while it is made beside the rest of a start.
@Timeout(60)
class SecretsTest {
  private static final String KEY = "a-secret-of-the-operator";

  @TempDir Path folder;

  /// A world in which what is to run beside the caller runs when the test says so.
  private final class Later extends PassingWorld {
    private final List<Runnable> begun = new ArrayList<>();

    @Override
    public Thread startPlatform(String name, Runnable body) {
      begun.add(body);
      return Thread.currentThread();
    }

    private void run() {
      begun.forEach(Runnable::run);
    }
  }

  private final Later world = new Later();
  private Home home;

  @BeforeEach
  void makeHome() {
    home = new Home(folder, folder.resolve("config.json"));
  }

  private Secrets secrets(Supplier<Map<Secret, String>> configured) {
    return new Secrets(world, home, configured);
  }

  private static CompletableFuture<String> told(Secrets secrets) {
    var told = new CompletableFuture<String>();
    Thread.ofVirtual()
        .start(
            () -> {
              try {
                told.complete(secrets.redaction().known("with " + KEY));
              } catch (RuntimeException e) {
                told.completeExceptionally(e);
              }
            });
    return told;
  }

  @Test
  void nobodyPassesATextBeforeTheSecretsAreKnown() {
    CompletableFuture<String> told = told(secrets(() -> Map.of(new Secret(KEY), "api-key")));
    assertThat(told).isNotDone();
    world.run();
    assertThat(told.join()).isEqualTo("with [REDACTED:api-key]");
  }

  @Test
  void nobodyPassesATextWhenTheyCannotBeKnown() {
    Secrets secrets =
        secrets(
            () -> {
              throw new IllegalStateException("a bug");
            });
    world.run();
    assertThatThrownBy(secrets::redaction).hasMessage("a bug");
    assertThatThrownBy(secrets::redaction).hasMessage("a bug");
  }

  /// A line of the log waits for the secrets: whoever makes them must not write one.
  @Test
  void aTokenThatCannotBeReadIsTriedBeforeTheyAreMade() throws Exception {
    Path token = Files.createDirectory(folder.resolve("gateway.token"));
    Secrets secrets = secrets(Map::of);
    Files.delete(token);
    Files.writeString(token, KEY + KEY);
    world.run();
    assertThat(secrets.redaction().known("with " + KEY + KEY)).isEqualTo("with " + KEY + KEY);
  }

  @Test
  void aTokenThatCannotBeReadNowStaysHidden() throws Exception {
    Path token = Files.writeString(folder.resolve("gateway.token"), KEY + KEY);
    Secrets secrets = secrets(Map::of);
    world.run();
    Files.delete(token);
    Files.createSymbolicLink(token, Path.of("/proc/self/mem")); // reading its beginning fails
    try (Store store = SqliteStore.open(new RealWorld(), folder.resolve("store.db"))) {
      secrets.renew(store);
      assertThat(secrets.redaction().known(KEY + KEY)).isEqualTo("[REDACTED:gateway-token]");
      Files.delete(token);
      secrets.renew(store);
      assertThat(secrets.redaction().known(KEY + KEY)).isEqualTo(KEY + KEY);
    }
  }
}
