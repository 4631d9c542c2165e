package dev.nanobot.app;

import dev.nanobot.message.Redaction;
import dev.nanobot.message.Secret;
import dev.nanobot.provider.Providers;
import dev.nanobot.store.Callers.Caller;
import dev.nanobot.store.Store;
import dev.nanobot.web.OwnerToken;
import dev.nanobot.world.Cell;
import dev.nanobot.world.World;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;

/// The secrets of an instance: those of its configuration and environment, the gateway's token, and
/// those of webhooks, which both may change while it runs.
///
/// What keeps them out of texts is first made on a thread of its own; whoever needs it waits for
/// it, and fails where it could not be made.
///
/// Shared: it is replaced as a whole by the thread that renews it.
final class Secrets {
  /// How long a secret that another process made may be unknown here.
  private static final Duration EVERY = Duration.ofSeconds(5);

  /// The shortest word of a header that counts alone: `Bearer` does not.
  private static final int WORD_CHARS_MIN = 16;

  /// A set of secrets, each with its kind, and what keeps them out of texts.
  private record Known(
      Map<Secret, String> configured,
      Secret token,
      Map<Secret, String> kinds,
      Redaction redaction) {}

  private final World world;
  private final OwnerToken token;
  private final Cell<CompletableFuture<Known>> known;

  /// `configured` finds those of the configuration and environment, and logs nothing: a line waits
  /// for what is made of them.
  Secrets(World world, Home home, Supplier<Map<Secret, String>> configured) {
    this.world = world;
    this.token = home.presentToken();
    this.known = new Cell<>(begun(configured, token.read(Secret.NONE)));
  }

  private CompletableFuture<Known> begun(Supplier<Map<Secret, String>> configured, Secret present) {
    var begun = new CompletableFuture<Known>();
    world.startPlatform(
        "secrets",
        () -> {
          try {
            Map<Secret, String> found = Map.copyOf(configured.get());
            Map<Secret, String> kinds = with(found, present);
            begun.complete(new Known(found, present, kinds, redaction(kinds)));
          } catch (RuntimeException | Error e) { // the root of a thread: whoever asks learns it
            begun.completeExceptionally(e);
          }
        });
    return begun;
  }

  /// Those of a configuration, wherever in it they are, and those that stand in for them in the
  /// environment.
  static Map<Secret, String> configured(Config config, Map<String, String> environment) {
    Map<Secret, String> kinds = new LinkedHashMap<>();
    collect(kinds, "secret", config);
    for (Providers.Offer offer : Providers.offers()) {
      for (String variable : offer.variables()) {
        add(kinds, "apiKey", new Secret(environment.getOrDefault(variable, "")));
      }
    }
    return kinds;
  }

  private static void collect(Map<Secret, String> kinds, String name, Object value) {
    switch (value) {
      case Secret secret -> add(kinds, name, secret);
      case Record record -> {
        for (var part : record.getClass().getRecordComponents()) {
          collect(kinds, part.getName(), Records.value(part, record));
        }
      }
      case Map<?, ?> map -> map.values().forEach(entry -> collect(kinds, name, entry));
      case Iterable<?> list -> list.forEach(entry -> collect(kinds, name, entry));
      default -> {} // a value that is no secret
    }
  }

  private static void add(Map<Secret, String> kinds, String name, Secret secret) {
    if (secret.isEmpty()) return;
    String kind =
        switch (name) {
          case "apiKey" -> "api-key";
          case "extraHeaders" -> "header";
          default -> name;
        };
    kinds.put(secret, kind);
    for (String word : secret.reveal().split(" ")) {
      if (word.length() >= WORD_CHARS_MIN) kinds.put(new Secret(word), kind);
    }
  }

  static Redaction redaction(Map<Secret, String> kinds) {
    return new Redaction(kinds);
  }

  private static Map<Secret, String> with(Map<Secret, String> configured, Secret token) {
    Map<Secret, String> kinds = new LinkedHashMap<>(configured);
    add(kinds, "gateway-token", token);
    return kinds;
  }

  Redaction redaction() {
    return known().redaction();
  }

  private Known known() {
    try {
      return known.get().join();
    } catch (CompletionException e) {
      throw e.getCause() instanceof RuntimeException cause ? cause : e;
    }
  }

  /// Looks at what may have changed.
  void renew(Store store) {
    Known now = known();
    Secret present = token.read(now.token());
    Map<Secret, String> kinds = with(now.configured(), present);
    for (Caller caller : store.callers().all()) add(kinds, "webhook-secret", caller.secret());
    if (kinds.equals(now.kinds())) return;
    var next = new Known(now.configured(), present, kinds, redaction(kinds));
    known.set(CompletableFuture.completedFuture(next));
  }

  /// Renews them until interrupted.
  void run(Store store) throws InterruptedException {
    while (true) {
      renew(store);
      world.sleep(EVERY);
    }
  }
}
