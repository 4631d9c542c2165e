package dev.nanobot.api;

import dev.nanobot.gateway.Live;
import dev.nanobot.message.Attachment;
import dev.nanobot.message.Event;
import dev.nanobot.message.Json;
import dev.nanobot.message.SessionKey;
import dev.nanobot.store.Branches.Fork;
import dev.nanobot.store.Store.Entry;
import dev.nanobot.store.Threads;
import dev.nanobot.store.Threads.Heard;
import dev.nanobot.store.Threads.Mark;
import dev.nanobot.store.Threads.Said;
import dev.nanobot.store.Threads.Standing;
import dev.nanobot.web.Response;
import dev.nanobot.web.Response.Sink;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A session as server-sent events, from any position on, for as long as somebody reads.
///
/// What is durable has an id, to go on from: `entry` and `said`. `standing`, `branches` and
/// `messages` come when they have changed. The rest is shown while a turn runs and is lossy:
/// `settled` says that all shown before it is void, since it has become entries.
///
/// Owned by the thread of the request.
final class SessionEvents {
  private static final int BATCH = 200;
  private static final int MESSAGES_MAX = 50;

  /// How often a session is looked at that another process may work on.
  private static final Duration POLL = Duration.ofSeconds(1);

  /// The same when nothing has happened for a while.
  private static final Duration SLOW_POLL = Duration.ofSeconds(5);

  private static final Duration QUIET = Duration.ofMinutes(1);

  private final Api.Means means;
  private final Threads threads;
  private final SessionKey session;
  private final EventWriter writer;
  private Position at;
  private Optional<Standing> standing = Optional.empty();
  private List<Fork> forks = List.of();
  private List<Mark> shown = List.of();

  private SessionEvents(Api.Means means, SessionKey session, Position after, Sink sink) {
    this.means = means;
    this.threads = means.store().threads();
    this.session = session;
    this.at = after;
    this.writer = new EventWriter(means.world(), sink);
  }

  /// Follows a session from a position on.
  static Response.Content.Stream of(Api.Means means, SessionKey session, Position after) {
    return sink -> new SessionEvents(means, session, after, sink).run();
  }

  private void run() throws IOException, InterruptedException {
    try (var live = new Live(means.world(), means.watchers(), session)) {
      boolean isGone = !at.equals(Position.START) && threads.standing(session).isEmpty();
      if (isGone) writer.send("standing", Json.object()); // Whoever was here before may not know.
      catchUp();
      for (Event event : live.before()) show(event);
      long happenedAt = means.world().nanos();
      while (true) {
        boolean isQuiet = means.world().since(happenedAt).compareTo(QUIET) > 0;
        List<Event> events = live.next(isQuiet ? SLOW_POLL : POLL);
        for (Event event : events) show(event);
        boolean isNews = catchUp();
        if (isNews || !events.isEmpty()) happenedAt = means.world().nanos();
        writer.keepAwake();
      }
    }
  }

  /// Writes what is new in the store; returns whether there was anything.
  private boolean catchUp() throws IOException {
    Optional<Standing> now = threads.standing(session);
    List<Mark> marks = threads.marks(session, MESSAGES_MAX);
    boolean isSame = now.equals(standing) && marks.equals(shown);
    if (isSame && now.isEmpty()) return false;
    boolean hasEntries = now.filter(stands -> stands.head() > at.seq()).isPresent();
    if (isShifted(now)) stand(now); // before anything is shown with what is void
    boolean isNews = (hasEntries && entries()) | said();
    stand(now);
    if (!marks.equals(shown)) {
      shown = marks;
      writer.list("messages", this::messages);
    }
    return isNews || !isSame;
  }

  /// Tells the messages that are marked, a portion at a time.
  private void messages(EventLines.Items to) throws IOException {
    if (shown.isEmpty()) return;
    long last = shown.getLast().message();
    List<Heard> some = threads.heard(session, shown.getFirst().message(), last);
    while (!some.isEmpty()) {
      Map<Long, List<Attachment>> media =
          means.store().attachments().of(some.stream().map(Heard::message).toList());
      for (Heard message : some) {
        to.add(Wire.heard(message, media.getOrDefault(message.message(), List.of())));
      }
      some = threads.heard(session, some.getLast().message() + 1, last);
    }
  }

  private boolean isShifted(Optional<Standing> now) {
    return standing.isPresent()
        && now.filter(stands -> stands.shifts() != standing.get().shifts()).isPresent();
  }

  private void stand(Optional<Standing> now) throws IOException {
    if (now.equals(standing)) return;
    standing = now;
    writer.send("standing", now.map(Wire::standing).orElseGet(Json::object));
    forks();
  }

  private void forks() throws IOException {
    List<Fork> now = means.store().branches().forks(session);
    if (now.equals(forks)) return;
    forks = now;
    writer.send("branches", Forks.all(now));
  }

  private boolean entries() throws IOException {
    List<Entry> entries = threads.entries(session, at.seq(), BATCH);
    boolean isAny = !entries.isEmpty();
    while (!entries.isEmpty()) {
      for (Entry entry : entries) {
        at = new Position(entry.seq(), at.said());
        writer.send("entry", at.toString(), Wire.entry(entry));
      }
      entries = threads.entries(session, at.seq(), BATCH);
    }
    return isAny;
  }

  private boolean said() throws IOException {
    List<Said> said = threads.said(session, at.said(), BATCH);
    boolean isAny = !said.isEmpty();
    while (!said.isEmpty()) {
      for (Said one : said) {
        at = new Position(at.seq(), one.id());
        writer.send("said", at.toString(), Wire.said(one));
      }
      said = threads.said(session, at.said(), BATCH);
    }
    return isAny;
  }

  private void show(Event event) throws IOException {
    boolean isSettled = event instanceof Event.Committed || event instanceof Event.TurnEnded;
    if (isSettled) {
      catchUp();
      writer.settled();
    } else writer.show(event);
  }
}
