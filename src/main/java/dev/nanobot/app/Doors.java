package dev.nanobot.app;

import dev.nanobot.api.Api;
import dev.nanobot.gateway.Bells;
import dev.nanobot.gateway.Calls;
import dev.nanobot.page.Page;
import dev.nanobot.web.OwnerToken;
import dev.nanobot.web.Route;
import dev.nanobot.web.Web;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;

/// What comes into a gateway over HTTP.
final class Doors {
  private static final String UNNAMED =
      ", which is not in gateway.publicHosts: its calls are refused with 421, unless a proxy passes"
          + " them on under a name of this machine";

  private Doors() {}

  /// What may not be meant as it is written, in a configuration without problems.
  ///
  /// A proxy may pass calls on under a name of this machine, so a name that does not lead here is
  /// no problem.
  static List<String> warnings(Config config) {
    Web.Config web = web(config.gateway());
    List<String> warnings = new ArrayList<>();
    for (Platforms.Platform platform : Platforms.of(config.channels())) {
      platform
          .settings()
          .callsAt()
          .map(URI::getHost)
          .filter(name -> !web.answersFor(name))
          .map(name -> "channels." + platform.name() + ": it calls " + name + UNNAMED)
          .ifPresent(warnings::add);
    }
    return warnings;
  }

  private static Web.Config web(Config.Gateway gateway) {
    return new Web.Config(
        gateway.host(), gateway.port(), gateway.publicHosts(), gateway.maxConnections());
  }

  /// @throws ConfigException when it cannot listen where it is to
  static Web open(
      Home home,
      Config.Gateway gateway,
      Api.Means means,
      Api.House house,
      Bells bells,
      List<Route> others)
      throws InterruptedException {
    OwnerToken token = home.token(means.world());
    var calls = new Calls(means.store(), bells);
    List<Route> routes = new ArrayList<>(Page.routes());
    routes.addAll(Api.routes(means, house));
    routes.addAll(others);
    try {
      return Web.start(means.world(), means.store(), calls, token, web(gateway), routes);
    } catch (UncheckedIOException e) {
      throw new ConfigException(
          String.valueOf(e.getMessage()),
          List.of(),
          "choose another place: nanobot gateway --host HOST --port PORT, or gateway.host and"
              + " gateway.port in the configuration");
    }
  }
}
