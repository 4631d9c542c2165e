package dev.nanobot.gateway;

import dev.nanobot.message.Attachment;
import dev.nanobot.message.Event;
import dev.nanobot.message.Inbound;
import dev.nanobot.message.Outbound;
import dev.nanobot.message.Principal;
import dev.nanobot.message.SessionKey;
import dev.nanobot.message.Trust;
import dev.nanobot.message.Upload;
import dev.nanobot.store.Store;
import dev.nanobot.store.Store.Delivery;
import dev.nanobot.store.Store.Receipt;
import dev.nanobot.store.Store.Status;
import dev.nanobot.store.Subagents.Listed;
import dev.nanobot.world.Bell;
import dev.nanobot.world.World;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/// What a person at this machine says and hears in one session.
///
/// Owned by the thread that talks; events come on other threads.
public final class Conversation {
  /// How often an answer is looked for that another process may give.
  private static final Duration POLL = Duration.ofMillis(100);

  private static final Set<String> UNDER_WAY = Set.of("new", "taken");

  private final World world;
  private final Store store;
  private final Intake intake;
  private final Watchers watchers;
  private final SessionKey session;

  public Conversation(
      World world, Store store, Intake intake, Watchers watchers, SessionKey session) {
    this.world = world;
    this.store = store;
    this.intake = intake;
    this.watchers = watchers;
    this.session = session;
  }

  public SessionKey session() {
    return session;
  }

  /// The names of the control words, without their slash.
  public List<String> words() {
    return intake.words();
  }

  /// Says something. It is durable when this returns.
  public Receipt say(String text) {
    return say(text, List.of());
  }

  /// Says something and hands over files with it.
  ///
  /// @throws dev.nanobot.store.AttachmentRefused when too many wait already: nothing was said
  public Receipt say(String text, List<Upload> files) {
    List<Attachment> attachments = new ArrayList<>();
    for (Upload file : files) attachments.add(store.attachments().put(Principal.LOCAL, file));
    var message =
        new Inbound(session.endpoint(), world.id(), session, Principal.LOCAL, Trust.OWNER, text);
    return intake.take(message.with(attachments));
  }

  /// Stops what runs and what waits in the session; the answer to this is like any other.
  public Receipt stop() {
    return say("/stop");
  }

  /// Waits until a message has reached its end: answered, merged, superseded, refused or dead.
  /// Empty when it has not after `timeout`; it still will.
  public Optional<Status> await(long messageId, Duration timeout) throws InterruptedException {
    var bell = new Bell(world);
    long start = world.nanos();
    try (var watch =
        watchers.watch(
            session,
            event -> {
              if (event instanceof Event.TurnEnded) bell.ring();
            })) {
      while (true) {
        Optional<Status> status = store.status(messageId);
        if (status.isPresent() && !UNDER_WAY.contains(status.get().state())) return status;
        if (world.since(start).compareTo(timeout) >= 0) return Optional.empty();
        bell.await(POLL);
      }
    }
  }

  /// Whether the turn asked for subagents.
  public boolean hasSubagents(long turn) {
    return !store.subagents().of(turn).isEmpty();
  }

  /// Whether subagents of the session are at work, or something waits or is answered in it.
  public boolean isAtWork() {
    // In this order: one that has ended has told the session so.
    return store.subagents().list(session).stream().anyMatch(Listed::isAlive)
        || store
            .session(session)
            .filter(summary -> summary.waiting() > 0 || summary.isRunning())
            .isPresent();
  }

  /// What was said in the session and nobody has read yet, the oldest first.
  public List<Outbound> unheard() {
    return store.unsent(session).stream().map(Outbound::withButtonsNamed).toList();
  }

  /// Marks messages as read.
  public void heard(List<Outbound> messages) {
    if (messages.isEmpty()) return;
    store.sent(messages.stream().map(message -> new Delivery(message.id(), "")).toList());
  }

  /// Shows `watcher` what happens in the session in this process until the result is closed.
  public Watchers.Watch watch(Consumer<Event> watcher) {
    return watchers.watch(session, watcher);
  }
}
