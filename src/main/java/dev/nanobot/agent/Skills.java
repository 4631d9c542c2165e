package dev.nanobot.agent;

import dev.nanobot.message.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;

/// The skills there are: folders `NAME` whose `SKILL.md` says when and how to do special work.
/// Those of the workspace, in `skills`, take the place of built-in ones of the same name.
/// Always-loaded ones are told whole, the others by name and description, to be read on demand.
///
/// `SKILL.md` opens with front matter: name, description, always, and metadata, an object, also
/// written as one line of JSON:
/// `{"nanobot":{"requires":{"bins":[],"env":[]},"os":[],"always":true}}`.
///
/// Immutable. The workspace is read for each prompt; what is built in never changes and is read
/// once.
public final class Skills {
  private static final Logger log = LoggerFactory.getLogger(Skills.class);

  /// What is looked for among programs: never a path.
  private static final Pattern PROGRAM = Pattern.compile("[\\w.+-]{1,100}");

  /// The longest description told.
  private static final int DESCRIPTION_CHARS_MAX = 1_000;

  /// Whose names for metadata are understood.
  private static final List<String> FAMILY = List.of("nanobot", "openclaw");

  private final Path workspace;
  private final List<Written> builtIn;
  private final Set<String> disabled;
  private final Machine machine;

  /// One skill; `missing` names what it needs and the machine lacks. `location` is what `read_file`
  /// takes.
  public record Skill(
      String name,
      String description,
      boolean isBuiltIn,
      boolean isAlways,
      List<String> missing,
      String location,
      String body) {
    public Skill {
      missing = List.copyOf(missing);
    }
  }

  /// What skills can count on. `os` is `linux`, `darwin` or `win32`.
  public record Machine(Predicate<String> hasProgram, Map<String, String> environment, String os) {
    public Machine {
      environment = Map.copyOf(environment);
    }

    /// `osName` is what Java calls the system.
    public static Machine of(
        Predicate<String> hasProgram, Map<String, String> environment, String osName) {
      String lower = osName.toLowerCase(Locale.ROOT);
      String os = lower.startsWith("mac") ? "darwin" : lower.startsWith("win") ? "win32" : lower;
      return new Machine(hasProgram, environment, os);
    }
  }

  /// A skill as its file says it.
  private record Written(
      String name,
      String description,
      JsonNode metadata,
      boolean isAlways,
      boolean isBuiltIn,
      String location,
      String body) {
    static Written of(String name, FrontMatter matter, boolean isBuiltIn, String location) {
      JsonNode metadata = metadata(matter.object("metadata"));
      return new Written(
          name,
          Prompt.head(matter.text("description"), DESCRIPTION_CHARS_MAX),
          metadata,
          matter.text("always").equals("true") || metadata.path("always").asBoolean(false),
          isBuiltIn,
          location,
          matter.body());
    }

    private static JsonNode metadata(JsonNode all) {
      for (String name : FAMILY) {
        if (all.has(name)) return all.path(name);
      }
      return Json.object();
    }
  }

  /// The skills of a workspace alone.
  public Skills(Path workspace, Predicate<String> hasProgram, Map<String, String> environment) {
    this(
        workspace,
        workspace.resolve("no built-in skills"),
        List.of(),
        new Machine(hasProgram, environment, "linux"));
  }

  /// `builtIn` is the folder of those that come with the program; `disabled` names those that are
  /// left out.
  public Skills(Path workspace, Path builtIn, Collection<String> disabled, Machine machine) {
    this.workspace = workspace;
    this.builtIn = written(builtIn, builtIn, true);
    this.disabled = Set.copyOf(disabled);
    this.machine = machine;
  }

