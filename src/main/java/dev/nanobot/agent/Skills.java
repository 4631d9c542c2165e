package dev.nanobot.agent;

import dev.nanobot.message.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/// The skills of a workspace: folders `skills/NAME` whose `SKILL.md` says when and how to do
/// special work. Always-loaded ones are told whole, the others by name and description, to be read
/// on demand.
///
/// `SKILL.md` opens with front matter between two lines `---`: `key: value` lines with name,
/// description, always, and metadata, one line of JSON
/// `{"nanobot":{"requires":{"bins":[],"env":[]},"always":true}}`.
///
/// Immutable; the folders are read for each prompt.
public final class Skills {
  private static final Logger log = LoggerFactory.getLogger(Skills.class);

  /// What is looked for among programs: never a path.
  private static final Pattern PROGRAM = Pattern.compile("[\\w.+-]{1,100}");

  private final Path workspace;
  private final Predicate<String> hasProgram;
  private final Map<String, String> environment;

  /// One skill; `missing` names what it needs and the machine lacks.
  record Skill(
      String name,
      String description,
      boolean isAlways,
      List<String> missing,
      String location,
      String body) {}

  public Skills(Path workspace, Predicate<String> hasProgram, Map<String, String> environment) {
    this.workspace = workspace;
    this.hasProgram = hasProgram;
    this.environment = Map.copyOf(environment);
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

  List<Skill> all() {
    Path folder = workspace.resolve("skills");
    if (!Files.isDirectory(folder)) return List.of();
    try (Stream<Path> entries = Files.list(folder)) {
      return entries
          .filter(entry -> Files.isRegularFile(entry.resolve("SKILL.md")))
          .sorted()
          .map(this::skill)
          .toList();
    } catch (IOException | UncheckedIOException e) {
      log.warn("the skills were left out of the prompt: {}", e.toString());
      return List.of();
    }
  }

  private Skill skill(Path folder) {
    String text = Prompt.read(folder.resolve("SKILL.md")).replace("\r\n", "\n");
    String name = folder.getFileName().toString().replaceAll("\\p{Cntrl}", " ");
    int end = text.startsWith("---\n") ? text.indexOf("\n---", 3) : -1;
    String head = end < 0 ? "" : text.substring(4, end + 1);
    int bodyAt = end < 0 ? 0 : text.indexOf('\n', end + 1);
    JsonNode metadata = metadata(name, field(head, "metadata"));
    boolean isAlways =
        field(head, "always").equals("true") || metadata.path("always").asBoolean(false);
    return new Skill(
        name,
        field(head, "description"),
        isAlways,
        missing(metadata),
        "skills/" + name + "/SKILL.md",
        bodyAt < 0 ? "" : text.substring(bodyAt));
  }

  private static String field(String head, String key) {
    for (String line : (Iterable<String>) head.lines()::iterator) {
      if (!line.startsWith(key + ":")) continue;
      String value = line.substring(key.length() + 1).strip();
      boolean isQuoted = value.length() > 1 && value.startsWith("\"") && value.endsWith("\"");
      return isQuoted ? value.substring(1, value.length() - 1) : value;
    }
    return "";
  }

  private static JsonNode metadata(String name, String json) {
    if (json.isEmpty()) return Json.object();
    try {
      return Json.parse(json).path("nanobot");
    } catch (JacksonException e) {
      log.warn(
          "the metadata of skill {} is not one line of JSON: {}", name, e.getOriginalMessage());
      return Json.object();
    }
  }

  private List<String> missing(JsonNode metadata) {
    List<String> missing = new ArrayList<>();
    for (JsonNode bin : metadata.path("requires").path("bins")) {
      String name = bin.asString("");
      boolean isName = PROGRAM.matcher(name).matches();
      if (!isName || !hasProgram.test(name)) missing.add("CLI: " + name);
    }
    for (JsonNode variable : metadata.path("requires").path("env")) {
      String name = variable.asString("");
      if (environment.getOrDefault(name, "").isEmpty()) missing.add("ENV: " + name);
    }
    return missing;
  }
}
