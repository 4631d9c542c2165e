package dev.nanobot.channel;

import dev.nanobot.channel.MochatReader.Listing;
import dev.nanobot.channel.MochatReader.Mark;
import dev.nanobot.channel.MochatSocket.Letter;
import dev.nanobot.http.Http;
import dev.nanobot.http.HttpException;
import dev.nanobot.message.Cursor;
import dev.nanobot.message.Json;
import dev.nanobot.world.World;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Listens to all chats of one agent: a thread for each question that waits for an answer, and this
/// one, which takes the answers one after the other and asks a chat again only then. While the
/// socket stands, it tells which chats are to be asked.
///
/// A chat that is heard for the first time is cold: what it holds was said to nobody, and is
/// passed. One that appears later is not: its first message is meant.
///
/// Owned by the thread that runs it.
final class MochatListening implements MochatSocket.Listener {
  private static final Logger log = LoggerFactory.getLogger(MochatListening.class);
  private static final Duration TOKEN_WAIT = Duration.ofMinutes(5);
  private static final Duration LONGEST = Duration.ofMinutes(1);
  private static final String LISTED = "listed";
  private static final String SUBSCRIBE_SESSIONS = "com.claw.im.subscribeSessions";
  private static final String SUBSCRIBE_PANELS = "com.claw.im.subscribePanels";

  private final World world;
  private final Mochat.Config config;
  private final MochatReader reader;
  private final MochatMessages messages;
  private final MochatHearing hearing;
  private final Channel.Intake intake;
  private final Letters<Letter> mailbox;
  private final Optional<MochatSocket> socket;
  private final Map<String, MochatPlace> places = new LinkedHashMap<>();
  private final List<Thread> asking = new ArrayList<>();
  private Map<String, String> sessionNames = Map.of();
  private boolean isListing;
  private long listAt;

  MochatListening(
      World world, Http http, Mochat.Config config, MochatApi api, Channel.Intake intake) {
    this.world = world;
    this.config = config;
    this.reader = new MochatReader(config, api);
    this.messages = new MochatMessages(Mochat.NAME, config);
    this.hearing = new MochatHearing(messages, intake);
    this.intake = intake;
    this.mailbox = new Letters<>(world);
    this.socket = config.push().map(push -> new MochatSocket(world, http, push, mailbox, this));
    this.listAt = world.nanos();
  }

  void run() throws InterruptedException {
    try {
      while (true) {
        askWhatIsDue();
        socket.ifPresent(MochatSocket::tick);
        Duration due = intake.release().orElse(LONGEST);
        for (Letter letter : mailbox.take(World.shorter(due, untilDue()))) letter.take();
      }
    } finally {
      asking.forEach(Thread::interrupt);
      socket.ifPresent(MochatSocket::close);
    }
  }

  // ---- asking

  private void askWhatIsDue() {
    asking.removeIf(Predicate.not(Thread::isAlive));
    if (!isListing && isDue(listAt)) {
      isListing = true;
      ask("list", this::list, this::failed);
    }
    for (MochatPlace place : places.values()) {
      if (!place.isToAsk() || !isDue(place.askAt())) continue;
      place.isAsked = true;
      place.isTouched = false;
      ask(place.chat.name(), question(place), refused -> failed(place, refused));
    }
  }

  private interface Question {
    Letter answer() throws InterruptedException;
  }

  private Letter list() throws InterruptedException {
    Listing listing = reader.list();
    return () -> listed(listing);
  }

  private Question question(MochatPlace place) {
    if (place.chat.isPanel()) {
      Optional<Mark> mark = hearing.mark(place.chat);
      return () -> {
        List<JsonNode> said = reader.messages(place.chat, mark);
        return () -> polled(place, said);
      };
    }
    long cursor = hearing.cursor(place.chat);
    boolean isWaiting = !place.isCold && !place.isPushed;
    Duration hold = isWaiting ? config.timing().watch() : Duration.ZERO;
    return () -> {
      JsonNode data = reader.watch(place.chat, cursor, hold);
      return () -> watched(place, cursor, data);
    };
  }

