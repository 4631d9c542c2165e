package dev.nanobot.gateway;

import dev.nanobot.channel.Channel;
import dev.nanobot.message.Event;
import dev.nanobot.message.SessionKey;
import dev.nanobot.world.World;
import java.time.Duration;
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

  private final World world;
  private final Channel channel;
  private final SessionKey session;
  private final Live live;
  private final StringBuilder text = new StringBuilder();
  private int drafted; // how much of the text was shown
  private long signAt;
  private long draftAt;
  private @Nullable Thread showing;

  Working(World world, Channel channel, SessionKey session, Live live) {
    this.world = world;
    this.channel = channel;
    this.session = session;
    this.live = live;
    this.signAt = world.nanos() - channel.signLasts().toNanos();
    this.draftAt = world.nanos() - channel.draftPause(session).toNanos();
    live.before().forEach(this::note);
  }

  /// Shows what is due.
  void show() {
    live.taken().forEach(this::note);
    if (showing != null && showing.isAlive()) return;
    Duration pause = channel.draftPause(session);
    boolean isNew = text.length() >= DRAFT_CHARS_MIN && text.length() != drafted;
    if (!pause.isZero() && isNew && world.since(draftAt).compareTo(pause) >= 0) {
      String draft = text.toString();
      drafted = draft.length();
      draftAt = world.nanos();
      start(() -> channel.draft(session, draft));
    } else if (world.since(signAt).compareTo(channel.signLasts()) >= 0) {
      signAt = world.nanos();
      start(() -> channel.show(session));
    }
  }

  private void note(Event event) {
    switch (event) {
      case Event.TextDelta delta -> text.append(delta.text());
      case Event.Discarded discarded -> clear();
      case Event.Committed committed -> clear();
      case Event.TurnEnded ended -> clear();
      case Event.ThinkingDelta thinking -> {}
      case Event.ToolStarted started -> {}
      case Event.ToolFinished finished -> {}
      case Event.Arrived arrived -> {}
    }
  }

  private void clear() {
    text.setLength(0);
    drafted = 0;
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
