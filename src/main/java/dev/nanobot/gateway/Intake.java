package dev.nanobot.gateway;

import dev.nanobot.channel.Channel.Delay;
import dev.nanobot.message.Event;
import dev.nanobot.message.Inbound;
import dev.nanobot.message.SessionKey;
import dev.nanobot.store.Asks.Ask;
import dev.nanobot.store.Asks.Taken;
import dev.nanobot.store.Board.Handling;
import dev.nanobot.store.Board.Withdrawal;
import dev.nanobot.store.Branches.Choice;
import dev.nanobot.store.Gates.Released;
import dev.nanobot.store.Store;
import dev.nanobot.store.Store.Receipt;
import dev.nanobot.store.Store.Refusal;
import dev.nanobot.world.World;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;

/// The door of the gateway: what comes in is cleaned, measured and stored. Only then is anybody
/// told.
///
/// Shared: immutable.
public final class Intake {
  /// The longest message taken, in characters.
  public static final int TEXT_CHARS_MAX = 32_000;

  /// The most messages that wait in one session.
  public static final int WAITING_MAX = 32;

  /// What of a refused message is kept, in characters.
  private static final int REFUSED_CHARS_KEPT = 200;

  private static final String TOO_LONG =
      "Your message has %,d characters; I take at most %,d. "
          + "Please send it in parts, or as a file.";
  static final Refusal FULL =
      new Refusal(
          "queue full",
          "I still have "
              + WAITING_MAX
              + " messages of yours to answer, so I did not take this one. Please send it "
              + "again later.");
  private static final Refusal EMPTY = new Refusal("empty", "Your message has no text.");

  private final Store store;
  private final Commands commands;
  private final Bells bells;
  private final Watchers watchers;
  private final Consumer<SessionKey> interrupt;
  private final Consumer<Inbound> listen;

  /// `interrupt` ends what this process does in a session.
  public Intake(
      Store store,
      Commands commands,
      Bells bells,
      Watchers watchers,
      Consumer<SessionKey> interrupt) {
    this(store, commands, bells, watchers, interrupt, message -> {});
  }

  /// The same, where what people speak becomes text: `ears` do that before a turn.
  public Intake(
      Store store,
      Commands commands,
      Bells bells,
      Watchers watchers,
      Consumer<SessionKey> interrupt,
      Ears ears) {
    this(store, commands, bells, watchers, interrupt, ears::listen);
  }

  private Intake(
      Store store,
      Commands commands,
      Bells bells,
      Watchers watchers,
      Consumer<SessionKey> interrupt,
      Consumer<Inbound> listen) {
    this.listen = listen;
    this.store = store;
    this.commands = commands;
    this.bells = bells;
    this.watchers = watchers;
    this.interrupt = interrupt;
  }

  /// The names of the control words, without their slash.
  public List<String> words() {
    return commands.words();
  }

  /// The control words.
  public List<Command> commands() {
    return commands.list();
  }

  /// Stores a message; returns its id, the same for a repeat.
  public long accept(Inbound heard) {
    return take(heard).messageId();
  }

  /// Stores a message; says also whether it is new. A control word takes no attachments.
  ///
  /// @throws dev.nanobot.store.AttachmentRefused when it cannot have what it wants attached: it was
  ///     not accepted
  /// @throws dev.nanobot.store.StoreException when it could not: it was not accepted
  public Receipt take(Inbound heard) {
    return take(heard, message -> store.post(message, WAITING_MAX, FULL));
  }

  /// The same in the place of a turn, as its sibling. A control word takes no turn's place: it is
  /// carried out.
  ///
  /// @throws dev.nanobot.store.BranchRefused when the turn cannot be replaced: it was not accepted
  public Receipt takeInstead(Inbound heard, long turn) {
    return take(heard, message -> store.branches().ask(message, turn));
  }

  private Receipt take(Inbound heard, Function<Inbound, Receipt> post) {
    Inbound message = heard.withText(clean(heard.text()));
    listen.accept(message);
    Receipt receipt = store(message, post);
    if (receipt.isNew()) {
      bells.inbox().ring();
      bells.ringOutboxes();
      watchers.publish(heard.session(), new Event.Arrived(receipt.messageId()));
    }
    return receipt;
  }

  /// Chooses a branch, and tells who watches its session.
  public Choice choose(SessionKey session, long turn) {
    Choice choice = store.branches().choose(session, turn);
    if (choice == Choice.CHOSEN) watchers.publish(session, new Event.Committed());
    return choice;
  }

