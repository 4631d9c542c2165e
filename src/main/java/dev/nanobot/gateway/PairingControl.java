package dev.nanobot.gateway;

import dev.nanobot.message.Inbound;
import dev.nanobot.message.Principal;
import dev.nanobot.message.Trust;
import dev.nanobot.store.Gates.Decision;
import dev.nanobot.store.Gates.Guest;
import dev.nanobot.store.Gates.Pending;
import dev.nanobot.store.Gates.Wish;
import dev.nanobot.store.Store;
import dev.nanobot.store.Store.Receipt;
import dev.nanobot.world.World;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// The control word `/pairing`: who may talk over channels. For the owner alone.
///
/// Immutable.
public record PairingControl(World world, Store store) implements Command {
  private static final String LOCKED =
      "You have named too many wrong codes, so I look at none for ten minutes.";

  @Override
  public String name() {
    return "pairing";
  }

  @Override
  public String usage() {
    return "/pairing [list|approve CODE|deny CODE|revoke WHO]";
  }

  @Override
  public String about() {
    return "show who waits to talk to me or was let in, and decide about it; owner only";
  }

  @Override
  public Receipt run(Inbound message, String arguments) {
    if (message.trust() != Trust.OWNER) {
      return store.controls().answer(message, "Only the owner decides who may talk to me.");
    }
    String verb = arguments.split("\\s", 2)[0];
    String rest = arguments.substring(verb.length()).strip();
    boolean isList = verb.isEmpty() || verb.equalsIgnoreCase("list");
    if (isList) return store.controls().answer(message, list());
    if (Pairing.typed(rest).isEmpty()) return unclear(message);
    return switch (verb.toLowerCase(Locale.ROOT)) {
      case "approve" ->
          decide(message, new Wish.Approve(Pairing.typed(rest), Pairing.WELCOME), "may talk now");
      case "deny" -> decide(message, new Wish.Deny(Pairing.typed(rest)), "is turned away");
      case "revoke" ->
          decide(message, new Wish.Revoke(new Principal(rest)), "may not talk any more");
      default -> unclear(message);
    };
  }

  private Receipt unclear(Inbound message) {
    return store.controls().answer(message, "I know `" + usage() + "`.");
  }

  private Receipt decide(Inbound message, Wish wish, String done) {
    return store
        .controls()
        .decide(
            message,
            wish,
            decision ->
                switch (decision) {
                  case Decision.Done(Principal who) -> Literal.of(who.id()) + " " + done + ".";
                  case Decision.Unknown unknown -> unknown(wish);
                  case Decision.Locked locked -> LOCKED;
                });
  }

  private static String unknown(Wish wish) {
    return wish instanceof Wish.Revoke
        ? "Nobody of that name was let in by a code; `/pairing list` shows who was."
        : "That is no code, or it is too old.";
  }

  /// Strangers choose their names, and put no link into an owner's chat.
  private String list() {
    List<String> lines = new ArrayList<>();
    for (Pending one : store.gates().pending()) {
      long minutes = Duration.between(world.now(), one.expiresAt()).toMinutes();
      String who = Literal.of(one.stranger().principal().id());
      String name = Literal.of(one.stranger().name());
      lines.add("- waiting: %s %s, %d min left".formatted(who, name, minutes));
    }
    for (Guest guest : store.gates().guests()) {
      lines.add(
          "- allowed: %s since %s".formatted(Literal.of(guest.principal().id()), guest.since()));
    }
    return lines.isEmpty() ? "Nobody waits or was let in." : String.join("\n", lines);
  }
}
