package dev.nanobot.channel;

import dev.nanobot.channel.MochatReader.Listing;
import dev.nanobot.channel.MochatReader.Mark;
import dev.nanobot.http.HttpException;
import dev.nanobot.message.Cursor;
import dev.nanobot.world.World;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Listens to all chats of one agent: a thread for each question that waits for an answer, and this
/// one, which takes the answers one after the other and asks a chat again only then.
///
/// A chat that is heard for the first time is cold: what it holds was said to nobody, and is passed.
/// A session that appears later is not: its first message is meant.
///
/// Owned by the thread that runs it.
final class MochatListening {
  private static final Logger log = LoggerFactory.getLogger(MochatListening.class);
  private static final Duration TOKEN_WAIT = Duration.ofMinutes(5);
  private static final Duration LONGEST = Duration.ofMinutes(1);
  private static final String LISTED = "listed";

  private final World world;
  private final Mochat.Config config;
  private final MochatReader reader;
  private final MochatMessages messages;
  private final Channel.Intake intake;
  private final Mailbox<Letter> mailbox;
  private final Map<String, Place> places = new LinkedHashMap<>();
  private final List<Thread> asking = new ArrayList<>();
  private boolean isListing;
  private long listAt;

  MochatListening(
      World world,
      Mochat.Config config,
      MochatApi api,
      MochatMessages messages,
      Channel.Intake intake) {
    this.world = world;
    this.config = config;
    this.reader = new MochatReader(config, api);
    this.messages = messages;
    this.intake = intake;
    this.mailbox = new Mailbox<>(world);
    this.listAt = world.nanos();
  }

  /// What other threads bring.
  private sealed interface Letter {}

  private record Listed(Listing listing) implements Letter {}

  /// What happened in a session after `asked`.
  private record Watched(Place place, long asked, JsonNode data) implements Letter {}

  private record Polled(Place place, List<JsonNode> messages) implements Letter {}

  private record Failed(Optional<Place> place, Throwable failure) implements Letter {}

  /// A chat and what is being done about it.
  private static final class Place {
    final MochatChat chat;
    boolean isCold;
    boolean isAsked;
    long askAt;

    Place(MochatChat chat, boolean isCold, long askAt) {
      this.chat = chat;
      this.isCold = isCold;
      this.askAt = askAt;
    }
  }

  void run() throws InterruptedException {
    try {
      while (true) {
        askWhatIsDue();
        for (Letter letter : mailbox.take(untilDue())) take(letter);
      }
    } finally {
      asking.forEach(Thread::interrupt);
    }
  }

  // ---- asking

  private void askWhatIsDue() {
    asking.removeIf(Predicate.not(Thread::isAlive));
    if (!isListing && isDue(listAt)) {
      isListing = true;
      ask("list", Optional.empty(), () -> new Listed(reader.list()));
    }
    for (Place place : places.values()) {
      if (place.isAsked || !isDue(place.askAt)) continue;
      place.isAsked = true;
      if (place.chat.isPanel()) poll(place);
      else watch(place);
    }
  }

  private void watch(Place place) {
    long cursor = cursor(place);
    Duration hold = place.isCold ? Duration.ZERO : config.timing().watch();
    ask(
        place.chat.name(),
        Optional.of(place),
        () -> new Watched(place, cursor, reader.watch(place.chat, cursor, hold)));
  }

  private void poll(Place place) {
    Optional<Mark> mark = intake.cursor(cursorName(place)).map(Mark::of);
    ask(
        place.chat.name(),
        Optional.of(place),
        () -> new Polled(place, reader.messages(place.chat, mark)));
  }

  private interface Question {
    Letter answer() throws InterruptedException;
  }

  /// The root of a thread, so any failure is brought.
  private void ask(String what, Optional<Place> place, Question question) {
    Runnable body =
        () -> {
          try {
            mailbox.put(question.answer());
          } catch (InterruptedException e) {
            log.debug("mochat: {} is not asked any more", what);
          } catch (RuntimeException | Error e) {
            mailbox.put(new Failed(place, e));
          }
        };
    asking.add(world.start("mochat " + what, body));
  }

  private boolean isDue(long at) {
    return at - world.nanos() <= 0;
  }

  private Duration untilDue() {
    long now = world.nanos();
    long next = isListing ? LONGEST.toNanos() : listAt - now;
    for (Place place : places.values()) {
      if (!place.isAsked) next = Math.min(next, place.askAt - now);
    }
    return Duration.ofNanos(Math.max(0, next));
  }

  private long later(Duration wait) {
    return world.nanos() + wait.toNanos();
  }

  // ---- taking

  private void take(Letter letter) throws InterruptedException {
    switch (letter) {
      case Listed listed -> listed(listed.listing());
      case Watched watched -> watched(watched);
      case Polled polled -> polled(polled);
      case Failed failed -> failed(failed);
    }
    if (!(letter instanceof Failed)) intake.connected();
  }

  private void listed(Listing listing) {
    isListing = false;
    listAt = later(config.timing().refresh());
    boolean isFirst = intake.cursor(messages.agentName()).isEmpty();
    List<String> names = listing.chats().stream().map(MochatChat::name).toList();
    places.keySet().retainAll(names);
    for (MochatChat chat : listing.chats()) {
      places.computeIfAbsent(chat.name(), name -> place(chat, isFirst));
    }
    noteIfAllAreWarm();
  }

