package dev.nanobot.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.nanobot.app.Instance;
import dev.nanobot.gateway.Bells;
import dev.nanobot.gateway.Calls;
import dev.nanobot.gateway.Intake;
import dev.nanobot.message.Json;
import dev.nanobot.message.Principal;
import dev.nanobot.message.SessionKey;
import dev.nanobot.message.Trust;
import dev.nanobot.store.Callers.Caller;
import dev.nanobot.store.Store;
import dev.nanobot.store.Store.Receipt;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "trigger",
    description = "Send a text into the session that a name stands for.",
    customSynopsis = {
      "nanobot trigger NAME TEXT|- [--id ID]",
      "  or:  nanobot trigger --bind NAME -s SESSION",
      "  or:  nanobot trigger --remove NAME",
      "  or:  nanobot trigger --list"
    })
final class TriggerCommand implements Callable<Integer> {
  /// What is read from standard input, in bytes: more than a text may have.
  private static final int INPUT_BYTES_MAX = 4 * Intake.TEXT_CHARS_MAX + 1;

  @Mixin Flags flags = new Flags();

  @Parameters(index = "0", arity = "0..1", paramLabel = "NAME", description = "The trigger.")
  @Nullable String name;

  @Parameters(
      index = "1",
      arity = "0..1",
      paramLabel = "TEXT",
      description = "What to say; - reads standard input.")
  @Nullable String text;

  @Option(
      names = "--id",
      paramLabel = "ID",
      description = "Names this call: made again with the same ID it counts once.")
  @Nullable String id;

  @Option(names = "--list", description = "The triggers there are.")
  boolean isList;

  @Option(names = "--bind", paramLabel = "NAME", description = "Make a trigger, or move it.")
  @Nullable String bind;

  @Option(
      names = {"-s", "--session"},
      paramLabel = "SESSION",
      description = "Where --bind leads, for example telegram:42.")
  @Nullable String session;

  @Option(names = "--remove", paramLabel = "NAME", description = "Remove a trigger.")
  @Nullable String remove;

  private final Shell shell;

  TriggerCommand(Shell shell) {
    this.shell = shell;
  }

  @Override
  public Integer call() {
    if (isList) return Looking.into(shell, flags, this::list);
    if (bind != null) {
      if (session == null) throw nowhere(bind);
      String made = bind;
      SessionKey target = SessionName.of(session);
      return Looking.changeAt(shell, flags, instance -> bind(instance, made, target));
    }
    if (remove != null) {
      String gone = remove;
      return Looking.into(shell, flags, store -> remove(store, gone));
    }
    if (name == null || text == null) throw usage();
    String called = name;
    String said = text.equals("-") ? input() : text;
    return Looking.into(shell, flags, store -> trigger(store, called, said));
  }

  private static Failure nowhere(String name) {
    return new Failure(
        Exit.USAGE,
        "--bind goes with --session, where the trigger leads",
        "",
        "nanobot trigger --bind " + name + " -s SESSION");
  }

  private static Failure usage() {
    return new Failure(
        Exit.USAGE,
        "Say which trigger, and what it is to say",
        "",
        "nanobot trigger NAME TEXT, or nanobot trigger --bind NAME -s SESSION");
  }

  private static Caller caller(String name, SessionKey session, Set<String> endpoints) {
    try {
      SessionName.checkDelivered(session, endpoints);
      return Caller.local(name, session, Principal.LOCAL, Trust.OWNER);
    } catch (IllegalArgumentException e) {
      throw new Failure(
          Exit.USAGE,
          "Cannot make the trigger \"" + name + "\"",
          String.valueOf(e.getMessage()),
          "nanobot trigger --bind build -s " + session);
    }
  }

  private String input() {
    try {
      byte[] bytes = shell.streams().in().readNBytes(INPUT_BYTES_MAX);
      return new String(bytes, UTF_8).stripTrailing();
    } catch (IOException e) {
      throw new Failure(Exit.FAILED, "Cannot read stdin", String.valueOf(e.getMessage()), "");
    }
  }

  private int trigger(Store store, String called, String said) {
    Caller caller = local(store, called);
    var calls = new Calls(store, new Bells(shell.world(), List.of()));
    String key = id == null ? shell.world().id() : id;
    Receipt receipt;
    try {
      receipt = calls.call(caller, key, said).orElseThrow(() -> full(caller));
    } catch (IllegalArgumentException e) {
      throw new Failure(Exit.USAGE, "Cannot trigger " + called, String.valueOf(e.getMessage()), "");
    }
    if (flags.json) {
      var json = Json.object();
      json.put("messageId", receipt.messageId());
      json.put("session", caller.session().value());
      json.put("isNew", receipt.isNew());
      shell.streams().out().println(Json.write(json));
    } else {
      shell.streams().out().println(receipt.messageId());
    }
    return Exit.DONE.code();
  }

  private static Failure full(Caller caller) {
    return new Failure(
        Exit.CONFLICT,
        "The call was not taken",
        Intake.WAITING_MAX + " messages wait in " + caller.session(),
        "try again later; nanobot gateway answers them");
  }

  private int list(Store store) {
    for (Caller caller : locals(store)) {
      if (flags.json) {
        var json = Json.object();
        json.put("name", caller.name()).put("session", caller.session().value());
        shell.streams().out().println(Json.write(json.put("by", caller.principal().id())));
      } else {
        shell.streams().out().printf("%-24s %s%n", caller.name(), caller.session());
      }
    }
    return Exit.DONE.code();
  }

  private int bind(Instance instance, String made, SessionKey target) {
    Caller caller = caller(made, target, instance.endpoints());
    if (!instance.store().callers().bind(caller)) {
      throw new Failure(
          Exit.CONFLICT,
          "Cannot make the trigger " + caller.name(),
          "a webhook has this name",
          "choose another name");
    }
    done("bound", caller.name(), caller.session().value());
    return Exit.DONE.code();
  }

  private int remove(Store store, String gone) {
    Caller caller = local(store, gone);
    store.callers().remove(caller.name());
    done("removed", caller.name(), caller.session().value());
    return Exit.DONE.code();
  }

  private void done(String what, String which, String where) {
    var out = shell.streams().out();
    if (flags.json) {
      out.println(Json.write(Json.object().put(what, which).put("session", where)));
    } else {
      out.println(flags.out(shell).done() + " " + what + " " + which + " · " + where);
    }
  }

  private static Caller local(Store store, String name) {
    return store
        .callers()
        .find(name)
        .filter(caller -> !caller.isRemote())
        .orElseThrow(() -> unknown(store, name));
  }

  private static Failure unknown(Store store, String name) {
    String known = locals(store).stream().map(Caller::name).collect(Collectors.joining(", "));
    return new Failure(
        Exit.NOT_FOUND,
        "There is no trigger \"" + name + "\"",
        known.isEmpty() ? "there are none yet" : "there are: " + known,
        "nanobot trigger --bind NAME -s SESSION");
  }

  private static List<Caller> locals(Store store) {
    return store.callers().all().stream().filter(caller -> !caller.isRemote()).toList();
  }
}
