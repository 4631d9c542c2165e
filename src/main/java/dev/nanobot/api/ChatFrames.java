package dev.nanobot.api;

import dev.nanobot.gateway.Live;
import dev.nanobot.message.Event;
import dev.nanobot.message.Json;
import dev.nanobot.message.Message;
import dev.nanobot.message.SessionKey;
import dev.nanobot.store.Store.Entry;
import dev.nanobot.store.Threads;
import dev.nanobot.store.Threads.Said;
import dev.nanobot.store.Threads.Standing;
import dev.nanobot.world.Bell;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/// One chat as frames of a WebSocket, from now on. An answer that was streamed whole is not told
/// again; any other comes as `message`, so that nothing is lost to a reader who missed deltas.
///
/// Owned by the thread that serves the connection.
final class ChatFrames implements AutoCloseable {
  private static final int BATCH = 200;

  private final Threads threads;
  private final SessionKey session;
  private final Out out;
  private final Live live;
  private final StringBuilder streamed = new StringBuilder();
  private String stream = ""; // the id of the stream that is open; empty: none
  private boolean isThinking;
  private int streams;
  private long turn; // the one that something was told of and whose end was not; 0: none
  private Position at;
  private Optional<Standing> standing;

  /// Where frames go: an event, and what belongs to it.
  @FunctionalInterface
  interface Out {
    void send(String event, ObjectNode body) throws IOException, InterruptedException;
  }

  private ChatFrames(Api.Means means, SessionKey session, Bell bell, Out out) {
    this.threads = means.store().threads();
    this.session = session;
    this.out = out;
    this.standing = threads.standing(session);
    this.at = new Position(standing.map(Standing::head).orElse(0L), threads.lastSaid(session));
    this.turn = standing.map(Standing::turn).orElse(0L);
    this.live = new Live(bell, means.watchers(), session);
  }

  /// Begins with what was shown since the last commit of the turn that runs.
  static ChatFrames follow(Api.Means means, SessionKey session, Bell bell, Out out)
      throws IOException, InterruptedException {
    var frames = new ChatFrames(means, session, bell, out);
    for (Event event : frames.live.before()) frames.show(event);
    return frames;
  }

  /// Sends what is new.
  void catchUp() throws IOException, InterruptedException {
    for (Event event : live.taken()) show(event);
    Optional<Standing> now = threads.standing(session);
    if (now.equals(standing)) {
      if (now.isPresent()) said(); // No turn has a part in what others say here.
      return;
    }
    settle(now.map(Standing::head).orElse(0L)); // Of what came since, the standing says nothing.
    standing = now;
    long running = now.map(Standing::turn).orElse(0L);
    if (turn != 0 && turn != running) out.send("turn_end", Json.object().put("turn", turn));
    turn = running;
    ObjectNode body = Json.object();
    body.put("is_running", now.filter(there -> there.turn() != 0).isPresent());
    body.put("waiting", now.map(Standing::waiting).orElse(0));
    out.send("session_updated", body);
  }

  private void show(Event event) throws IOException, InterruptedException {
    switch (event) {
      case Event.TextDelta delta -> {
        begin(false);
        streamed.append(delta.text());
        out.send("delta", Json.object().put("text", delta.text()).put("stream_id", stream));
      }
      case Event.ThinkingDelta delta -> {
        begin(true);
        out.send(
            "reasoning_delta", Json.object().put("text", delta.text()).put("stream_id", stream));
      }
      case Event.Discarded discarded -> {
        streamed.setLength(0);
        end(true);
      }
      case Event.Committed committed -> settle(Long.MAX_VALUE);
      case Event.TurnEnded ended -> settle(Long.MAX_VALUE);
      case Event.Arrived arrived -> settle(Long.MAX_VALUE);
      case Event.ToolStarted started -> {}
      case Event.ToolFinished finished -> {}
    }
  }

  private void begin(boolean isThought) throws IOException, InterruptedException {
    if (!stream.isEmpty() && isThinking != isThought) end(false);
    if (!stream.isEmpty()) return;
    stream = "s" + ++streams;
    isThinking = isThought;
  }

  private void end(boolean isVoid) throws IOException, InterruptedException {
    if (stream.isEmpty()) return;
    ObjectNode body = Json.object().put("stream_id", stream).put("discarded", isVoid);
    stream = "";
    out.send(isThinking ? "reasoning_end" : "stream_end", body);
  }

  /// Tells what has become durable, up to an entry.
  private void settle(long last) throws IOException, InterruptedException {
    List<Entry> due = due(last);
    while (!due.isEmpty()) {
      for (Entry entry : due) tell(entry);
      due = due(last);
    }
    said();
  }

  private List<Entry> due(long last) {
    List<Entry> more = threads.entries(session, at.seq(), BATCH);
    return more.stream().filter(entry -> entry.seq() <= last).toList();
  }

  private void said() throws IOException, InterruptedException {
    List<Said> more = threads.said(session, at.said(), BATCH);
    while (!more.isEmpty()) {
      for (Said said : more) {
        at = new Position(at.seq(), said.id());
        out.send("message", Json.object().put("text", said.text()));
      }
      more = threads.said(session, at.said(), BATCH);
    }
  }

  private void tell(Entry entry) throws IOException, InterruptedException {
    at = new Position(entry.seq(), at.said());
    turn = entry.turn();
    switch (entry.message()) {
      case Message.User user ->
          out.send(
              "user_message",
              Json.object().put("text", user.text()).put("at", entry.at().toString()));
      case Message.Result result -> {}
      case Message.Assistant assistant -> {
        boolean isWhole = streamed.toString().equals(assistant.text());
        streamed.setLength(0);
        end(!isWhole);
        if (isWhole || assistant.text().isEmpty()) return;
        out.send("message", Json.object().put("text", assistant.text()));
      }
    }
  }

  @Override
  public void close() {
    live.close();
  }
}
