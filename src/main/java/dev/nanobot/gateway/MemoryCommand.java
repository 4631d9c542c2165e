package dev.nanobot.gateway;

import dev.nanobot.agent.Prompt;
import dev.nanobot.message.Asker;
import dev.nanobot.message.Inbound;
import dev.nanobot.message.Sharing;
import dev.nanobot.store.Memories;
import dev.nanobot.store.Memories.Hit;
import dev.nanobot.store.Store;
import dev.nanobot.store.Store.Receipt;
import java.util.List;
import java.util.stream.Collectors;

/// The control word `/memory`: shows the sender's memory, or searches it.
///
/// Immutable.
public record MemoryCommand(Store store, StoredMemory memory) implements Command {
  private static final int CHARS_MAX = 8_000;

  @Override
  public String name() {
    return "memory";
  }

  @Override
  public String usage() {
    return "/memory [show|search WORDS]";
  }

  @Override
  public String about() {
    return "show what I remember for you, or search it";
  }

  @Override
  public Receipt run(Inbound message, String arguments) {
    var asker = new Asker(message.principal(), message.trust());
    String verb = arguments.split("\\s", 2)[0];
    String answer =
        switch (verb) {
          case "", "show" -> show(memory.sharing().scope(asker));
          case "search" -> search(asker, arguments.substring(verb.length()).strip());
          default -> "I know `" + usage() + "`.";
        };
    return store.controls().answer(message, answer);
  }

  private String show(String scope) {
    String lasting = memory.memories().text(scope, Memories.LONG_TERM).body().strip();
    String today = memory.memories().text(scope, memory.today()).body().strip();
    String all = (lasting + "\n\n" + today).strip();
    if (all.isEmpty()) return "I remember nothing for you yet.";
    return all.length() <= CHARS_MAX ? all : Prompt.head(all, CHARS_MAX) + "\n[cut]";
  }

  private String search(Asker asker, String words) {
    if (words.isEmpty()) return "Say what to look for: `/memory search WORDS`.";
    List<Hit> hits =
        memory
            .memories()
            .search(
                memory.sharing().scope(asker),
                Sharing.own(asker.principal().id(), asker.trust()),
                words,
                Memories.HITS_MAX);
    if (hits.isEmpty()) return "Nothing has these words.";
    return hits.stream().map(hit -> "- " + memory.line(hit)).collect(Collectors.joining("\n"));
  }
}
