package dev.nanobot.channel;

import dev.nanobot.channel.FakePlatform.Acknowledged;
import dev.nanobot.message.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// The sessions and panels of a fake of Mochat.
///
/// Shared: everything is guarded by one lock.
final class FakeMochatChats {
  private final BlockingQueue<Acknowledged> acknowledged;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Map<String, Session> sessions = new LinkedHashMap<>();
  private final Map<String, Panel> panels = new LinkedHashMap<>();
  private int lists;
  private boolean waitsForAgent = true;
  private boolean isDown;

  private static final class Session {
    final List<ObjectNode> events = new ArrayList<>();
    long acknowledged;
  }

  private static final class Panel {
    final List<ObjectNode> messages = new ArrayList<>();
    int shown;
    int acknowledged;
  }

  FakeMochatChats(BlockingQueue<Acknowledged> acknowledged) {
    this.acknowledged = acknowledged;
  }

  void isDown(boolean isDown) {
    lock.lock();
    try {
      this.isDown = isDown;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /// Adds an event to a session, when the agent has listened for the first time.
  void event(String session, ObjectNode event) {
    lock.lock();
    try {
      awaitAgent();
      Session place = sessions.computeIfAbsent(session, key -> new Session());
      place.events.add(event.put("seq", place.events.size() + 1));
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /// Posts a message in a panel of the agent's group.
  void post(String panel, ObjectNode message) {
    lock.lock();
    try {
      awaitAgent();
      Panel place = panels.computeIfAbsent(panel, key -> new Panel());
      place.messages.add(message.put("createdAt", 1_000L + place.messages.size() / 2));
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /// What is said from now on is history to an agent that never listened.
  void isHistory(boolean isHistory) {
    lock.lock();
    try {
      waitsForAgent = !isHistory;
    } finally {
      lock.unlock();
    }
  }

  private void awaitAgent() {
    long left = FakePlatform.PATIENCE.toNanos();
    while (waitsForAgent && lists < 2) {
      if (left <= 0) throw new AssertionError("the agent did not list its sessions");
      try {
        left = changed.awaitNanos(left);
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
    }
  }

  /// Forgets a session's events, and counts those that follow from 1 again.
  void restart(String session) {
    lock.lock();
    try {
      Session place = sessions.computeIfAbsent(session, key -> new Session());
      place.events.clear();
      place.acknowledged = 0;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /// What the service pushes of a session: its events after `from`.
  ObjectNode eventsAfter(String session, int from) {
    lock.lock();
    try {
      ObjectNode payload = FakeMochat.events(session);
      List<ObjectNode> all = sessions.getOrDefault(session, new Session()).events;
      all.subList(from, all.size()).forEach(payload.withArray("events")::add);
      return payload.put("cursor", all.size());
    } finally {
      lock.unlock();
    }
  }

  // ---- what is asked

  ObjectNode list() {
    lock.lock();
    try {
      lists++;
      changed.signalAll();
      ObjectNode answer = Json.object();
      var all = answer.putArray("sessions");
      for (String id : sessions.keySet()) {
        all.addObject().put("sessionId", id).put("converseId", "converse-" + id);
      }
      return answer;
    } finally {
      lock.unlock();
    }
  }

  ObjectNode group() {
    lock.lock();
    try {
      ObjectNode answer = Json.object().put("_id", FakeMochat.GROUP);
      var all = answer.putArray("panels");
      all.addObject().put("id", "plugin").put("type", 2);
      for (String id : panels.keySet()) all.addObject().put("_id", id).put("type", 0);
      return answer;
    } finally {
      lock.unlock();
    }
  }

  ObjectNode watch(JsonNode question) throws InterruptedException {
    String id = question.path("sessionId").asString("");
    long cursor = question.path("cursor").asLong(0);
    long left = TimeUnit.MILLISECONDS.toNanos(question.path("timeoutMs").asLong(0));
    lock.lock();
    try {
      Session session = sessions.computeIfAbsent(id, key -> new Session());
      acknowledge(session, cursor);
      while (session.events.size() == cursor && left > 0 && !isDown) {
        left = changed.awaitNanos(left);
      }
      ObjectNode answer = Json.object().put("sessionId", id);
      var events = answer.putArray("events");
      long from = cursor > session.events.size() ? 0 : cursor;
      long to = Math.min(session.events.size(), from + question.path("limit").asLong(100));
      for (long i = from; i < to; i++) events.add(session.events.get((int) i).deepCopy());
      return answer.put("cursor", to);
    } finally {
      lock.unlock();
    }
  }

  private void acknowledge(Session session, long cursor) {
    while (session.acknowledged < Math.min(cursor, session.events.size())) {
      JsonNode event = session.events.get((int) session.acknowledged++);
      String id = event.path("payload").path("messageId").asString("");
      if (!id.isEmpty() && id.length() < 100) acknowledged.add(new Acknowledged(id, ""));
    }
  }

  ObjectNode messages(JsonNode question) {
    lock.lock();
    try {
      Panel panel = panels.computeIfAbsent(question.path("panelId").asString(""), k -> new Panel());
      while (panel.acknowledged < panel.shown) {
        JsonNode message = panel.messages.get(panel.acknowledged++);
        acknowledged.add(new Acknowledged(message.path("messageId").asString(""), ""));
      }
      String before = question.path("beforeMessageId").asString("");
      int end = panel.messages.size();
      for (int i = 0; i < panel.messages.size(); i++) {
        if (panel.messages.get(i).path("messageId").asString("").equals(before)) end = i;
      }
      int from = Math.max(0, end - (int) question.path("limit").asLong(0));
      ObjectNode answer = Json.object().put("groupId", FakeMochat.GROUP);
      var page = answer.putArray("messages");
      for (int i = end - 1; i >= from; i--) page.add(panel.messages.get(i).deepCopy());
      panel.shown = Math.max(panel.shown, end);
      return answer;
    } finally {
      lock.unlock();
    }
  }
}
