package dev.nanobot.api;

import dev.nanobot.gateway.Bells;
import dev.nanobot.gateway.Calls;
import dev.nanobot.store.SqliteStore;
import dev.nanobot.store.Store;
import dev.nanobot.web.OwnerToken;
import dev.nanobot.web.Route;
import dev.nanobot.web.Web;
import dev.nanobot.world.RealWorld;
import dev.nanobot.world.World;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/// A test of ways in over HTTP, with a store of their own for each.
abstract class WaysTestCase {
  static final String TOKEN = "0123456789abcdefghijklmnopqrstuv";

  @TempDir Path folder;
  final World world = new RealWorld();
  Store store;
  private final HttpClient client = HttpClient.newHttpClient();
  private Web web;

  abstract List<Route> routes();

  @BeforeEach
  final void open() throws Exception {
    store = SqliteStore.open(world, folder.resolve("store.db"));
    Path token = Files.writeString(folder.resolve("token"), TOKEN);
    web =
        Web.start(
            world,
            store,
            new Calls(store, new Bells(world, List.of())),
            new OwnerToken(token),
            new Web.Config("127.0.0.1", 0, List.of(), 64),
            routes());
  }

  @AfterEach
  final void close() {
    web.close();
    store.close();
    client.close();
  }

  final HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create(web.address() + path));
  }

  final HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
    return client.send(request.build(), BodyHandlers.ofString());
  }
}
