package dev.nanobot.web;

import dev.nanobot.gateway.Calls;
import dev.nanobot.store.Store;
import dev.nanobot.world.World;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// The gateway's web server.
///
/// Owned by the thread that started it.
public final class Web implements AutoCloseable {
  /// How long the head of a request may take.
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  /// How long a connection may be silent between requests, or a reader may not read.
  private static final Duration IDLE_MAX = Duration.ofSeconds(60);

  private static final Map<String, String> EVERYWHERE =
      Map.of("0.0.0.0", "127.0.0.1", "::", "::1", "0:0:0:0:0:0:0:0", "::1");

  private final Config config;
  private final JettyServer server;

  /// Where to listen, the names besides those of this machine that lead here, and how many
  /// connections there may be.
  public record Config(String host, int port, List<String> publicHosts, int connectionsMax) {
    public Config {
      publicHosts = List.copyOf(publicHosts);
    }

    /// Whether a name leads here as it is.
    public boolean answersFor(String name) {
      return Hosts.of(publicHosts).has(name);
    }
  }

  private Web(Config config, JettyServer server) {
    this.config = config;
    this.server = server;
  }

  /// Serves the routes, webhooks and logins until it is closed.
  ///
  /// @throws java.io.UncheckedIOException when the address cannot be had
  public static Web start(
      World world, Store store, Calls calls, OwnerToken token, Config config, List<Route> routes)
      throws InterruptedException {
    var login = new Login(world, token, store.logins());
    var guard = new Guard(world, token, store.tickets(), login, Guard.FAILURES);
    var signIn = new SignIn(store.tickets(), token, login, guard);
    List<Route> all = new ArrayList<>(signIn.routes());
    all.addAll(routes);
    var router = new Router(all, guard, Places.Limits.of(config.connectionsMax()));
    var hooks = new Hooks(world, store, calls, Hooks.Limits.STANDARD);
    Handler inner =
        request ->
            request.path().startsWith(Hooks.PATH) ? hooks.answer(request) : router.answer(request);
    var front = new Front(Hosts.of(config.publicHosts()), inner);
    var address = new InetSocketAddress(config.host(), config.port());
    var listening = new JettyServer.Config(address, config.connectionsMax(), PATIENCE, IDLE_MAX);
    return new Web(config, JettyServer.start(world, listening, front));
  }

  /// Where it is: `http://HOST:PORT`.
  public String address() {
    return address(config.host(), server.port());
  }

  /// Where a server is: `http://HOST:PORT`. One that listens everywhere is called by this machine's
  /// name.
  public static String address(String host, int port) {
    String name = EVERYWHERE.getOrDefault(host, host);
    return "http://" + (name.contains(":") ? "[" + name + "]" : name) + ":" + port;
  }

  /// Where the deliveries of a webhook go.
  public static String hook(String host, int port, String name) {
    return address(host, port) + Hooks.PATH + name;
  }

  /// Where a browser is signed in with a ticket.
  public static String login(String host, int port, String ticket) {
    return address(host, port) + SignIn.PATH + ticket;
  }

  @Override
  public void close() {
    server.close();
  }
}