  /// Refuses a message, and tells its sender why, where there is something to tell.
  void refuse(Inbound heard, Refusal refusal) {
    String text = clean(heard.text());
    String kept = text.substring(0, Math.min(text.length(), REFUSED_CHARS_KEPT));
    store.refuse(heard.withText(clean(kept)), refusal);
    bells.ringOutboxes();
  }

  /// What is shown of a session while it is worked on.
  Live follow(World world, SessionKey session) {
    return new Live(world, watchers, session);
  }

  /// Lets a message wait before the inbox, with what it is a piece of.
  void hold(Inbound message, String album, Delay delay) {
    listen.accept(message);
    store.gates().hold(message, album, delay.quiet(), delay.longest());
  }

  /// Lets a piece of an album wait for one that is heard, without its files; returns whether that
  /// is there already.
  boolean overhear(Inbound heard, String album, List<String> files, Delay delay) {
    Inbound message = heard.withText(clean(heard.text()));
    return message.text().length() <= TEXT_CHARS_MAX
        && store.gates().overhear(message, album, files, delay.quiet(), delay.longest());
  }

  /// Gives what waits before the inbox its files.
  void fetched(long held, Inbound message) {
    listen.accept(message);
    store.gates().fetched(held, message.withText(clean(message.text())));
  }

  /// Takes what has waited long enough before the inbox.
  void release(String channel) {
    for (Released one : store.gates().release(channel, WAITING_MAX, FULL)) {
      if (!one.receipt().isNew()) continue;
      bells.inbox().ring();
      bells.ringOutboxes();
      watchers.publish(one.session(), new Event.Arrived(one.receipt().messageId()));
      if (one.receipt().interrupts()) {
        store.subagents().stopping(one.session()).forEach(interrupt);
      }
    }
  }

  /// Takes back a message that waits, and tells who watches its session.
  public Withdrawal withdraw(long message) {
    Withdrawal done = store.board().withdraw(message);
    if (done == Withdrawal.WITHDRAWN) {
      store
          .status(message)
          .ifPresent(now -> watchers.publish(now.session(), new Event.Arrived(message)));
    }
    return done;
  }

  /// Lets a message that leaves be tried again, now.
  public Handling retry(long outbound, String who) {
    Handling done = store.board().retry(outbound, who);
    if (done == Handling.DONE) bells.ringOutboxes();
    return done;
  }

  /// Takes what a program asks; its text is clean already, and a control word is text there. What
  /// waits already in the session may be too much.
  ///
  /// @throws dev.nanobot.store.StoreException when it could not: nothing was accepted
  /// @throws dev.nanobot.store.AttachmentRefused when a file cannot be kept: the same
  public Taken take(Ask ask) {
    Taken taken = store.asks().take(ask, WAITING_MAX);
    if (!(taken instanceof Taken.In in) || !in.isNew()) return taken;
    SessionKey session = in.asked().session();
    bells.inbox().ring();
    watchers.publish(session, new Event.Arrived(in.asked().message()));
    if (in.interrupts()) store.subagents().stopping(session).forEach(interrupt);
    return taken;
  }

  private Receipt store(Inbound message, Function<Inbound, Receipt> post) {
    String text = message.text();
    if (text.length() > TEXT_CHARS_MAX) {
      return store.refuse(
          message.withText(clean(text.substring(0, REFUSED_CHARS_KEPT))),
          new Refusal("too long", TOO_LONG.formatted(text.length(), TEXT_CHARS_MAX)));
    }
    if (text.isBlank() && message.attachments().isEmpty()) return store.refuse(message, EMPTY);
    Receipt receipt = commands.take(message).orElseGet(() -> post.apply(message));
    if (receipt.interrupts()) {
      store.subagents().stopping(message.session()).forEach(interrupt);
    }
    return receipt;
  }

  /// Takes out what no person types and no store or terminal likes: control characters but tab and
  /// newline, and halves of characters.
  public static String clean(String text) {
    var clean = new StringBuilder(text.length());
    text.codePoints()
        .filter(c -> c == '\n' || c == '\t' || !Character.isISOControl(c))
        .filter(c -> c < Character.MIN_SURROGATE || c > Character.MAX_SURROGATE)
        .forEach(clean::appendCodePoint);
    return clean.toString();
  }
}
