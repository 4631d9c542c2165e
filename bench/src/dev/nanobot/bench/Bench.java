package dev.nanobot.bench;

import dev.nanobot.app.Logging;
import dev.nanobot.message.Json;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Measures and reports. Nothing here fails because something is slow.
public final class Bench {
  private static final Set<String> ALL =
      Set.of(Turns.PART, Load.PART, Saving.PART, Programs.PART, Memory.PART, Doors.PART);

  private Bench() {}

  /// Arguments: the root of the clone, and the parts to measure, none for all.
  public static void main(String[] arguments) throws Exception {
    Path root = Path.of(arguments[0]);
    Set<String> parts = arguments.length == 1 ? ALL
        : Set.copyOf(List.of(arguments).subList(1, arguments.length));
    if (!ALL.containsAll(parts)) throw new IllegalArgumentException("the parts are " + ALL);
    Path folder = Files.createDirectories(root.resolve("target/bench/home"));
    Logging.toFile(Files.createDirectories(folder.resolve("logs")));
    Machine machine = Machine.here(folder);
    System.out.println(machine.line());
    long start = System.nanoTime();
    List<Figure> figures = measure(parts, root, folder);
    long seconds = Duration.ofNanos(System.nanoTime() - start).toSeconds();
    System.out.println("measured in " + seconds + " s");
    if (parts.equals(ALL)) write(root, machine, figures);
    System.exit(0);
  }

  private static List<Figure> measure(Set<String> parts, Path root, Path folder)
      throws Exception {
    List<Figure> figures = new ArrayList<>();
    try (var model = new ModelServer()) {
      if (parts.contains(Turns.PART)) add(figures, Turns.measure(folder, model.base()));
      if (parts.contains(Load.PART)) add(figures, Load.measure(folder, model.base()));
      if (parts.contains(Saving.PART)) add(figures, Saving.measure(folder));
      if (parts.contains(Programs.PART)) {
        add(figures, Programs.measure(root, folder, model.base()));
      }
      if (parts.contains(Memory.PART)) add(figures, Memory.measure(root, folder, model.base()));
      if (parts.contains(Doors.PART)) add(figures, Doors.measure(root, folder, model.base()));
    }
    return figures;
  }

  private static void add(List<Figure> figures, List<Figure> more) {
    for (Figure figure : more) System.out.println(figure.line());
    System.out.flush();
    figures.addAll(more);
  }

  private static void write(Path root, Machine machine, List<Figure> figures) throws Exception {
    ObjectNode json = Json.object().put("date", LocalDate.now().toString());
    json.set("machine", machine.json());
    ArrayNode list = json.putArray("figures");
    for (Figure figure : figures) list.add(figure.json());
    String name = LocalDate.now() + "-" + machine.kind() + ".json";
    Files.writeString(root.resolve("bench/results").resolve(name),
        json.toPrettyString() + "\n");
    System.out.println("written to bench/results/" + name);
  }
}
