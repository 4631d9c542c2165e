package dev.nanobot.gateway;

import dev.nanobot.message.Inbound;
import dev.nanobot.message.Trust;
import dev.nanobot.store.Callers.Caller;
import dev.nanobot.store.Store;
import dev.nanobot.store.Store.Receipt;
import java.util.stream.Collectors;

/// The control word that gives the chat it is sent in a name, under which programs of this machine
/// may call into it.
///
/// Immutable.
public record TriggerCommand(Store store) implements Command {
  @Override
  public String name() {
    return "trigger";
  }

  @Override
  public String usage() {
    return "/trigger [NAME]";
  }

  @Override
  public String about() {
    return "name this chat for `nanobot trigger NAME TEXT`, or list the names";
  }

  @Override
  public Receipt run(Inbound message, String name) {
    if (message.trust() != Trust.OWNER) return answer(message, "Only the owner may do that.");
    if (name.isEmpty()) return answer(message, list());
    try {
      var caller = Caller.local(name, message.session(), message.principal(), message.trust());
      return store.callers().bind(message, caller, isBound -> bound(name, isBound));
    } catch (IllegalArgumentException e) {
      return answer(message, "Write /trigger NAME: " + e.getMessage() + ".");
    }
  }

  private static String bound(String name, boolean isBound) {
    return isBound
        ? "`nanobot trigger " + name + " TEXT` now speaks here."
        : "A webhook has the name " + name + ". Choose another one.";
  }

  private String list() {
    String list =
        store.callers().all().stream()
            .filter(caller -> !caller.isRemote())
            .map(caller -> "- `" + caller.name() + "` " + caller.session())
            .collect(Collectors.joining("\n"));
    return list.isEmpty() ? "There are no triggers yet." : list;
  }

  private Receipt answer(Inbound message, String text) {
    return store.controls().answer(message, text);
  }
}
