package dev.nanobot.api;

import dev.nanobot.gateway.Live;
import dev.nanobot.message.Event;
import dev.nanobot.message.SessionKey;
import dev.nanobot.store.Asks.Answer;
import dev.nanobot.web.Rejected;
import dev.nanobot.world.World;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// The answer to one message as it is written, for one reader.
///
/// What was said is in the store; events only bring it sooner. They are passed on as long as they
/// certainly belong to the part of the answer that comes next. Where that is in doubt, the part
/// comes whole when it is committed: after a jump of the store past the events, after text that a
/// provider took back, or when another process works on the turn.
///
/// Owned by the thread of the request.
final class Following {
  /// How often the store is looked at when nothing is heard: another process may work.
  static final Duration POLL = Duration.ofMillis(250);

  /// The same when nothing has been heard for longer.
  private static final Duration SLOW_POLL = Duration.ofSeconds(1);

  private static final Duration QUIET = Duration.ofSeconds(5);

  /// What stands between a part that did not become what it began as, and what it became.
  static final String BREAK = "\n\n";

  private final Api.Means means;
  private final Call call;
  private final Reader reader;
  private final StringBuilder run = new StringBuilder(); // shown since the last commit
  private final StringBuilder told = new StringBuilder(); // of the part after those told whole
  private int parts; // told whole
  private Answer now;
  private boolean goesOn; // `run` is known to begin as what was told
  private boolean isHeld; // whose part `run` belongs to is in doubt

  /// What is followed.
  record Call(long message, SessionKey session) {}

  /// Hears an answer in parts: what the agent writes before it uses tools, and what it ends with.
  interface Reader {
    /// More of a part; they come in order, the first is 0.
    void more(int part, String text) throws IOException;

    /// All of a part was told. It is `text`, but for what a provider took back. `isCut` says that
    /// it is not all that the model had to say.
    void whole(int part, String text, boolean isCut) throws IOException;

    /// Nothing happened for a moment.
    void idle() throws IOException;
  }

  Following(Api.Means means, Call call, Reader reader) {
    this.means = means;
    this.call = call;
    this.reader = reader;
    this.now = read();
  }

  /// Tells the reader everything, and returns how it ended.
  Answer toEnd() throws IOException, InterruptedException {
    tell();
    while (now.isUnderWay()) watch();
    return now;
  }

  /// Watches until the end, or until the store is ahead of the events: then those that are out are
  /// of what was told, and watching begins anew.
  private void watch() throws IOException, InterruptedException {
    try (var live = new Live(means.world(), means.watchers(), call.session())) {
      if (!begin(live.before())) return;
      long heardAt = means.world().nanos();
      boolean isAhead = false;
      while (now.isUnderWay() && !isAhead) {
        boolean isQuiet = means.world().since(heardAt).compareTo(QUIET) > 0;
        List<Event> events = live.next(isQuiet ? SLOW_POLL : POLL);
        if (!events.isEmpty()) heardAt = means.world().nanos();
        isAhead = events.isEmpty() ? look(0) : hear(events);
        reader.idle();
      }
    }
  }

  /// What was shown before the watch began belongs to the next part, if nothing was taken or
  /// committed meanwhile: else false. A commit may be in the store whose event is not out yet.
  private boolean begin(List<Event> shown) throws IOException {
    boundary();
    for (Event event : shown) note(event);
    Answer before = now;
    now = read();
    tell();
    boolean isSame = isOurs(before) == isOurs(now) && before.texts().equals(now.texts());
    if (!isSame && isAnyShown()) return false;
    isHeld =
        isHeld
            || (!now.texts().isEmpty()
                && now.texts().getLast().startsWith(run.toString())
                && isAnyShown());
    show();
    return true;
  }

  /// Returns whether the store is ahead.
  private boolean hear(List<Event> events) throws IOException {
    for (Event event : events) {
      int expected = isOurs(now) && !isHeld && isAnyShown() ? 1 : 0;
      note(event);
      if (!isBoundary(event)) show();
      else if (look(expected)) return true;
    }
    return false;
  }

  /// Looks into the store; returns whether it is ahead: it has more than `expected` new parts, or
  /// the message was taken.
  private boolean look(int expected) throws IOException {
    boolean wasOurs = isOurs(now);
    int before = parts;
    now = read();
    tell();
    return wasOurs != isOurs(now) || parts > before + expected;
  }

  /// Whether a turn took the message: what is shown from then on answers it.
  private static boolean isOurs(Answer answer) {
    return answer.turn() > 0;
  }

  private static boolean isBoundary(Event event) {
    return event instanceof Event.Committed || event instanceof Event.TurnEnded;
  }

  private void note(Event event) {
    switch (event) {
      case Event.TextDelta delta -> run.append(delta.text());
      case Event.Discarded discarded -> {
        clearRun();
        isHeld = true; // Events may be lost with it, commits among them.
      }
      case Event.Committed committed -> boundary();
      case Event.TurnEnded ended -> boundary();
      case Event.ThinkingDelta thinking -> {}
      case Event.ToolStarted started -> {}
      case Event.ToolFinished finished -> {}
      case Event.Arrived arrived -> {}
    }
  }

  private void boundary() {
    clearRun();
    isHeld = false;
  }

  private void clearRun() {
    run.setLength(0);
    goesOn = false;
  }

  private boolean isAnyShown() {
    return run.chars().anyMatch(c -> !Character.isWhitespace(c));
  }

  /// Passes on what is shown, if it goes on from what was told.
  private void show() throws IOException {
    if (!isOurs(now) || isHeld || run.length() <= told.length() || !isAnyShown()) return;
    goesOn = goesOn || run.toString().startsWith(told.toString());
    // Half a character is no text.
    int end = run.length() - (Character.isHighSurrogate(run.charAt(run.length() - 1)) ? 1 : 0);
    if (!goesOn || end == told.length()) return;
    String more = run.substring(told.length(), end);
    reader.more(parts, more);
    told.append(more);
  }

  /// Tells the parts that are committed. What stands for an answer that was not given is none.
  private void tell() throws IOException {
    if (!now.isUnderWay() && !now.isAnswered()) return;
    for (String text : now.texts().subList(parts, now.texts().size())) {
      boolean isRest = text.startsWith(told.toString());
      String more = isRest ? text.substring(told.length()) : BREAK + text;
      if (!more.isEmpty()) reader.more(parts, more);
      reader.whole(parts, text, now.isCut() && parts == now.texts().size() - 1);
      told.setLength(0);
      goesOn = false;
      parts++;
    }
  }

  private Answer read() {
    return answer(means, call.message());
  }

  private static Answer answer(Api.Means means, long message) {
    return means.store().asks().answer(message).orElseThrow(() -> Rejected.notFound("message"));
  }

  /// Waits for the end of an answer; empty when it has not come after `longest`.
  static Optional<Answer> await(Api.Means means, Call call, Duration longest)
      throws InterruptedException {
    long start = means.world().nanos();
    try (var ends = Live.ends(means.world(), means.watchers(), call.session())) {
      while (true) {
        Answer now = answer(means, call.message());
        if (!now.isUnderWay()) return Optional.of(now);
        Duration left = longest.minus(means.world().since(start));
        if (!left.isPositive()) return Optional.empty();
        ends.next(World.shorter(left, POLL));
      }
    }
  }
}
