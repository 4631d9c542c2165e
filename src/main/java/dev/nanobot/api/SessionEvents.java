package dev.nanobot.api;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.nanobot.gateway.Live;
import dev.nanobot.message.Event;
import dev.nanobot.message.Json;
import dev.nanobot.message.SessionKey;
import dev.nanobot.store.Store.Entry;
import dev.nanobot.store.Threads;
import dev.nanobot.store.Threads.Heard;
import dev.nanobot.store.Threads.Said;
import dev.nanobot.store.Threads.Standing;
import dev.nanobot.web.Response;
import dev.nanobot.web.Response.Sink;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// A session as server-sent events, from any position on, for as long as somebody reads.
///
/// What is durable has an id, to go on from: `entry` and `said`. `standing` and `messages` come
/// when they have changed. The rest is shown while a turn runs and is lossy; `settled` says that
/// all shown before it is void, since it has become entries.
///
/// Owned by the thread of the request.
final class SessionEvents implements Response.Content.Stream {
  private static final int BATCH = 200;
  private static final int MESSAGES_MAX = 50;

  /// How often a session is looked at that another process may work on.
  private static final Duration POLL = Duration.ofSeconds(1);

  /// The same when nothing has happened for a while.
  private static final Duration SLOW_POLL = Duration.ofSeconds(5);

  private static final Duration QUIET = Duration.ofMinutes(1);

  /// A reader that is gone is noticed, and what stands between is kept awake.
  private static final Duration KEEP = Duration.ofSeconds(15);

  private final Api.Means means;
  private final Threads threads;
  private final SessionKey session;
  private Position at;
  private Optional<Standing> standing = Optional.empty();
  private List<Heard> heard = List.of();
  private long wroteAt;

  SessionEvents(Api.Means means, SessionKey session, Position after) {
    this.means = means;
    this.threads = means.store().threads();
    this.session = session;
    this.at = after;
  }

  @Override
  public void to(Sink sink) throws IOException, InterruptedException {
    wroteAt = means.world().nanos();
    try (var live = new Live(means.world(), means.watchers(), session)) {
      catchUp(sink);
      for (Event event : live.before()) show(event, sink);
      long happenedAt = means.world().nanos();
      while (true) {
        boolean isQuiet = means.world().since(happenedAt).compareTo(QUIET) > 0;
        List<Event> events = live.next(isQuiet ? SLOW_POLL : POLL);
        for (Event event : events) show(event, sink);
        boolean isNews = catchUp(sink);
        if (isNews || !events.isEmpty()) happenedAt = means.world().nanos();
        if (means.world().since(wroteAt).compareTo(KEEP) >= 0) write(sink, ": still here\n\n");
      }
    }
  }

  /// Writes what is new in the store; returns whether there was anything.
  private boolean catchUp(Sink sink) throws IOException {
    Optional<Standing> now = threads.standing(session);
    List<Heard> messages = threads.heard(session, MESSAGES_MAX);
    boolean isSame = now.equals(standing) && messages.equals(heard);
    if (isSame && now.isEmpty()) return false;
    boolean isNews = entries(sink) | said(sink);
    if (!now.equals(standing)) {
      standing = now;
      send(sink, "standing", now.map(Wire::standing).orElseGet(Json::object));
    }
    if (!messages.equals(heard)) {
      heard = messages;
      ArrayNode list = Json.MAPPER.createArrayNode();
      for (Heard message : messages) list.add(Wire.heard(message));
      send(sink, "messages", list);
    }
    return isNews || !isSame;
  }

  private boolean entries(Sink sink) throws IOException {
    boolean isAny = false;
    while (true) {
      List<Entry> entries = threads.entries(session, at.seq(), BATCH);
      for (Entry entry : entries) {
        at = new Position(entry.seq(), at.said());
        send(sink, "entry", at.toString(), Wire.entry(entry));
      }
      isAny |= !entries.isEmpty();
      if (entries.size() < BATCH) return isAny;
    }
  }

  private boolean said(Sink sink) throws IOException {
    boolean isAny = false;
    while (true) {
      List<Said> said = threads.said(session, at.said(), BATCH);
      for (Said one : said) {
        at = new Position(at.seq(), one.id());
        send(sink, "said", at.toString(), Wire.said(one));
      }
      isAny |= !said.isEmpty();
      if (said.size() < BATCH) return isAny;
    }
  }

  private void show(Event event, Sink sink) throws IOException {
    ObjectNode json = Json.object();
    switch (event) {
      case Event.TextDelta delta -> send(sink, "text.delta", json.put("text", delta.text()));
      case Event.ThinkingDelta delta ->
          send(sink, "thinking.delta", json.put("text", delta.text()));
      case Event.Discarded discarded ->
          send(sink, "discarded", json.put("reason", discarded.reason()));
      case Event.ToolStarted started -> {
        json.put("call", started.callId()).put("tool", started.tool());
        send(sink, "tool.started", json.put("arguments", started.arguments()));
      }
      case Event.ToolFinished finished -> {
        json.put("call", finished.callId()).put("tool", finished.tool());
        json.put("failed", finished.failed());
        send(sink, "tool.finished", json.put("text", finished.text()));
      }
      case Event.Arrived arrived -> {} // The store is looked at next.
      case Event.Committed committed -> settle(sink);
      case Event.TurnEnded ended -> settle(sink);
    }
  }

  private void settle(Sink sink) throws IOException {
    catchUp(sink);
    send(sink, "settled", Json.object());
  }

  private void send(Sink sink, String name, JsonNode data) throws IOException {
    write(sink, "event: " + name + "\ndata: " + data + "\n\n");
  }

  private void send(Sink sink, String name, String id, JsonNode data) throws IOException {
    write(sink, "id: " + id + "\nevent: " + name + "\ndata: " + data + "\n\n");
  }

  private void write(Sink sink, String text) throws IOException {
    sink.write(text.getBytes(UTF_8));
    wroteAt = means.world().nanos();
  }
}
