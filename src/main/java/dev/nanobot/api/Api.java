package dev.nanobot.api;

import dev.nanobot.gateway.Intake;
import dev.nanobot.gateway.StoredMemory;
import dev.nanobot.gateway.Watchers;
import dev.nanobot.message.SessionKey;
import dev.nanobot.store.Store;
import dev.nanobot.web.Route;
import dev.nanobot.world.World;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// The ways into the gateway over HTTP.
public final class Api {
  /// The endpoints that are called over HTTP.
  public static final Set<String> ENDPOINTS = Set.of(SessionKey.WEB, SessionKey.API);

  private Api() {}

  /// What the ways in lead to.
  public record Means(
      World world, Store store, Intake intake, Watchers watchers, Models models, Duration longest) {
    /// How long a request waits for its answer.
    public static final Duration LONGEST = Duration.ofMinutes(15);

    public Means(World world, Store store, Intake intake, Watchers watchers, Models models) {
      this(world, store, intake, watchers, models, LONGEST);
    }
  }

  /// What an operator looks after besides.
  public record House(StoredMemory memory, Program program, Setup setup) {}

  public static List<Route> routes(Means means, House house) {
    Disk disk = Disk.of(house.program().settings().database());
    List<Route> routes = new ArrayList<>();
    routes.addAll(new Messages(means).routes());
    routes.addAll(new Uploads(means.store().attachments()).routes());
    routes.addAll(new Sessions(means).routes());
    routes.addAll(new Forks(means).routes());
    routes.addAll(new Search(house.memory()).routes());
    routes.addAll(new Agents(means).routes());
    routes.addAll(new Leaving(means, house.program()).routes());
    routes.addAll(new Notes(means, house.memory()).routes());
    routes.addAll(new Jobs(means, house.program()).routes());
    routes.addAll(new Spending(means, house.program()).routes());
    routes.addAll(new Condition(means, house.program(), disk).routes());
    routes.addAll(new SettingUp(house.setup(), house.program(), disk).routes());
    routes.addAll(SocketChats.routes(means));
    routes.addAll(Description.routes());
    routes.addAll(OpenAi.routes(means));
    return List.copyOf(routes);
  }
}
