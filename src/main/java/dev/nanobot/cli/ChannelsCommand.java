package dev.nanobot.cli;

import dev.nanobot.message.Json;
import dev.nanobot.store.Board.Traffic;
import dev.nanobot.store.Gates.Station;
import dev.nanobot.store.Store;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(name = "channels", description = "How the chat platforms are.")
final class ChannelsCommand implements Callable<Integer> {
  private static final String OFF = "off";

  @Mixin Flags flags = new Flags();

  private final Shell shell;

  ChannelsCommand(Shell shell) {
    this.shell = shell;
  }

  @Override
  public Integer call() {
    return status(flags);
  }

  @Command(name = "status", description = "Whether each is connected, and what waits there.")
  int status(@Mixin Flags own) {
    return Looking.at(
        shell,
        own,
        instance -> {
          Map<String, Station> stations = stations(instance.store());
          var platforms = instance.platforms();
          for (String endpoint : platforms) {
            Station station = stations.get(endpoint);
            boolean isOff = station == null || shell.world().isGone(station.worker());
            Traffic traffic = instance.store().board().traffic(endpoint);
            if (own.json) json(endpoint, isOff ? null : station, traffic);
            else line(endpoint, isOff ? null : station, traffic);
          }
          if (platforms.isEmpty() && !own.json) {
            shell.streams().out().println("No channels are enabled.");
          }
          return Exit.DONE.code();
        });
  }

  private static Map<String, Station> stations(Store store) {
    var stations = new TreeMap<String, Station>();
    for (Station station : store.gates().stations()) stations.put(station.endpoint(), station);
    return stations;
  }

  private void line(String endpoint, @Nullable Station station, Traffic traffic) {
    String text = OFF;
    if (station != null) {
      Duration since = Duration.between(station.since(), shell.world().now());
      text = state(station) + " for " + DurationText.of(since);
      if (!station.detail().isEmpty()) text += ": " + station.detail();
    }
    shell
        .streams()
        .out()
        .printf(
            "%-12s  %s · %d to deliver%s, %d dead%n",
            endpoint,
            Visible.of(text),
            traffic.pending(),
            traffic.trouble().isEmpty() ? "" : " (" + Visible.of(traffic.trouble()) + ")",
            traffic.dead());
  }

  private void json(String endpoint, @Nullable Station station, Traffic traffic) {
    var json = Json.object().put("channel", endpoint);
    json.put("state", station == null ? OFF : state(station));
    if (station != null) {
      json.put("since", station.since().toString()).put("failures", station.failures());
      json.put("detail", station.detail());
    }
    json.put("toDeliver", traffic.pending()).put("dead", traffic.dead());
    json.put("trouble", traffic.trouble());
    shell.streams().out().println(Json.write(json));
  }

  private static String state(Station station) {
    return station.state().name().toLowerCase(Locale.ROOT);
  }
}
