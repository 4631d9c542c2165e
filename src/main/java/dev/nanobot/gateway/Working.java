package dev.nanobot.gateway;

import dev.nanobot.channel.Channel;
import dev.nanobot.message.Event;
import dev.nanobot.message.Redaction;
import dev.nanobot.message.SessionKey;
import dev.nanobot.world.World;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What is shown in one chat while it is worked on: a sign from time to time, and drafts of the
/// answer. One thing at a time is on its way.
///
/// Owned by the thread of the signs.
final class Working implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Working.class);

  /// A shorter beginning is not worth a message of its own.
  private static final int DRAFT_CHARS_MIN = 40;

  /// Of the tools that run, the last ones are shown.
  private static final int TOOLS_MAX = 5;

  private final World world;
  private final Channel channel;
  private final SessionKey session;
  private final Live live;
  private final Supplier<Redaction> secrets;
  private final StringBuilder text = new StringBuilder();
  private final List<String> tools = new ArrayList<>();
  private String drafted = ""; // what was shown
  private long signAt;
  private long draftAt;
  private @Nullable Thread showing;

  Working(
      World world, Channel channel, SessionKey session, Live live, Supplier<Redaction> secrets) {
    this.world = world;
    this.channel = channel;
    this.session = session;
    this.live = live;
    this.secrets = secrets;
    this.signAt = world.nanos() - channel.signLasts().toNanos();
    this.draftAt = world.nanos() - channel.draftPause(session).toNanos();
    live.before().forEach(this::note);
  }

  /// Shows what is due.
  void show() {
    live.taken().forEach(this::note);
    if (showing != null && showing.isAlive()) return;
    Duration pause = channel.draftPause(session);
    String draft = draft();
    boolean isNew = !draft.isEmpty() && !draft.equals(drafted);
    if (!pause.isZero() && isNew && world.since(draftAt).compareTo(pause) >= 0) {
      drafted = draft;
      draftAt = world.nanos();
      start(() -> channel.draft(session, draft));
    } else if (world.since(signAt).compareTo(channel.signLasts()) >= 0) {
      signAt = world.nanos();
      start(() -> channel.show(session));
    }
  }

  /// What is shown now: the answer so far, or else the tools that run.
  private String draft() {
    return text.length() >= DRAFT_CHARS_MIN ? text.toString() : String.join("\n", tools);
  }

  private void noteTool(Event.ToolStarted started) {
    if (!channel.showsTools()) return;
    if (tools.size() == TOOLS_MAX) tools.removeFirst();
    tools.add(ToolHint.of(started, secrets.get()));
  }

  private void note(Event event) {
    switch (event) {
      case Event.TextDelta delta -> text.append(delta.text());
      case Event.Discarded discarded -> clear();
      case Event.Committed committed -> clear();
      case Event.TurnEnded ended -> clear();
      case Event.ThinkingDelta thinking -> {}
      case Event.ToolStarted started -> noteTool(started);
      case Event.ToolFinished finished -> {}
      case Event.Arrived arrived -> {}
    }
  }

  private void clear() {
    text.setLength(0);
    tools.clear();
    drafted = "";
  }

  private void start(Crew.Task task) {
    showing = world.start("sign " + session, () -> run(task));
  }

  /// The root of a thread. What cannot be shown is not shown.
  private void run(Crew.Task task) {
    try {
      task.run();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      log.debug("{}: no sign in {}: {}", channel.name(), session, e.toString());
    }
  }

  @Override
  public void close() {
    live.close();
  }
}
