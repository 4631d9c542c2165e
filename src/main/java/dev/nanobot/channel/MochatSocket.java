package dev.nanobot.channel;

import dev.nanobot.channel.SocketIo.News;
import dev.nanobot.http.Backoff;
import dev.nanobot.http.Http;
import dev.nanobot.http.HttpException;
import dev.nanobot.http.PushSocket;
import dev.nanobot.message.Json;
import dev.nanobot.world.Cell;
import dev.nanobot.world.World;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;

/// Mochat's socket: it is connected for ever, also when the first attempt fails, and tells what
/// happens while it stands.
///
/// Owned by the thread that listens; other threads open it and bring what it says to the mailbox.
final class MochatSocket implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(MochatSocket.class);
  private static final Duration ACK_MAX = Duration.ofSeconds(10);
  private static final Duration LONGEST = Duration.ofMinutes(1);
  private static final int MESSAGE_BYTES_MAX = 8 * 1024 * 1024;

  private final World world;
  private final Http http;
  private final Mochat.Push push;
  private final Letters<Letter> mailbox;
  private final Listener listener;
  private final Backoff backoff;
  private final Cell<Optional<PushSocket>> socket = new Cell<>(Optional.empty());
  private final Map<Long, Asked> asked = new HashMap<>();
  private Optional<Thread> opening = Optional.empty();
  private Optional<SocketIo> connection = Optional.empty();
  private boolean isReady;
  private int attempt; // counts them, so that what an earlier one brings late is known
  private int failures;
  private long connectAt;

  /// What the thread that listens does next.
  interface Letter {
    void take() throws InterruptedException;
  }

  /// Who listens.
  interface Listener {
    /// It stands, and is told nothing yet.
    void onConnected() throws InterruptedException;

    void onEvent(String name, JsonNode payload) throws InterruptedException;

    void onLost();
  }

  private record Asked(long until, Runnable then) {}

  MochatSocket(
      World world, Http http, Mochat.Push push, Letters<Letter> mailbox, Listener listener) {
    this.world = world;
    this.http = http;
    this.push = push;
    this.mailbox = mailbox;
    this.listener = listener;
    this.backoff = new Backoff(push.reconnect(), push.reconnectMax(), Integer.MAX_VALUE);
    this.connectAt = world.nanos();
  }

  boolean isReady() {
    return isReady;
  }

  /// Connects when it is time, and gives up what is silent. `untilDue` is when to call it again.
  void tick() {
    boolean mayTry = push.attemptsMax() == 0 || failures < push.attemptsMax();
    if (opening.isEmpty() && mayTry && isOver(connectAt)) open();
    boolean isSilent = connection.isPresent() && connection.get().untilSilent().isNegative();
    if (isSilent) lose("it is silent");
    else if (asked.values().stream().anyMatch(one -> isOver(one.until()))) lose("it answers not");
  }

  Duration untilDue() {
    if (opening.isEmpty()) return Duration.ofNanos(connectAt - world.nanos());
    Duration longest = connection.map(SocketIo::untilSilent).orElse(LONGEST);
    for (Asked one : asked.values()) {
      Duration left = Duration.ofNanos(one.until() - world.nanos());
      if (left.compareTo(longest) < 0) longest = left;
    }
    return longest;
  }

  private boolean isOver(long at) {
    return at - world.nanos() <= 0;
  }

  // ---- connecting

  private void open() {
    attempt++;
    var receiver = new Receiver(attempt);
    opening = Optional.of(world.start("mochat socket", () -> open(receiver)));
  }

  /// The root of a thread, so any failure is brought.
  private void open(Receiver receiver) {
    try {
      PushSocket opened = http.open(push.url(), push.connect(), MESSAGE_BYTES_MAX, receiver);
      socket.set(Optional.of(opened));
      if (Thread.currentThread().isInterrupted()) opened.close(); // nobody listens any more
      else receiver.bring(() -> opened(opened));
    } catch (InterruptedException e) {
      log.debug("mochat: the socket is not needed any more");
    } catch (HttpException e) {
      receiver.ended(String.valueOf(e.getMessage()));
    } catch (RuntimeException e) {
      receiver.ended("it failed unexpectedly: " + e);
    }
  }

  private void opened(PushSocket opened) {
    JsonNode auth = Json.object().put("token", push.token().reveal());
    connection = Optional.of(new SocketIo(world, opened, push.isBinary(), auth));
    opened.more();
  }

  /// Brings what comes over one connection to the thread that listens.
  private final class Receiver implements PushSocket.Receiver {
    private final int number;

    Receiver(int number) {
      this.number = number;
    }

    void bring(Letter letter) {
      mailbox.put(
          () -> {
            if (number == attempt) letter.take();
          });
    }

    @Override
    public void text(String message) {
      bring(() -> heard(() -> io().text(message)));
    }

    @Override
    public void binary(byte[] message) {
      bring(() -> heard(() -> io().binary(message)));
    }

    @Override
    public void ended(String reason) {
      bring(() -> lose(reason));
    }
  }

  private SocketIo io() {
    return connection.orElseThrow(() -> new SocketIo.Broken("it came before the connection"));
  }

  private void lose(String reason) {
    failures++;
    attempt++;
    log.info("mochat: no socket, so chats are asked: {}", reason);
    end();
    connectAt =
        world.nanos() + backoff.next(world, failures, Optional.empty()).orElseThrow().toNanos();
    listener.onLost();
  }

  private void end() {
    opening.ifPresent(Thread::interrupt);
    socket.swap(Optional.empty()).ifPresent(PushSocket::close);
    opening = Optional.empty();
    connection = Optional.empty();
    asked.clear();
    isReady = false;
  }

  @Override
  public void close() {
    end();
  }

  // ---- hearing and saying

  private interface Reading {
    Optional<News> read() throws InterruptedException;
  }

  private void heard(Reading reading) throws InterruptedException {
    Optional<News> news;
    try {
      news = reading.read();
    } catch (SocketIo.Broken | HttpException e) {
      lose(String.valueOf(e.getMessage()));
      return;
    }
    if (news.isPresent()) take(news.get());
    socket.get().ifPresent(PushSocket::more);
  }

  private void take(News news) throws InterruptedException {
    switch (news) {
      case News.Connected() -> {
        isReady = true;
        listener.onConnected();
      }
      case News.Event(String name, JsonNode payload) -> {
        if (isReady) listener.onEvent(name, payload);
      }
      case News.Ack(long id, JsonNode data) -> answered(id, data);
    }
  }

  private void answered(long id, JsonNode data) {
    Asked one = asked.remove(id);
    if (one == null) return;
    if (data.path("result").asBoolean(false)) {
      failures = 0;
      one.then().run();
    } else {
      lose("it refuses: " + data.path("message").asString("without a reason"));
    }
  }

  /// Asks for something, and runs `then` when it is granted. When it is not, the socket is lost.
  void ask(String event, JsonNode payload, Runnable then) throws InterruptedException {
    try {
      asked.put(io().emit(event, payload), new Asked(world.nanos() + ACK_MAX.toNanos(), then));
    } catch (HttpException e) {
      lose(String.valueOf(e.getMessage()));
    }
  }
}
