package dev.nanobot.app;

import dev.nanobot.api.Api;
import dev.nanobot.gateway.Bells;
import dev.nanobot.gateway.Calls;
import dev.nanobot.page.Page;
import dev.nanobot.web.OwnerToken;
import dev.nanobot.web.Route;
import dev.nanobot.web.Web;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/// What comes into a gateway over HTTP.
final class Doors {
  private Doors() {}

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
    var config =
        new Web.Config(
            gateway.host(), gateway.port(), gateway.publicHosts(), gateway.maxConnections());
    var calls = new Calls(means.store(), bells);
    List<Route> routes = new ArrayList<>(Page.routes());
    routes.addAll(Api.routes(means, house));
    routes.addAll(others);
    try {
      return Web.start(means.world(), means.store(), calls, token, config, routes);
    } catch (UncheckedIOException e) {
      throw new ConfigException(
          String.valueOf(e.getMessage()),
          List.of(),
          "choose another place: nanobot gateway --host HOST --port PORT, or gateway.host and"
              + " gateway.port in the configuration");
    }
  }
}
