package dev.nanobot.web;

import dev.nanobot.gateway.Calls;
import dev.nanobot.store.Callers.Caller;
import dev.nanobot.store.Store;
import dev.nanobot.world.World;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The gateway's web server, which is there as long as somebody may call: while there is no webhook
/// nothing listens, and nothing of the server is loaded.
///
/// Owned by the thread that runs it.
public final class Web {
  private static final Logger log = LoggerFactory.getLogger(Web.class);

  /// How often it looks whether there are webhooks.
  private static final Duration LOOK = Duration.ofSeconds(1);

  /// How long a connection may be silent, and the head of a request may take.
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final World world;
  private final Store store;
  private final Calls calls;
  private final Config config;

  /// Where to listen, and the names besides those of this machine that lead here.
  public record Config(String host, int port, List<String> publicHosts) {
    public Config {
      publicHosts = List.copyOf(publicHosts);
    }
  }

  public Web(World world, Store store, Calls calls, Config config) {
    this.world = world;
    this.store = store;
    this.calls = calls;
    this.config = config;
  }

  /// Where the deliveries of a webhook go.
  public static String address(String host, int port, String name) {
    String shown = host.contains(":") ? "[" + host + "]" : host;
    return "http://" + shown + ":" + port + Hooks.PATH + name;
  }

  /// Serves until interrupted.
  public void run() throws InterruptedException {
    while (true) {
      while (!isWanted()) world.sleep(LOOK);
      serve();
    }
  }

  private boolean isWanted() {
    return store.callers().all().stream().anyMatch(Caller::isRemote);
  }

  private void serve() throws InterruptedException {
    var hooks = new Hooks(world, store, calls, Hooks.Limits.STANDARD);
    var front = new Front(Hosts.of(config.publicHosts()), hooks);
    var address = new InetSocketAddress(config.host(), config.port());
    try (var server = JettyServer.start(world, address, PATIENCE, front)) {
      log.info("webhooks are taken at {}", address(config.host(), server.port(), "NAME"));
      while (isWanted()) world.sleep(LOOK);
      log.info("there are no webhooks any more: nothing listens");
    }
  }
}
