package dev.nanobot.cli;

import dev.nanobot.gateway.Pairing;
import dev.nanobot.message.Json;
import dev.nanobot.message.Principal;
import dev.nanobot.store.Gates;
import dev.nanobot.store.Gates.Guest;
import dev.nanobot.store.Gates.Pending;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(name = "pairing", description = "Who may talk over channels: let in by a code, or not.")
final class PairingCommand implements Callable<Integer> {
  @Mixin Flags flags = new Flags();

  private final Shell shell;

  PairingCommand(Shell shell) {
    this.shell = shell;
  }

  @Override
  public Integer call() {
    return list(flags);
  }

  @Command(name = "list", description = "Who waits with a code, and who was let in.")
  int list(@Mixin Flags own) {
    return Looking.into(
        shell,
        own,
        store -> {
          List<Pending> pending = store.gates().pending();
          List<Guest> guests = store.gates().guests();
          for (Pending one : pending) print(own, one);
          for (Guest guest : guests) print(own, guest);
          boolean isEmpty = pending.isEmpty() && guests.isEmpty();
          if (isEmpty && !own.json) shell.streams().out().println("Nobody waits or was let in.");
          return Exit.DONE.code();
        });
  }

  private void print(Flags own, Pending one) {
    String id = one.stranger().principal().id();
    if (own.json) {
      var json = Json.object().put("state", "waiting").put("who", id);
      json.put("name", one.stranger().name()).put("until", one.expiresAt().toString());
      shell.streams().out().println(Json.write(json));
      return;
    }
    Duration left = Duration.between(shell.world().now(), one.expiresAt());
    shell
        .streams()
        .out()
        .printf(
            "%-8s  %-28s  %s · %d min left%n",
            "waiting", Visible.of(id), Visible.of(one.stranger().name()), left.toMinutes());
  }

  private void print(Flags own, Guest guest) {
    String id = guest.principal().id();
    if (own.json) {
      var json = Json.object().put("state", "allowed").put("who", id);
      shell.streams().out().println(Json.write(json.put("since", guest.since().toString())));
    } else {
      shell
          .streams()
          .out()
          .printf("%-8s  %-28s  since %s%n", "allowed", Visible.of(id), guest.since());
    }
  }

  @Command(name = "approve", description = "Let in who was told this code.")
  int approve(@Mixin Flags own, @Parameters(paramLabel = "CODE") String code) {
    return decide(own, "approved", gates -> gates.approve(Pairing.typed(code), Pairing.WELCOME));
  }

  @Command(name = "deny", description = "Turn away who was told this code, for 30 days.")
  int deny(@Mixin Flags own, @Parameters(paramLabel = "CODE") String code) {
    return decide(own, "denied", gates -> gates.deny(Pairing.typed(code)));
  }

  @Command(name = "revoke", description = "Take back that somebody may talk.")
  int revoke(@Mixin Flags own, @Parameters(paramLabel = "WHO") String who) {
    return Looking.into(
        shell,
        own,
        store -> {
          if (!store.gates().revoke(new Principal(who))) throw unknown(who);
          return done(own, "revoked", who);
        });
  }

  /// What is done with a code.
  @FunctionalInterface
  private interface Decision {
    Optional<Principal> of(Gates gates);
  }

  private int decide(Flags own, String what, Decision decision) {
    return Looking.into(
        shell,
        own,
        store -> {
          Principal who = decision.of(store.gates()).orElseThrow(PairingCommand::noCode);
          return done(own, what, who.id());
        });
  }

  private int done(Flags own, String what, String who) {
    var out = shell.streams().out();
    if (own.json) out.println(Json.write(Json.object().put(what, who)));
    else out.println(own.out(shell).done() + " " + what + " " + Visible.of(who));
    return Exit.DONE.code();
  }

  private static Failure noCode() {
    return new Failure(
        Exit.NOT_FOUND,
        "No such code is good",
        "a code is good for an hour, and once",
        "nanobot pairing list");
  }

  private static Failure unknown(String who) {
    return new Failure(
        Exit.NOT_FOUND,
        Visible.of(who) + " was not let in by a code",
        "who is on a list in the configuration is taken off there",
        "nanobot pairing list");
  }
}
