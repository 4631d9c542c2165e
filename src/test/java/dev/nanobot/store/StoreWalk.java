package dev.nanobot.store;

import static dev.nanobot.store.Desk.TTL;
import static dev.nanobot.store.Desk.answer;
import static dev.nanobot.store.Desk.inbound;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nanobot.message.Opening;
import dev.nanobot.message.Outbound;
import dev.nanobot.message.SessionKey;
import dev.nanobot.message.Waiting;
import dev.nanobot.store.Board.Handling;
import dev.nanobot.store.Store.Delivery;
import dev.nanobot.store.Store.Receipt;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// A walk through the verbs in a random order, beside a small model of inbox, leases and outbox in
/// memory: after each step both must tell the same.
final class StoreWalk {
  private static final int WAITING_MAX = 3;

  private final Desk desk;
  private final Random random;
  private final List<Chat> chats = new ArrayList<>();
  private final Map<Long, String> states = new LinkedHashMap<>();
  private final Map<String, Long> ids = new LinkedHashMap<>();
  private final Map<Long, Said> sending = new TreeMap<>();
  private final Map<Long, Said> dead = new TreeMap<>();
  private int said;

  /// Something to be said, as the model knows it.
  private static final class Said {
    private final Chat chat;
    private final String text;
    private final int order;
    private boolean isSending;
    private int attempts;
    private boolean isUncertain;

    Said(Chat chat, String text, int order) {
      this.chat = chat;
      this.text = text;
      this.order = order;
    }
  }

  /// A session, as the model knows it.
  private static final class Chat {
    private final SessionKey key;
    private final List<Long> waiting = new ArrayList<>();
    private final List<Long> taken = new ArrayList<>();
    private final List<Said> outbox = new ArrayList<>();
    private final List<Lease> lost = new ArrayList<>();
    private @Nullable Lease lease;
    private boolean isExpired;
    private boolean isMarked;
    private boolean isRunning;
    private boolean isStopped;
    private Instant toldFull = Instant.EPOCH;

    Chat(SessionKey key) {
      this.key = key;
    }

    void giveBack() {
      if (lease != null) lost.add(lease);
      lease = null;
      isExpired = false;
    }

    void end() {
      giveBack();
      taken.clear();
      isRunning = false;
      isStopped = false;
      isMarked = !waiting.isEmpty();
    }
  }

  StoreWalk(Desk desk, long seed) {
    this.desk = desk;
    this.random = new Random(seed);
    for (String name : List.of("a", "b", "c")) chats.add(new Chat(SessionKey.of("chat", name)));
  }

  void walk(int steps) {
    for (int step = 0; step < steps; step++) {
      Chat chat = chats.get(random.nextInt(chats.size()));
      switch (random.nextInt(13)) {
        case 0, 1, 2 -> post(chat);
        case 3 -> repeat();
        case 4 -> {
          if (random.nextInt(4) == 0) stop(chat);
        }
        case 5, 6 -> lease(chat);
        case 7, 8 -> act(chat);
        case 9 -> writeLate(chat);
        case 10 -> deliver();
        case 11 -> handle();
        default -> {
          if (random.nextInt(4) == 0) passTime();
        }
      }
      compare(step);
    }
  }

  private void post(Chat chat) {
    String id = "w" + ids.size();
    Receipt receipt = desk.store.post(inbound(chat.key, id, "text " + id), WAITING_MAX, Desk.FULL);
    assertThat(receipt.isNew()).isTrue();
    ids.put(id, receipt.messageId());
    if (chat.waiting.size() >= WAITING_MAX) {
      states.put(receipt.messageId(), "refused");
      Instant now = desk.here.now();
      if (!chat.toldFull.isAfter(now.minus(Duration.ofMinutes(1)))) {
        chat.toldFull = now;
        say(chat, Desk.FULL.notice());
      }
    } else {
      states.put(receipt.messageId(), "new");
      chat.waiting.add(receipt.messageId());
      chat.isMarked = true;
    }
  }

  private void repeat() {
    if (ids.isEmpty()) return;
    String id = List.copyOf(ids.keySet()).get(random.nextInt(ids.size()));
    Chat anywhere = chats.get(random.nextInt(chats.size()));
    assertThat(desk.other.post(inbound(anywhere.key, id, "repeat"), 1, Desk.FULL))
        .isEqualTo(new Receipt(ids.getOrDefault(id, 0L), false));
  }

  private void stop(Chat chat) {
    String id = "w" + ids.size();
    long message =
        desk.store
            .controls()
            .stop(
                inbound(chat.key, id, "/stop"),
                found -> "stopped " + found.wasRunning() + " " + found.waiting())
            .messageId();
    ids.put(id, message);
    states.put(message, "answered");
    say(chat, "stopped " + (chat.isRunning && !chat.isStopped) + " " + chat.waiting.size());
    chat.isStopped = chat.isRunning;
    all(chat.waiting, "superseded");
    chat.waiting.clear();
  }

  private void lease(Chat chat) {
    boolean isFree = chat.isMarked && (chat.lease == null || chat.isExpired);
    List<Lease> leases = desk.store.lease("one", TTL, 1, Set.of(chat.key), List.of());
    assertThat(leases).hasSize(isFree ? 1 : 0);
    if (!isFree) return;
    chat.giveBack();
    chat.lease = leases.getFirst();
    assertThat(chat.lost).allMatch(lost -> lost.epoch() < leases.getFirst().epoch());
    open(chat, leases.getFirst());
  }

  private void open(Chat chat, Lease lease) {
    Optional<Opening> opening = desk.store.open(lease);
    assertThat(opening.isPresent()).isEqualTo(chat.isRunning || !chat.waiting.isEmpty());
    if (opening.isEmpty()) {
      chat.end();
      return;
    }
    assertThat(opening.get().isStopped()).isEqualTo(chat.isStopped);
    chat.isRunning = true;
    if (!chat.isStopped) take(chat);
  }

