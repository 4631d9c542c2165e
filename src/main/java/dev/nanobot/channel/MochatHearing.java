package dev.nanobot.channel;

import dev.nanobot.channel.MochatReader.Mark;
import dev.nanobot.message.Cursor;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Brings what was read of a chat to the intake, each message with the cursor after it. Cursors
/// only grow, but where a session's count begins anew.
///
/// Owned by the thread that listens.
final class MochatHearing {
  private static final Logger log = LoggerFactory.getLogger(MochatHearing.class);

  private final MochatMessages messages;
  private final Channel.Intake intake;

  MochatHearing(MochatMessages messages, Channel.Intake intake) {
    this.messages = messages;
    this.intake = intake;
  }

  boolean isKnown(MochatChat chat) {
    return intake.cursor(messages.cursorName(chat)).isPresent();
  }

  /// How far a session was heard; 0 is its beginning.
  long cursor(MochatChat session) {
    return intake.cursor(messages.cursorName(session)).map(Long::parseLong).orElse(0L);
  }

  /// How far a panel was heard.
  Optional<Mark> mark(MochatChat panel) {
    return intake.cursor(messages.cursorName(panel)).map(Mark::of);
  }

  // ---- sessions

  /// Takes what happened in a session after `asked`; returns whether there may be more.
  boolean watched(MochatPlace place, long asked, JsonNode data) throws InterruptedException {
    JsonNode cursor = data.path("cursor");
    long to = cursor.isIntegralNumber() ? cursor.longValue() : asked;
    boolean beginsAnew = to < asked;
    if (beginsAnew) log.warn("mochat: {} counts anew, from {}", place.chat.name(), to);
    long from = beginsAnew ? -1 : cursor(place.chat);
    List<JsonNode> events = events(data, from);
    if (!place.isCold) {
      hear(place.chat, events, Math.max(to, from));
      return !events.isEmpty();
    }
    place.isCold = !events.isEmpty() && to > asked;
    pass(at(place.chat, Long.toString(to)));
    return place.isCold;
  }

  /// Takes what the socket told of a session, if nothing is missing before or within it; returns
  /// whether that is so.
  boolean pushed(MochatChat session, JsonNode data) throws InterruptedException {
    long from = cursor(session);
    List<JsonNode> events = events(data, from);
    for (int i = 0; i < events.size(); i++) {
      if (events.get(i).path("seq").asLong(-1) != from + 1 + i) return false;
    }
    if (!events.isEmpty()) hear(session, events, from + events.size());
    return true;
  }

  /// The events after a place, in their order.
  private static List<JsonNode> events(JsonNode data, long after) {
    List<JsonNode> events = new ArrayList<>();
    for (JsonNode event : data.path("events")) {
      boolean isOrdered = event.path("seq").isIntegralNumber();
      if (!isOrdered || event.path("seq").longValue() > after) events.add(event);
    }
    events.sort(Comparator.comparingLong(event -> event.path("seq").asLong(after)));
    return events;
  }

  /// Each message that is taken moves the cursor with it; the rest is passed at the end.
  private void hear(MochatChat session, List<JsonNode> events, long to)
      throws InterruptedException {
    Cursor end = at(session, Long.toString(to));
    Optional<Cursor> passed = Optional.of(end);
    for (JsonNode event : events) {
      Cursor next = at(session, Long.toString(Math.min(to, event.path("seq").asLong(to))));
      if (happened(session, event, next)) passed = Optional.of(end).filter(e -> !e.equals(next));
    }
    passed.ifPresent(this::pass);
  }

  private boolean happened(MochatChat session, JsonNode event, Cursor next)
      throws InterruptedException {
    JsonNode payload = event.path("payload");
    return switch (event.path("type").asString("")) {
      case "message.add" -> hear(session, identified(event), next);
      case "message.update" -> edited(session, payload);
      case "message.recall", "message.delete" -> recalled(session, payload);
      default -> false;
    };
  }

  /// The message of an event, with an id in any case.
  private static JsonNode identified(JsonNode event) {
    JsonNode payload = event.path("payload");
    if (!(payload instanceof ObjectNode object)) return payload;
    if (!MochatMessages.id(payload).isEmpty()) return payload;
    return object.deepCopy().put("messageId", "seq-" + event.path("seq").asLong(0));
  }

  // ---- panels

  /// Takes the messages of a panel after its mark.
  void polled(MochatPlace place, List<JsonNode> said) throws InterruptedException {
    Mark start = mark(place.chat).orElse(Mark.START);
    Optional<Cursor> passed = Optional.of(at(place.chat, start.value()));
    for (JsonNode message : said) {
      Cursor next = at(place.chat, Mark.of(message).value());
      boolean isTaken = !place.isCold && hear(place.chat, message, next);
      passed = isTaken ? Optional.empty() : Optional.of(next);
    }
    passed.ifPresent(this::pass);
    place.isCold = false;
  }

  // ---- both

  private boolean hear(MochatChat chat, JsonNode message, Cursor next) throws InterruptedException {
    Optional<Arrival> arrival = understood(chat, () -> messages.said(chat, message, next));
    return arrival.isPresent() && intake.hear(arrival.get());
  }

  /// What was changed is said anew, and then taken back as it was, if it still waits. Returns
  /// false: no cursor moves.
  boolean edited(MochatChat chat, JsonNode message) throws InterruptedException {
    boolean isRecalled = message.path("hasRecall").asBoolean(false);
    if (isRecalled) return recalled(chat, message);
    Optional<Arrival> arrival = understood(chat, () -> messages.edited(chat, message));
    if (arrival.isPresent() && intake.hear(arrival.get())) recalled(chat, message);
    return false;
  }

  /// Takes a message back that still waits. Returns false: no cursor moves.
  boolean recalled(MochatChat chat, JsonNode message) {
    String id = MochatMessages.id(message);
    if (!id.isEmpty()) intake.recalled(messages.externalId(chat, id));
    return false;
  }

  private interface Reading {
    Optional<Arrival> read();
  }

  private static Optional<Arrival> understood(MochatChat chat, Reading reading) {
    try {
      return reading.read();
    } catch (IllegalArgumentException e) {
      log.warn("mochat: a message in {} was not understood: {}", chat.name(), e.getMessage());
      return Optional.empty();
    }
  }

  private Cursor at(MochatChat chat, String value) {
    return new Cursor(messages.cursorName(chat), value);
  }

  private void pass(Cursor cursor) {
    boolean isThere = intake.cursor(cursor.name()).filter(cursor.value()::equals).isPresent();
    if (!isThere) intake.passed(cursor);
  }
}