  /// The prompt's parts about skills: none, when there are none.
  List<String> prompt() {
    List<String> parts = new ArrayList<>();
    List<Skill> skills = all();
    List<Skill> always =
        skills.stream().filter(skill -> skill.isAlways() && skill.missing().isEmpty()).toList();
    if (!always.isEmpty()) {
      var active = new StringBuilder("# Active Skills");
      for (Skill skill : always) {
        active.append("\n\n## ").append(skill.name()).append("\n\n").append(skill.body().strip());
      }
      parts.add(active.toString());
    }
    List<Skill> others = skills.stream().filter(skill -> !always.contains(skill)).toList();
    if (!others.isEmpty()) parts.add(list(others));
    return parts;
  }

  private static String list(List<Skill> skills) {
    var list =
        new StringBuilder(
            "# Skills\n\nRead a skill's file with read_file before you do its "
                + "work. One that is not available lacks what it requires.\n\n<skills>\n");
    for (Skill skill : skills) {
      list.append("<skill available=\"")
          .append(skill.missing().isEmpty())
          .append("\"><name>")
          .append(escape(skill.name()))
          .append("</name><description>")
          .append(escape(skill.description()))
          .append("</description><location>")
          .append(escape(skill.location()))
          .append("</location>");
      if (!skill.missing().isEmpty()) {
        list.append("<requires>")
            .append(escape(String.join(", ", skill.missing())))
            .append("</requires>");
      }
      list.append("</skill>\n");
    }
    return list.append("</skills>").toString();
  }

  private static String escape(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }

  /// All that are not disabled, by name.
  public List<Skill> all() {
    var byName = new TreeMap<String, Written>();
    for (Written skill : builtIn) byName.put(skill.name(), skill);
    for (Written skill : written(workspace, workspace.resolve("skills"), false)) {
      byName.put(skill.name(), skill);
    }
    byName.keySet().removeAll(disabled);
    return byName.values().stream().map(this::skill).toList();
  }

  /// The skills in `folder`, which lies in `root`: no link leads to one.
  private static List<Written> written(Path root, Path folder, boolean isBuiltIn) {
    if (!Files.isDirectory(folder)) return List.of();
    try (Stream<Path> entries = Files.list(folder)) {
      return entries
          .filter(entry -> Files.isRegularFile(entry.resolve("SKILL.md")))
          .map(entry -> asWritten(root, root.relativize(entry.resolve("SKILL.md")), isBuiltIn))
          .toList();
    } catch (IOException | UncheckedIOException e) {
      log.warn("the skills were left out of the prompt: {}", e.toString());
      return List.of();
    }
  }

  private static Written asWritten(Path root, Path file, boolean isBuiltIn) {
    String folder = String.valueOf(file.getName(file.getNameCount() - 2));
    String name = folder.replaceAll("\\p{Cntrl}", " ");
    String location = isBuiltIn ? root.resolve(file).toString() : "skills/" + name + "/SKILL.md";
    String text = Prompt.read(root, file.toString());
    return Written.of(name, FrontMatter.of(text), isBuiltIn, location);
  }

  private Skill skill(Written written) {
    return new Skill(
        written.name(),
        written.description(),
        written.isBuiltIn(),
        written.isAlways(),
        missing(written.metadata()),
        written.location(),
        written.body());
  }

  private List<String> missing(JsonNode metadata) {
    List<String> missing = new ArrayList<>();
    for (JsonNode bin : metadata.path("requires").path("bins")) {
      String name = bin.asString("");
      boolean isName = PROGRAM.matcher(name).matches();
      if (!isName || !machine.hasProgram().test(name)) missing.add("CLI: " + name);
    }
    for (JsonNode variable : metadata.path("requires").path("env")) {
      String name = variable.asString("");
      if (machine.environment().getOrDefault(name, "").isEmpty()) missing.add("ENV: " + name);
    }
    List<String> systems =
        metadata.path("os").valueStream().map(node -> node.asString("")).toList();
    boolean isHere = systems.isEmpty() || systems.contains(machine.os());
    if (!isHere) missing.add("OS: " + String.join(" or ", systems));
    return missing;
  }
}
