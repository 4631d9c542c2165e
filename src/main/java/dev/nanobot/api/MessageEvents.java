package dev.nanobot.api;

import dev.nanobot.gateway.Live;
import dev.nanobot.message.Attachment;
import dev.nanobot.message.Event;
import dev.nanobot.message.Json;
import dev.nanobot.store.Board.Came;
import dev.nanobot.store.Store.Entry;
import dev.nanobot.store.Store.Status;
import dev.nanobot.web.Rejected;
import dev.nanobot.web.Response;
import dev.nanobot.web.Response.Sink;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// One message as server-sent events, from any point on, to its end: `accepted`, `started`, the
/// entries of its turn, and `finished` or `failed`. Between them what a session shows.
///
/// Owned by the thread of the request.
final class MessageEvents {
  private static final int BATCH = 200;

  /// How often a message is looked at that another process may answer.
  private static final Duration POLL = Duration.ofSeconds(1);

  private final Api.Means means;
  private final long message;
  private final EventWriter writer;
  private Point at;

  /// How far a reader is: an entry's number, or one of the words. Which it was, the id of an event
  /// says.
  record Point(long seq) {
    static final Point NOTHING = new Point(-2);
    private static final Point ACCEPTED = new Point(-1);
    private static final Point STARTED = new Point(0);
    private static final Point END = new Point(Long.MAX_VALUE);

    /// Reads what `toString` wrote; an empty text is nothing.
    ///
    /// @throws Rejected when it is something else
    static Point parse(String written) {
      return switch (written) {
        case "" -> NOTHING;
        case "accepted" -> ACCEPTED;
        case "started" -> STARTED;
        case "end" -> END;
        default -> {
          if (!written.matches("[1-9][0-9]{0,17}")) {
            throw Rejected.invalid("after", "the id of an event");
          }
          yield new Point(Long.parseLong(written));
        }
      };
    }

    boolean isEnd() {
      return equals(END);
    }

    @Override
    public String toString() {
      if (equals(ACCEPTED)) return "accepted";
      if (equals(STARTED)) return "started";
      return isEnd() ? "end" : Long.toString(seq);
    }
  }

  private MessageEvents(Api.Means means, long message, Point after, Sink sink) {
    this.means = means;
    this.message = message;
    this.at = after;
    this.writer = new EventWriter(means.world(), sink);
  }

  /// Follows a message that there is.
  static Response.Content.Stream of(Api.Means means, Came came, Point after) {
    return sink -> new MessageEvents(means, came.message(), after, sink).run(came);
  }

  private void run(Came came) throws IOException, InterruptedException {
    try (var live = new Live(means.world(), means.watchers(), came.session())) {
      boolean isOver = catchUp();
      if (!isOver) for (Event event : live.before()) show(event);
      while (!isOver) {
        for (Event event : live.next(POLL)) show(event);
        isOver = catchUp();
        writer.keepAwake();
      }
    }
  }

  /// Writes what is new in the store; returns whether that was the last.
  private boolean catchUp() throws IOException {
    Optional<Came> now = means.store().board().came(message);
    if (now.isEmpty()) return true;
    Came came = now.get();
    if (at.seq() < Point.ACCEPTED.seq()) {
      List<Attachment> media = means.store().attachments().of(message);
      writer.send("accepted", step(Point.ACCEPTED), Wire.came(came, media));
    }
    if (came.turn() > 0) {
      if (at.seq() < Point.STARTED.seq()) {
        writer.send("started", step(Point.STARTED), Json.object().put("turn", came.turn()));
      }
      entries(came.turn());
    }
    if (!Messages.isOver(came.state())) return false;
    Status status = means.store().status(message).orElseThrow();
    boolean isAnswered = came.state().equals("answered") || came.state().equals("merged");
    writer.send(isAnswered ? "finished" : "failed", step(Point.END), Wire.status(status));
    return true;
  }

  private String step(Point next) {
    at = next;
    return next.toString();
  }

  private void entries(long turn) throws IOException {
    List<Entry> entries = means.store().threads().ofTurn(turn, at.seq(), BATCH);
    while (!entries.isEmpty()) {
      for (Entry entry : entries) {
        writer.send("entry", step(new Point(entry.seq())), Wire.entry(entry));
      }
      entries = means.store().threads().ofTurn(turn, at.seq(), BATCH);
    }
  }

  /// Shows what happens once its turn runs: before, it belongs to other messages.
  private void show(Event event) throws IOException {
    if (event instanceof Event.Committed || event instanceof Event.TurnEnded) {
      boolean wasUnderWay = at.seq() >= 0;
      catchUpEntries();
      if (wasUnderWay) writer.settled();
    } else if (at.seq() >= 0) writer.show(event);
  }

  private void catchUpEntries() throws IOException {
    Optional<Came> now = means.store().board().came(message);
    if (now.isPresent() && now.get().turn() > 0 && at.seq() >= 0) entries(now.get().turn());
  }
}