  private Place place(MochatChat chat, boolean isFirst) {
    boolean isNew = intake.cursor(messages.cursorName(chat)).isEmpty();
    List<String> named = chat.isPanel() ? config.panels() : config.sessions();
    boolean isOld = isFirst || chat.isPanel() || !named.contains(Mochat.Config.ALL);
    return new Place(chat, isNew && isOld, world.nanos());
  }

  private void noteIfAllAreWarm() {
    if (places.values().stream().anyMatch(place -> place.isCold)) return;
    if (intake.cursor(messages.agentName()).isPresent()) return;
    intake.passed(new Cursor(messages.agentName(), LISTED));
  }

  private void watched(Watched watched) throws InterruptedException {
    Place place = watched.place();
    JsonNode cursor = watched.data().path("cursor");
    long to = cursor.isIntegralNumber() ? cursor.longValue() : watched.asked();
    boolean beginsAnew = to < watched.asked();
    if (beginsAnew) log.warn("mochat: {} counts anew, from {}", place.chat.name(), to);
    List<JsonNode> events = events(watched.data(), beginsAnew ? -1 : cursor(place));
    if (place.isCold) {
      place.isCold = !events.isEmpty() && to > watched.asked();
      pass(place, to);
      noteIfAllAreWarm();
    } else {
      hear(place, events, to);
    }
    place.isAsked = false;
    place.askAt = events.isEmpty() ? later(config.timing().retry()) : world.nanos();
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
  private void hear(Place place, List<JsonNode> events, long to) throws InterruptedException {
    Optional<Cursor> passed = Optional.of(at(place, to));
    for (JsonNode event : events) {
      Cursor next = at(place, Math.min(to, event.path("seq").asLong(to)));
      if (hear(place, identified(event), next)) {
        passed = Optional.of(at(place, to)).filter(last -> !last.equals(next));
      }
    }
    passed.ifPresent(this::passIfMoved);
  }

  /// The payload of an event, which has an id in any case.
  private static JsonNode identified(JsonNode event) {
    JsonNode payload = event.path("payload");
    boolean isMessage = event.path("type").asString("").equals("message.add");
    if (!isMessage || !(payload instanceof ObjectNode object)) return event.path("nothing");
    boolean hasId = !MochatMessages.id(payload).isEmpty();
    return hasId ? payload : object.deepCopy().put("messageId", "seq-" + event.path("seq").asLong(0));
  }

  private boolean hear(Place place, JsonNode message, Cursor cursor) throws InterruptedException {
    if (!message.isObject()) return false;
    Optional<Arrival> arrival;
    try {
      arrival = messages.said(place.chat, message, cursor);
    } catch (IllegalArgumentException e) {
      log.warn("mochat: a message in {} was not understood: {}", place.chat.name(), e.getMessage());
      return false;
    }
    return arrival.isPresent() && intake.hear(arrival.get());
  }

  private void polled(Polled polled) throws InterruptedException {
    Place place = polled.place();
    Mark before = intake.cursor(cursorName(place)).map(Mark::of).orElse(Mark.START);
    Optional<Cursor> passed =
        place.isCold ? Optional.of(at(place, before)) : Optional.empty();
    for (JsonNode message : polled.messages()) {
      Cursor next = at(place, Mark.of(message));
      boolean isTaken = !place.isCold && hear(place, message, next);
      passed = isTaken ? Optional.empty() : Optional.of(next);
    }
    passed.ifPresent(this::passIfMoved);
    place.isCold = false;
    noteIfAllAreWarm();
    place.isAsked = false;
    place.askAt = later(config.timing().refresh());
  }

  private void failed(Failed failed) {
    Throwable failure = failed.failure();
    if (failure instanceof HttpException e) throw new ConnectionLost(String.valueOf(e.getMessage()));
    if (failure instanceof Error error) throw error;
    if (!(failure instanceof MochatApi.Refused refused)) throw (RuntimeException) failure;
    boolean isOfAll =
        refused.code() == MochatApi.UNAUTHORIZED
            || refused.code() == MochatApi.TOO_MANY
            || refused.code() >= MochatApi.SERVER_ERROR;
    if (isOfAll || failed.place().isEmpty()) throw lost(refused);
    Place place = failed.place().get();
    log.warn("mochat: {} cannot be heard: {}", place.chat.name(), refused.getMessage());
    place.isAsked = false;
    place.isCold = false;
    place.askAt = later(config.timing().refresh());
    noteIfAllAreWarm();
  }

  private static ConnectionLost lost(MochatApi.Refused refused) {
    if (refused.code() == MochatApi.UNAUTHORIZED) {
      return new ConnectionLost(
          "Mochat does not know the token: correct channels.mochat.clawToken", TOKEN_WAIT);
    }
    return new ConnectionLost(
        "Mochat refuses: " + refused.getMessage(), refused.retryAfter().orElse(null));
  }

  // ---- cursors

  private String cursorName(Place place) {
    return messages.cursorName(place.chat);
  }

  /// How far a session was heard; 0 is its beginning.
  private long cursor(Place place) {
    return intake.cursor(cursorName(place)).map(Long::parseLong).orElse(0L);
  }

  private Cursor at(Place place, long cursor) {
    return new Cursor(cursorName(place), Long.toString(cursor));
  }

  private Cursor at(Place place, Mark mark) {
    return new Cursor(cursorName(place), mark.value());
  }

  private void pass(Place place, long to) {
    passIfMoved(at(place, to));
  }

  private void passIfMoved(Cursor cursor) {
    boolean isThere = intake.cursor(cursor.name()).filter(cursor.value()::equals).isPresent();
    if (!isThere) intake.passed(cursor);
  }
}
