package dev.nanobot.cli;

import dev.nanobot.agent.Skills;
import dev.nanobot.agent.Skills.Skill;
import dev.nanobot.app.Instance;
import dev.nanobot.app.NearestName;
import dev.nanobot.message.Json;
import java.io.PrintStream;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.node.ObjectNode;

@Command(name = "skills", description = "Show the instructions for special work.")
final class SkillsCommand implements Callable<Integer> {
  @Mixin Flags flags = new Flags();

  private final Shell shell;

  SkillsCommand(Shell shell) {
    this.shell = shell;
  }

  @Override
  public Integer call() {
    return list(flags);
  }

  @Command(name = "list", description = "All skills, and what those that are not ready lack.")
  int list(@Mixin Flags own) {
    PrintStream out = shell.streams().out();
    for (Skill skill : skills(own).all()) {
      if (own.json) out.println(Json.write(json(skill)));
      else out.printf("%-16s %s%s%n", skill.name(), Visible.of(skill.description()), notes(skill));
    }
    return Exit.DONE.code();
  }

  private static String notes(Skill skill) {
    if (!skill.missing().isEmpty()) {
      return " [missing " + Visible.of(String.join(", ", skill.missing())) + "]";
    }
    return skill.isAlways() ? " [always loaded]" : "";
  }

  @Command(name = "show", description = "One skill's whole text.")
  int show(@Mixin Flags own, @Parameters(paramLabel = "NAME") String name) {
    List<Skill> all = skills(own).all();
    Skill skill =
        all.stream()
            .filter(one -> one.name().equals(name))
            .findFirst()
            .orElseThrow(() -> unknown(name, all.stream().map(Skill::name).toList()));
    PrintStream out = shell.streams().out();
    if (own.json) out.println(Json.write(json(skill).put("text", skill.body().strip())));
    else out.println(Visible.of(skill.body().strip()));
    return Exit.DONE.code();
  }

  private static Failure unknown(String name, List<String> known) {
    return new Failure(
        Exit.NOT_FOUND,
        "There is no skill \"" + name + "\"",
        NearestName.of(name, known).map(near -> "did you mean " + near + "?").orElse(""),
        "nanobot skills list");
  }

  private Skills skills(Flags own) {
    return Instance.skills(own.home(shell), own.read(shell), shell.environment());
  }

  private static ObjectNode json(Skill skill) {
    var json = Json.object();
    json.put("name", skill.name());
    json.put("description", skill.description());
    json.put("builtIn", skill.isBuiltIn());
    json.put("always", skill.isAlways());
    json.put("location", skill.location());
    var missing = json.putArray("missing");
    skill.missing().forEach(missing::add);
    return json;
  }
}
