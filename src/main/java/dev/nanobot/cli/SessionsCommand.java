package dev.nanobot.cli;

import dev.nanobot.message.Json;
import dev.nanobot.message.SessionKey;
import dev.nanobot.store.Store;
import dev.nanobot.store.Store.Entry;
import dev.nanobot.store.Store.Summary;
import java.io.PrintStream;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import java.util.function.Function;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.node.ObjectNode;

@Command(name = "sessions", description = "List, show, export or delete conversations.")
final class SessionsCommand implements Callable<Integer> {
  private static final int PAGE_ENTRIES = 500;
  private static final int LISTED = 50;
  private static final int LISTED_MAX = 1_000_000;

  @Mixin Flags flags = new Flags();

  private final Shell shell;

  SessionsCommand(Shell shell) {
    this.shell = shell;
  }

  @Override
  public Integer call() {
    return list(flags, LISTED, false);
  }

  @Command(name = "list", description = "The conversations, the one used last first.")
  int list(
      @Mixin Flags own,
      @Option(
              names = {"-n", "--limit"},
              paramLabel = "COUNT",
              defaultValue = "" + LISTED,
              description = "At most so many (default: ${DEFAULT-VALUE}).")
          int limit,
      @Option(names = "--all", description = "Those of subagents too.") boolean isAll) {
    return list(
        own, limit, isAll ? store -> store.sessions(limit + 1) : store -> store.chats(limit + 1));
  }

  private int list(Flags own, int limit, Function<Store, List<Summary>> look) {
    Failure.checkNumber(
        "--limit", limit, LISTED_MAX, "list " + limit + " conversations", "nanobot sessions list");
    List<Summary> found = Looking.into(shell, own, look);
    PrintStream out = shell.streams().out();
    List<Summary> shown = found.subList(0, Math.min(limit, found.size()));
    for (Summary summary : shown) {
      if (own.json) out.println(Json.write(json(summary)));
      else
        out.printf(
            "%-32s %6d entries  %s%s%n",
            summary.session(), summary.entries(), summary.lastUsed(), state(summary));
    }
    if (found.size() > limit && !own.json) {
      out.println("There are more: nanobot sessions list -n " + limit * 2);
    }
    return Exit.DONE.code();
  }

  private static String state(Summary summary) {
    return (summary.isRunning() ? "  thinking" : "")
        + (summary.waiting() > 0 ? "  " + summary.waiting() + " waiting" : "");
  }

  private static ObjectNode json(Summary summary) {
    return Json.object()
        .put("session", summary.session().value())
        .put("entries", summary.entries())
        .put("waiting", summary.waiting())
        .put("thinking", summary.isRunning())
        .put("lastUsed", summary.lastUsed().toString());
  }

  @Command(name = "show", description = "What was said in one conversation.")
  int show(@Mixin Flags own, @Parameters(paramLabel = "SESSION") String session) {
    PrintStream out = shell.streams().out();
    Style style = own.out(shell);
    each(
        own,
        SessionName.of(session),
        entry -> {
          if (own.json) out.println(Json.write(ExportLine.of(entry)));
          else out.println(ExportLine.forPeople(entry, style));
        });
    return Exit.DONE.code();
  }

  @Command(name = "export", description = "The conversation as JSON lines, as nanobot keeps them.")
  int export(@Mixin Flags own, @Parameters(paramLabel = "SESSION") String session) {
    PrintStream out = shell.streams().out();
    SessionKey key = SessionName.of(session);
    Looking.into(
        shell,
        own,
        store -> {
          List<Entry> first = page(store, key, 0);
          if (first.isEmpty()) throw missing(key);
          var last =
              store.sessions(Integer.MAX_VALUE).stream()
                  .filter(summary -> summary.session().equals(key))
                  .map(Summary::lastUsed)
                  .findFirst()
                  .orElse(first.getLast().at());
          out.println(Json.write(ExportLine.metadata(key, first.getFirst().at(), last)));
          pages(store, key, entry -> out.println(Json.write(ExportLine.of(entry))));
          return key;
        });
    return Exit.DONE.code();
  }

  @Command(name = "delete", description = "Remove a conversation and all that belongs to it.")
  int delete(
      @Mixin Flags own,
      @Parameters(paramLabel = "SESSION") String session,
      @Option(
              names = {"-y", "--yes"},
              description = "Do not ask.")
          boolean isSure) {
    SessionKey key = SessionName.of(session);
    if (!isSure) confirm(own, key);
    return Looking.at(
        shell,
        own,
        instance ->
            switch (instance.store().delete(key)) {
              case DELETED -> {
                instance.media().sweep();
                if (own.json)
                  shell
                      .streams()
                      .out()
                      .println(Json.write(Json.object().put("deleted", key.value())));
                else shell.streams().out().println(own.out(shell).done() + " deleted " + key);
                yield Exit.DONE.code();
              }
              case NOT_FOUND -> throw missing(key);
              case RUNNING ->
                  throw new Failure(
                      Exit.CONFLICT,
                      "Cannot delete " + key,
                      "a message is being answered in it",
                      "try again when it is answered");
            });
  }

  private void confirm(Flags own, SessionKey key) {
    if (own.noInput || !shell.streams().isInTerminal()) {
      throw new Failure(
          Exit.USAGE,
          "Deleting " + key + " needs a yes",
          "nobody can be asked",
          "nanobot sessions delete " + key + " --yes");
    }
    String answer = new Question(shell).ask("Delete " + key + " for good? [y/N]");
    if (!answer.equalsIgnoreCase("y") && !answer.equalsIgnoreCase("yes")) {
      throw new Failure(Exit.FAILED, "Nothing was deleted", "", "");
    }
  }

  private void each(Flags own, SessionKey key, Consumer<Entry> use) {
    Looking.into(
        shell,
        own,
        store -> {
          if (page(store, key, 0).isEmpty()) throw missing(key);
          pages(store, key, use);
          return key;
        });
  }

  private static void pages(Store store, SessionKey key, Consumer<Entry> use) {
    List<Entry> page = page(store, key, 0);
    while (!page.isEmpty()) {
      page.forEach(use);
      page = page(store, key, page.getLast().seq());
    }
  }

  private static List<Entry> page(Store store, SessionKey key, long after) {
    return store.transcript(key, after, PAGE_ENTRIES);
  }

  private static Failure missing(SessionKey key) {
    return new Failure(Exit.NOT_FOUND, "There is no session " + key, "", "nanobot sessions list");
  }
}
