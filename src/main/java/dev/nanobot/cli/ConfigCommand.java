package dev.nanobot.cli;

import dev.nanobot.app.Config;
import dev.nanobot.app.ConfigException;
import dev.nanobot.app.Home;
import dev.nanobot.app.Instance;
import dev.nanobot.app.NearestName;
import dev.nanobot.message.Json;
import java.io.PrintStream;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

@Command(name = "config", description = "Check or show the configuration.")
final class ConfigCommand implements Callable<Integer> {
  @Mixin Flags flags = new Flags();

  private final Shell shell;

  ConfigCommand(Shell shell) {
    this.shell = shell;
  }

  @Override
  public Integer call() {
    throw new Failure(
        Exit.USAGE,
        "Say what to do with the configuration",
        "",
        "nanobot config check, or nanobot config get agents.defaults.model");
  }

  @Command(name = "check", description = "Tell every problem, each with its place.")
  int check(@Mixin Flags own) {
    Home home = own.home(shell);
    try {
      Config config = own.read(shell);
      List<String> unusable = Instance.problems(config);
      if (!unusable.isEmpty()) {
        throw new ConfigException(
            "The configuration " + home.config() + " cannot be used", unusable, "");
      }
      tellUsable(home, Instance.warnings(config), own);
      return Exit.DONE.code();
    } catch (ConfigException e) {
      if (e.problems().isEmpty()) throw e;
      tell(e, own);
      return Exit.USAGE.code();
    }
  }

  private void tellUsable(Home home, List<String> warnings, Flags own) {
    PrintStream out = shell.streams().out();
    if (own.json) {
      out.println(json(List.of(), warnings));
      return;
    }
    Style style = own.out(shell);
    out.println(style.done() + " " + home.config());
    warnings.forEach(warning -> out.println(style.warning() + " " + Visible.of(warning)));
  }

  private void tell(ConfigException e, Flags own) {
    PrintStream out = shell.streams().out();
    if (own.json) {
      out.println(json(e.problems(), List.of()));
      return;
    }
    out.println(own.out(shell).failed() + " " + e.getMessage());
    e.problems().forEach(problem -> out.println("  " + Visible.of(problem)));
  }

  private static String json(List<String> problems, List<String> warnings) {
    var json = Json.object();
    problems.forEach(json.putArray("problems")::add);
    warnings.forEach(json.putArray("warnings")::add);
    return Json.write(json);
  }

  @Command(name = "get", description = "Show one value, or all, defaults included.")
  int get(
      @Mixin Flags own,
      @Parameters(
              paramLabel = "KEY",
              defaultValue = "",
              description = "For example agents.defaults.model; all when left out.")
          String key) {
    JsonNode node = own.read(shell).json();
    for (String step : key.isEmpty() ? List.<String>of() : List.of(key.split("\\.", -1))) {
      JsonNode place = node;
      node = place.get(step);
      if (node == null) throw unknown(key, step, place);
    }
    shell
        .streams()
        .out()
        .println(
            node.isString() && !own.json
                ? node.stringValue()
                : Json.MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(node));
    return Exit.DONE.code();
  }

  private static Failure unknown(String key, String step, JsonNode place) {
    String near =
        NearestName.of(step, List.copyOf(place.propertyNames()))
            .map(name -> "did you mean " + name + "?")
            .orElse("");
    return new Failure(Exit.NOT_FOUND, "There is no key " + key, near, "nanobot config get");
  }
}
