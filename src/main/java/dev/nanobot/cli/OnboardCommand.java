package dev.nanobot.cli;

import dev.nanobot.app.Config;
import dev.nanobot.app.ConfigReader;
import dev.nanobot.app.Home;
import dev.nanobot.message.Json;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.node.ObjectNode;

@Command(name = "onboard", description = "Make the configuration and the workspace.")
final class OnboardCommand implements Callable<Integer> {
  private static final List<String> WORKSPACE =
      List.of("AGENTS.md", "SOUL.md", "USER.md", "HEARTBEAT.md", "memory/MEMORY.md");

  @Mixin Flags flags = new Flags();

  @Option(
      names = {"-y", "--yes"},
      description = "Ask nothing.")
  boolean yes;

  private final Shell shell;
  private final List<Path> made = new ArrayList<>();
  private final List<Path> kept = new ArrayList<>();

  OnboardCommand(Shell shell) {
    this.shell = shell;
  }

  @Override
  public Integer call() {
    Home home = flags.home(shell);
    home.create();
    if (Files.exists(home.config())) kept.add(home.config());
    else write(home.config(), configuration());
    Config config = new ConfigReader(shell.environment()).read(home);
    Path workspace = home.workspace(config, shell.environment());
    for (String name : WORKSPACE) {
      Path file = workspace.resolve(name);
      Home.createFolder(Optional.ofNullable(file.getParent()).orElse(workspace));
      write(file, template(name));
    }
    if (flags.json) json();
    else lines();
    return Exit.DONE.code();
  }

  /// An empty file is as good as none.
  private void write(Path file, String text) {
    boolean isNew = Home.writeNew(file, text) || Home.fillEmpty(file, text);
    (isNew ? made : kept).add(file);
  }

  private String configuration() {
    ObjectNode config = Json.object();
    boolean mayAsk = !yes && !flags.noInput && !flags.json && shell.streams().isInTerminal();
    if (mayAsk) ask(config);
    return Json.MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(config) + "\n";
  }

  private void ask(ObjectNode config) {
    var question = new Question(shell);
    String provider =
        question.ask("Which provider (anthropic, openai, openrouter, …)? Enter for none yet:");
    if (provider.isEmpty()) return;
    String key = question.askSecret("Its API key (not shown; Enter to use the environment):");
    if (!key.isEmpty()) {
      // A reference in a key is meant as written: a key may hold any character.
      config.putObject("providers").putObject(provider).put("apiKey", key.replace("${", "$${"));
    }
    String model = question.ask("Which model? Enter for the usual one:");
    if (!model.isEmpty()) config.putObject("agents").putObject("defaults").put("model", model);
  }

  private static String template(String name) {
    String resource = "/workspace/" + name;
    try (InputStream in = OnboardCommand.class.getResourceAsStream(resource)) {
      if (in == null) throw new IllegalStateException("the program holds " + resource);
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new IllegalStateException("the program's own files can be read", e);
    }
  }

  private void lines() {
    PrintStream out = shell.streams().out();
    Style style = flags.out(shell);
    made.forEach(file -> out.println(style.done() + " made " + file));
    kept.forEach(file -> out.println("  kept " + file));
    out.println("Next: nanobot agent -m \"hello\"");
  }

  private void json() {
    var json = Json.object();
    var madeNames = json.putArray("made");
    made.forEach(file -> madeNames.add(file.toString()));
    var keptNames = json.putArray("kept");
    kept.forEach(file -> keptNames.add(file.toString()));
    shell.streams().out().println(Json.write(json));
  }
}