  /// The root of a thread, so any failure is brought.
  private void ask(String what, Question question, Consumer<MochatApi.Refused> onRefused) {
    Runnable body =
        () -> {
          try {
            mailbox.put(question.answer());
          } catch (InterruptedException e) {
            log.debug("mochat: {} is not asked any more", what);
          } catch (MochatApi.Refused e) {
            mailbox.put(() -> onRefused.accept(e));
          } catch (HttpException e) {
            mailbox.put(() -> fail(new ConnectionLost(String.valueOf(e.getMessage()))));
          } catch (RuntimeException e) {
            mailbox.put(() -> fail(e));
          }
        };
    asking.add(world.start("mochat " + what, body));
  }

  private static void fail(RuntimeException failure) {
    throw failure;
  }

  private boolean isDue(long at) {
    return at - world.nanos() <= 0;
  }

  private Duration untilDue() {
    long now = world.nanos();
    long next = isListing ? LONGEST.toNanos() : listAt - now;
    for (MochatPlace place : places.values()) {
      if (place.isToAsk()) next = Math.min(next, place.askAt() - now);
    }
    if (socket.isPresent()) next = Math.min(next, socket.get().untilDue().toNanos());
    return Duration.ofNanos(Math.max(0, next));
  }

  // ---- taking answers

  private void listed(Listing listing) throws InterruptedException {
    isListing = false;
    listAt = world.nanos() + config.timing().refresh().toNanos();
    sessionNames = listing.sessions();
    boolean isFirst = intake.cursor(messages.agentName()).isEmpty();
    places.keySet().retainAll(listing.chats().stream().map(MochatChat::name).toList());
    List<MochatPlace> added = new ArrayList<>();
    for (MochatChat chat : listing.chats()) {
      if (!places.containsKey(chat.name())) added.add(place(chat, isFirst));
    }
    added.forEach(place -> places.put(place.chat.name(), place));
    noteIfAllAreWarm();
    if (socket.filter(MochatSocket::isReady).isPresent()) subscribe(added);
    intake.connected();
  }

  private MochatPlace place(MochatChat chat, boolean isFirst) {
    List<String> named = chat.isPanel() ? config.panels() : config.sessions();
    boolean isOld = isFirst || !named.contains(Mochat.Config.ALL);
    return new MochatPlace(chat, isOld && !hearing.isKnown(chat), world.nanos());
  }

  private void noteIfAllAreWarm() {
    if (places.values().stream().anyMatch(place -> place.isCold)) return;
    if (intake.cursor(messages.agentName()).isPresent()) return;
    intake.passed(new Cursor(messages.agentName(), LISTED));
  }

  private void watched(MochatPlace place, long asked, JsonNode data) throws InterruptedException {
    boolean hasMore = hearing.watched(place, asked, data);
    ended(place, hasMore ? Duration.ZERO : config.timing().retry());
    if (hasMore && place.isPushed) place.touch(world.nanos(), Duration.ZERO);
    intake.connected();
  }

  private void polled(MochatPlace place, List<JsonNode> said) throws InterruptedException {
    hearing.polled(place, said);
    ended(place, config.timing().refresh());
    intake.connected();
  }

  /// The next question of a place that was touched meanwhile comes soon.
  private void ended(MochatPlace place, Duration next) {
    long now = world.nanos();
    place.asked(now, next);
    if (place.isTouched) place.touch(now, config.timing().retry());
    noteIfAllAreWarm();
  }

  /// What is wrong with one chat holds up no other.
  private void failed(MochatPlace place, MochatApi.Refused refused) {
    boolean isOfAll =
        refused.code() == MochatApi.UNAUTHORIZED
            || refused.code() == MochatApi.TOO_MANY
            || refused.code() >= MochatApi.SERVER_ERROR;
    if (isOfAll) throw lost(refused);
    log.warn("mochat: {} cannot be heard: {}", place.chat.name(), refused.getMessage());
    ended(place, config.timing().refresh());
  }

  private void failed(MochatApi.Refused refused) {
    throw lost(refused);
  }

