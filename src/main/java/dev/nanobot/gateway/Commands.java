package dev.nanobot.gateway;

import dev.nanobot.message.Inbound;
import dev.nanobot.store.Store;
import dev.nanobot.store.Store.Receipt;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The control words of every chat: `/name arguments`, also `/name@bot` as some platforms write it.
/// One that nobody knows is answered too, without a model.
///
/// Immutable.
public final class Commands {
  /// The first word; a path is none.
  private static final Pattern WORD = Pattern.compile("/(?<name>[a-zA-Z][a-zA-Z-]{0,31})(@\\S*)?");

  private final Store store;
  private final Map<String, Command> byName = new LinkedHashMap<>();

  public Commands(Store store, List<Command> commands) {
    this.store = store;
    for (Command command : commands) byName.put(command.name(), command);
    var help = new Help();
    byName.put(help.name(), help);
  }

  List<Command> list() {
    return List.copyOf(byName.values());
  }

  List<String> words() {
    return List.copyOf(byName.keySet());
  }

  /// Whether a text is a control word, be it one that nobody knows.
  static boolean isWord(String text) {
    return WORD.matcher(first(text.strip())).matches();
  }

  private static String first(String text) {
    return text.split("\\s", 2)[0];
  }

  /// Answers a message that is a control word; empty when it is none.
  Optional<Receipt> take(Inbound message) {
    String text = message.text().strip();
    String first = first(text);
    Matcher word = WORD.matcher(first);
    if (!word.matches()) return Optional.empty();
    String name = word.group("name").toLowerCase(Locale.ROOT);
    Command command = byName.get(name);
    return Optional.of(
        command == null
            ? store.controls().answer(message, unknown(name))
            : command.run(message, text.substring(first.length()).strip()));
  }

  private static String unknown(String name) {
    return "I do not know /" + name + ". Send /help for what I know.";
  }

  /// Lists all of them.
  private final class Help implements Command {
    @Override
    public String name() {
      return "help";
    }

    @Override
    public String usage() {
      return "/help";
    }

    @Override
    public String about() {
      return "show this list";
    }

    @Override
    public Receipt run(Inbound message, String arguments) {
      List<String> lines = new ArrayList<>();
      for (Command command : byName.values()) {
        lines.add("- `" + command.usage() + "` " + command.about());
      }
      return store.controls().answer(message, String.join("\n", lines));
    }
  }
}
