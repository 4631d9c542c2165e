package dev.nanobot.gateway;

import dev.nanobot.message.Inbound;
import dev.nanobot.store.Store;
import dev.nanobot.store.Store.Receipt;
import dev.nanobot.world.World;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The control word `/subagents`: those of the session it is sent in.
///
/// Immutable.
public record SubagentsCommand(World world, Store store) implements Command {
  private static final Pattern STOP = Pattern.compile("(?i)stop\\s+(?<id>\\S+)");

  @Override
  public String name() {
    return "subagents";
  }

  @Override
  public String usage() {
    return "/subagents [stop ID]";
  }

  @Override
  public String about() {
    return "show the subagents of this chat, or stop one";
  }

  @Override
  public Receipt run(Inbound message, String arguments) {
    Matcher stop = STOP.matcher(arguments);
    if (stop.matches()) {
      String id = stop.group("id");
      return store.controls().cancel(message, id, found -> found.told(id));
    }
    String answer =
        arguments.isEmpty()
            ? SubagentLines.of(store.subagents().list(message.session()), world.now())
            : "Write " + usage() + ".";
    return store.controls().answer(message, answer);
  }
}
