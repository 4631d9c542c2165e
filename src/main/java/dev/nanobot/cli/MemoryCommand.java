package dev.nanobot.cli;

import dev.nanobot.app.Config;
import dev.nanobot.app.Home;
import dev.nanobot.app.Instance;
import dev.nanobot.gateway.StoredMemory;
import dev.nanobot.message.Json;
import dev.nanobot.message.Principal;
import dev.nanobot.message.Sharing;
import dev.nanobot.message.Trust;
import dev.nanobot.message.Write;
import dev.nanobot.store.Memories;
import dev.nanobot.store.Memories.Draft;
import dev.nanobot.store.Memories.Hit;
import dev.nanobot.store.Memories.Text;
import dev.nanobot.store.Memories.Version;
import java.io.PrintStream;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.node.ObjectNode;

@Command(name = "memory", description = "Show, add to, search or restore what is remembered.")
final class MemoryCommand implements Callable<Integer> {
  private static final int VERSIONS_MAX = 1_000;

  @Mixin Flags flags = new Flags();

  private final Shell shell;

  MemoryCommand(Shell shell) {
    this.shell = shell;
  }

  /// Whose memory a command is about.
  static final class Whose {
    @Option(
        names = "--principal",
        paramLabel = "ID",
        description = "Another one's than the owner's, for example telegram:42.")
    @Nullable String principal;

    String scope(StoredMemory memory) {
      boolean isOwn = principal == null || memory.sharing() == Sharing.SHARED;
      return isOwn
          ? memory.sharing().ownerScope()
          : Sharing.own(String.valueOf(principal), Trust.ALLOWED);
    }

    String conversations() {
      return principal == null ? Sharing.OWNER : Sharing.own(principal, Trust.ALLOWED);
    }
  }

  /// What is done with memory.
  @FunctionalInterface
  private interface Deed {
    void run(StoredMemory memory, String scope) throws InterruptedException;
  }

  @Override
  public Integer call() throws InterruptedException {
    return show(flags, new Whose(), null);
  }

  @Command(name = "show", description = "The long-term memory, or the notes of a day.")
  int show(
      @Mixin Flags own,
      @Mixin Whose whose,
      @Option(names = "--day", paramLabel = "YYYY-MM-DD", description = "The notes of that day.")
          @Nullable LocalDate day)
      throws InterruptedException {
    String name = day == null ? Memories.LONG_TERM : day + ".md";
    with(
        own,
        whose,
        (memory, scope) -> {
          Text text = synced(memory, scope, name);
          if (own.json) shell.streams().out().println(Json.write(json(text)));
          else shell.streams().out().println(Visible.of(text.body()).stripTrailing());
        });
    return Exit.DONE.code();
  }

  private static ObjectNode json(Text text) {
    return Json.object()
        .put("name", text.name())
        .put("version", text.version())
        .put("text", text.body());
  }

  @Command(name = "add", description = "Add to today's notes.")
  int add(@Mixin Flags own, @Mixin Whose whose, @Parameters(paramLabel = "TEXT") String text)
      throws InterruptedException {
    if (text.isBlank()) throw new Failure(Exit.USAGE, "There is nothing to add", "", "");
    with(
        own,
        whose,
        (memory, scope) -> {
          String day = memory.today();
          memory
              .memories()
              .add(new Write.Remember(scope, day, text, Principal.LOCAL.id(), shell.world().id()));
          synced(memory, scope, day);
          if (own.json) shell.streams().out().println(Json.write(Json.object().put("name", day)));
        });
    return Exit.DONE.code();
  }

  @Command(name = "search", description = "Search memory and past conversations, by words.")
  int search(
      @Mixin Flags own,
      @Mixin Whose whose,
      @Parameters(paramLabel = "WORDS", arity = "1..*") String[] words)
      throws InterruptedException {
    PrintStream out = shell.streams().out();
    with(
        own,
        whose,
        (memory, scope) -> {
          synced(memory, scope, Memories.LONG_TERM);
          List<Hit> hits =
              memory
                  .memories()
                  .search(scope, whose.conversations(), String.join(" ", words), Memories.HITS_MAX);
          for (Hit hit : hits) {
            out.println(own.json ? Json.write(json(hit)) : Visible.of(memory.line(hit)));
          }
        });
    return Exit.DONE.code();
  }

  private static ObjectNode json(Hit hit) {
    return Json.object()
        .put("source", hit.source())
        .put("at", hit.at().toString())
        .put("text", hit.snippet());
  }

  @Command(name = "log", description = "The versions of the long-term memory, the newest first.")
  int log(@Mixin Flags own, @Mixin Whose whose) throws InterruptedException {
    PrintStream out = shell.streams().out();
    with(
        own,
        whose,
        (memory, scope) -> {
          synced(memory, scope, Memories.LONG_TERM);
          for (Version version : memory.memories().log(scope, Memories.LONG_TERM, VERSIONS_MAX)) {
            if (own.json) {
              out.println(
                  Json.write(
                      Json.object()
                          .put("version", version.version())
                          .put("at", version.at().toString())
                          .put("author", version.author())
                          .put("chars", version.chars())));
            } else {
              out.printf(
                  "%6d  %s  %,9d characters  %s%n",
                  version.version(), version.at(), version.chars(), Visible.of(version.author()));
            }
          }
        });
    return Exit.DONE.code();
  }

  @Command(name = "restore", description = "Make an earlier version the newest one.")
  int restore(
      @Mixin Flags own, @Mixin Whose whose, @Parameters(paramLabel = "VERSION") long version)
      throws InterruptedException {
    with(
        own,
        whose,
        (memory, scope) -> {
          synced(memory, scope, Memories.LONG_TERM);
          String body =
              memory
                  .memories()
                  .version(scope, Memories.LONG_TERM, version)
                  .orElseThrow(() -> missing(version));
          restore(memory.memories(), scope, body);
          Text now = synced(memory, scope, Memories.LONG_TERM);
          if (own.json) shell.streams().out().println(Json.write(json(now)));
          else shell.streams().out().println("Restored as version " + now.version() + ".");
        });
    return Exit.DONE.code();
  }

  private void restore(Memories memories, String scope, String body) {
    boolean isSaved = false;
    while (!isSaved) {
      Text now = memories.text(scope, Memories.LONG_TERM);
      var draft =
          new Draft(
              scope,
              now.name(),
              now.version(),
              body,
              now.upto(),
              Principal.LOCAL.id(),
              shell.world().id());
      isSaved = memories.save(draft).isSaved();
    }
  }

  private static Failure missing(long version) {
    return new Failure(Exit.NOT_FOUND, "There is no version " + version, "", "nanobot memory log");
  }

  private void with(Flags own, Whose whose, Deed deed) throws InterruptedException {
    Home home = own.home(shell);
    Config config = own.read(shell);
    Home.createFolder(home.workspace(config, shell.environment()));
    try (var instance = Instance.open(shell.world(), home, config, shell.environment())) {
      StoredMemory memory = instance.memory();
      deed.run(memory, whose.scope(memory));
    }
  }

  /// A text after what people edited was taken in; says on stderr what could not be done.
  private Text synced(StoredMemory memory, String scope, String name) throws InterruptedException {
    if (scope.equals(memory.files().scope())) {
      Optional<String> trouble = memory.files().sync(name);
      trouble.ifPresent(text -> shell.streams().err().println(Visible.of(text)));
    }
    return memory.memories().text(scope, name);
  }
}