  private void act(Chat chat) {
    Lease lease = chat.lease;
    if (lease == null) return;
    switch (random.nextInt(6)) {
      case 0 -> finish(chat, lease);
      case 1 -> fail(chat, lease);
      case 2 -> {
        desk.store.cancel(lease, "Stopped.");
        all(chat.taken, "superseded");
        chat.end();
      }
      case 3 -> {
        desk.store.release(lease);
        chat.giveBack();
      }
      default -> step(chat, lease);
    }
  }

  private void finish(Chat chat, Lease lease) {
    if (chat.isStopped) {
      assertThatThrownBy(() -> desk.store.finish(lease, answer("late")))
          .isInstanceOf(TurnStopped.class);
      return;
    }
    String text = "answer " + said;
    desk.store.finish(lease, answer(text));
    all(chat.taken, "merged");
    states.put(chat.taken.getLast(), "answered");
    say(chat, text);
    chat.end();
  }

  private void fail(Chat chat, Lease lease) {
    if (chat.isStopped) {
      assertThatThrownBy(() -> desk.store.fail(lease, "broken", "Sorry."))
          .isInstanceOf(TurnStopped.class);
      return;
    }
    desk.store.fail(lease, "broken", "Sorry.");
    all(chat.taken, "dead");
    say(chat, "Sorry.");
    chat.end();
  }

  private void step(Chat chat, Lease lease) {
    if (chat.isStopped) {
      assertThatThrownBy(() -> desk.plan(lease, "x")).isInstanceOf(TurnStopped.class);
      return;
    }
    Waiting call = desk.plan(lease, "x").getFirst();
    desk.store.settle(lease, Map.of(call.key(), desk.outcome(call, "done")));
    chat.isExpired = false;
    take(chat);
  }

  private void writeLate(Chat chat) {
    if (chat.lost.isEmpty()) return;
    Lease lost = chat.lost.get(random.nextInt(chat.lost.size()));
    desk.store.release(lost);
    assertThatThrownBy(() -> desk.store.finish(lost, answer("late"))).isInstanceOf(LeaseLost.class);
    assertThat(desk.store.renew(Set.of(lost), TTL)).containsExactly(lost);
  }

  private void deliver() {
    List<Outbound> taken = desk.take(9);
    List<Said> expected = new ArrayList<>();
    for (Chat chat : chats) {
      if (chat.outbox.isEmpty() || chat.outbox.stream().anyMatch(one -> one.isSending)) continue;
      expected.add(chat.outbox.getFirst());
    }
    expected.sort((x, y) -> Integer.compare(x.order, y.order));
    assertThat(Desk.texts(taken)).isEqualTo(expected.stream().map(next -> next.text).toList());
    for (int i = 0; i < taken.size(); i++) {
      Said next = expected.get(i);
      assertThat(taken.get(i).mayBeDuplicate()).isEqualTo(next.isUncertain);
      next.isSending = true;
      next.attempts = taken.get(i).attempts();
      sending.put(taken.get(i).id(), next);
    }
    for (long id : List.copyOf(sending.keySet())) report(id);
  }

  private void report(long id) {
    Said message = Objects.requireNonNull(sending.get(id));
    var attempt = new Store.Attempt(id, message.attempts);
    switch (random.nextInt(4)) {
      case 0 -> desk.store.postpone(attempt, Duration.ZERO, false, "busy");
      case 1 -> {
        desk.store.bury(attempt, false, "gone");
        dead.put(id, message);
      }
      case 2 -> desk.store.sent(List.of(new Delivery(id, "")));
      default -> {
        return; // no word yet
      }
    }
    sending.remove(id);
    message.isSending = false;
    boolean isOver =
        desk.store.unsent(message.chat.key).stream().noneMatch(left -> left.id() == id);
    if (isOver) assertThat(message.chat.outbox.remove(message)).isTrue();
  }

  private void handle() {
    if (dead.isEmpty()) return;
    long id = List.copyOf(dead.keySet()).get(random.nextInt(dead.size()));
    Said message = Objects.requireNonNull(dead.remove(id));
    if (random.nextInt(3) == 0) {
      assertThat(desk.other.board().drop(id, "walk")).isEqualTo(Handling.DONE);
      return;
    }
    assertThat(desk.other.board().retry(id, "walk")).isEqualTo(Handling.DONE);
    message.chat.outbox.add(message);
    message.chat.outbox.sort((x, y) -> Integer.compare(x.order, y.order));
  }

  private void passTime() {
    desk.pass(TTL.plusSeconds(1));
    for (Chat chat : chats) chat.isExpired = chat.lease != null;
    for (Said message : sending.values()) {
      message.isSending = false;
      message.isUncertain = true;
    }
    sending.clear();
  }

  private void take(Chat chat) {
    all(chat.waiting, "taken");
    chat.taken.addAll(chat.waiting);
    chat.waiting.clear();
  }

  private void all(List<Long> messages, String state) {
    for (long message : messages) states.put(message, state);
  }

  private void say(Chat chat, String text) {
    chat.outbox.add(new Said(chat, text, said++));
  }

  private void compare(int step) {
    for (Chat chat : chats) {
      assertThat(desk.unsent(chat.key))
          .as("unsent after step %d", step)
          .isEqualTo(chat.outbox.stream().map(message -> message.text).toList());
    }
    if (step % 10 != 0) return;
    Map<Long, String> found = new LinkedHashMap<>();
    states.keySet().forEach(message -> found.put(message, desk.state(message)));
    assertThat(found).as("states after step %d", step).isEqualTo(states);
  }
}
