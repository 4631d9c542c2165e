package dev.nanobot.gateway;

import dev.nanobot.agent.Skills;
import dev.nanobot.agent.Skills.Skill;
import dev.nanobot.message.Inbound;
import dev.nanobot.store.Store;
import dev.nanobot.store.Store.Receipt;
import java.util.stream.Collectors;

/// The control word that lists the skills.
///
/// Immutable.
public record SkillsCommand(Store store, Skills skills) implements Command {
  @Override
  public String name() {
    return "skills";
  }

  @Override
  public String usage() {
    return "/skills";
  }

  @Override
  public String about() {
    return "show what special work I have instructions for";
  }

  @Override
  public Receipt run(Inbound message, String arguments) {
    String list = skills.all().stream().map(SkillsCommand::line).collect(Collectors.joining("\n"));
    String text = list.isEmpty() ? "There are no skills." : list;
    return store.controls().answer(message, text);
  }

  private static String line(Skill skill) {
    String missing = String.join(", ", skill.missing());
    return "- `"
        + skill.name()
        + "` "
        + skill.description()
        + (missing.isEmpty() ? "" : " (not available, missing: " + missing + ")");
  }
}