  private static ConnectionLost lost(MochatApi.Refused refused) {
    if (refused.code() == MochatApi.UNAUTHORIZED) {
      return new ConnectionLost(
          "Mochat does not know the token: correct channels.mochat.clawToken", TOKEN_WAIT);
    }
    return new ConnectionLost(
        "Mochat refuses: " + refused.getMessage(), refused.retryAfter().orElse(null));
  }

  // ---- what the socket tells

  @Override
  public void onConnected() throws InterruptedException {
    subscribe(List.copyOf(places.values()));
  }

  @Override
  public void onLost() {
    for (MochatPlace place : places.values()) {
      if (!place.isPushed) continue;
      place.isPushed = false;
      place.touch(world.nanos(), Duration.ZERO);
    }
  }

  private void subscribe(List<MochatPlace> some) throws InterruptedException {
    List<MochatPlace> panels = some.stream().filter(place -> place.chat.isPanel()).toList();
    List<MochatPlace> sessions = some.stream().filter(place -> !place.chat.isPanel()).toList();
    if (!sessions.isEmpty()) subscribe(SUBSCRIBE_SESSIONS, sessionsOf(sessions), sessions);
    ObjectNode panelIds = Json.object();
    panels.forEach(place -> panelIds.withArray("panelIds").add(place.chat.id()));
    if (!panels.isEmpty()) subscribe(SUBSCRIBE_PANELS, panelIds, panels);
  }

  private ObjectNode sessionsOf(List<MochatPlace> sessions) {
    ObjectNode wanted = Json.object().put("limit", config.timing().atOnceMax());
    ObjectNode cursors = wanted.putObject("cursors");
    for (MochatPlace place : sessions) {
      wanted.withArray("sessionIds").add(place.chat.id());
      cursors.put(place.chat.id(), hearing.cursor(place.chat));
    }
    return wanted;
  }

  /// What was said before it is granted is asked for once more.
  private void subscribe(String event, ObjectNode wanted, List<MochatPlace> some)
      throws InterruptedException {
    if (socket.isEmpty()) return;
    socket
        .get()
        .ask(
            event,
            wanted,
            () -> {
              for (MochatPlace place : some) {
                place.isPushed = true;
                place.touch(world.nanos(), Duration.ZERO);
              }
            });
  }

  @Override
  public void onEvent(String name, JsonNode payload) throws InterruptedException {
    switch (name) {
      case "claw.session.events" -> pushed(payload);
      case "claw.panel.events" -> touch("panel/", MochatMessages.text(payload, "sessionId"));
      case "notify:chat.inbox.append" -> appended(payload.path("payload"));
      case "notify:chat.message.add" -> touch("panel/", panel(payload));
      case "notify:chat.message.update" -> changed(payload, false);
      case "notify:chat.message.recall", "notify:chat.message.delete" -> changed(payload, true);
      default -> log.debug("mochat: an event of another kind");
    }
  }

  private void pushed(JsonNode payload) throws InterruptedException {
    MochatPlace place = places.get("session/" + MochatMessages.text(payload, "sessionId"));
    if (place == null) listSoon();
    else if (place.isCold || !hearing.pushed(place.chat, payload)) touch(place);
  }

  private void touch(String kind, String id) {
    MochatPlace place = places.get(kind + id);
    if (place == null) listSoon();
    else touch(place);
  }

  private void touch(MochatPlace place) {
    place.touch(world.nanos(), config.timing().retry());
  }

  /// A session that is not known yet is listed soon.
  private void appended(JsonNode notice) {
    if (!MochatMessages.text(notice, "groupId").isEmpty()) return;
    String converse = MochatMessages.text(notice, "converseId");
    touch("session/", sessionNames.getOrDefault(converse, converse));
  }

  private void listSoon() {
    long soon = world.nanos() + config.timing().retry().toNanos();
    if (soon - listAt < 0) listAt = soon;
  }

  private void changed(JsonNode message, boolean isRecall) throws InterruptedException {
    MochatPlace place = places.get("panel/" + panel(message));
    if (place == null) return;
    if (isRecall) hearing.recalled(place.chat, message);
    else hearing.edited(place.chat, message);
  }

  private static String panel(JsonNode message) {
    String converse = MochatMessages.text(message, "converseId");
    return converse.isEmpty() ? MochatMessages.text(message, "panelId") : converse;
  }
}
