package dev.nanobot.channel;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.nanobot.http.Http;
import dev.nanobot.message.Secret;
import dev.nanobot.world.RealWorld;
import dev.nanobot.world.World;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;

/// The platform of `docs/adding-a-channel.md` on a real socket.
final class FakeLinechat implements FakeChatPlatform {
  private static final String BOT = "bot";
  private static final String TOKEN = "line-secret";
  private static final Duration POLL = Duration.ofSeconds(5);

  private final Http http = new Http(new RealWorld());
  private final HttpServer server;
  private final Channel channel;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final List<Event> events = new ArrayList<>();
  private final Map<String, Long> numbers = new LinkedHashMap<>();
  private final BlockingQueue<Acknowledged> acknowledged = new LinkedBlockingQueue<>();
  private final BlockingQueue<Spoken> spoken = new LinkedBlockingQueue<>();
  private final BlockingQueue<String> deeds = new LinkedBlockingQueue<>();
  private final CountDownLatch closed = new CountDownLatch(1);
  private volatile Function<Spoken, Answer> policy = said -> new Taken("1");
  private volatile boolean isDown;

  private static final class Event {
    final String id;
    final long number;
    final String fields;
    boolean isTold;

    Event(String id, long number, String fields) {
      this.id = id;
      this.number = number;
      this.fields = fields;
    }
  }

  FakeLinechat(Duration answerWait, Policy policy) {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 64);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/", this::serve);
    server.start();
    channel = channel(answerWait, policy);
  }

  private Channel channel(Duration answerWait, Policy policy) {
    Class<?> linechat = Example.load();
    Class<?> config = config(linechat);
    String base = "http://127.0.0.1:" + server.getAddress().getPort();
    try {
      Object configured =
          config.getConstructors()[0].newInstance(
              base, BOT, new Secret(TOKEN), POLL, answerWait, policy);
      return (Channel)
          linechat
              .getConstructor(config, World.class, Http.class)
              .newInstance(configured, new RealWorld(), http);
    } catch (ReflectiveOperationException e) {
      throw new AssertionError(e);
    }
  }

  private static Class<?> config(Class<?> linechat) {
    return List.of(linechat.getDeclaredClasses()).stream()
        .filter(one -> one.getSimpleName().equals("Config"))
        .findFirst()
        .orElseThrow();
  }

  @Override
  public Channel channel() {
    return channel;
  }

  // ---- what people do

  @Override
  public void bring(String id, String chat, String sender, String text) {
    add(id, String.join("\t", "direct", chat, sender, text));
  }

  @Override
  public void bringAgain(String id, String chat, String sender, String text) {
    // What was not acknowledged comes again by itself.
  }

  @Override
  public void bringGarbage() {
    add("garbage", "direct\t\t\tnobody");
  }

  @Override
  public void bringFile(String id, String chat, String sender, String name, byte[] bytes) {
    add(id, String.join("\t", "file", chat, sender, name));
  }

  @Override
  public int bringEveryKind(String sender) {
    List<String> kinds =
        List.of(
            "direct\t" + sender + "\t" + sender + "\thello",
            "direct\t" + sender + "\t" + sender + "\t/stop",
            "file\t" + sender + "\t" + sender + "\tx.txt",
            "group\tg\t" + sender + "\thello all",
            "group\tg\t" + sender + "\thello @" + BOT,
            "group\tg\t" + sender + "\t@" + BOT + " /stop",
            "joined\tg\t" + sender + "\t");
    for (int i = 0; i < kinds.size(); i++) add("kind-" + sender + i, kinds.get(i));
    return kinds.size();
  }

  private void add(String id, String fields) {
    lock.lock();
    try {
      long number = numbers.computeIfAbsent(id, key -> 1L + numbers.size());
      events.add(new Event(id, number, fields));
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  // ---- what the channel does

  @Override
  public Acknowledged acknowledged() throws InterruptedException {
    return next(acknowledged, "an acknowledgement");
  }

  @Override
  public Spoken spoken() throws InterruptedException {
    return next(spoken, "something said");
  }

  @Override
  public List<String> deeds() {
    return List.copyOf(deeds);
  }

  @Override
  public Steps steps() {
    return Steps.NONE;
  }

  @Override
  public boolean hasSigns() {
    return false;
  }

  @Override
  public int signs() {
    return 0;
  }

  @Override
  public String externalId(String id) {
    lock.lock();
    try {
      return BOT + "/" + numbers.computeIfAbsent(id, key -> 1L + numbers.size());
    } finally {
      lock.unlock();
    }
  }

  // ---- what the platform does

  @Override
  public void answers(Function<Spoken, Answer> policy) {
    this.policy = policy;
  }

  @Override
  public void isDown(boolean isDown) {
    this.isDown = isDown;
    lock.lock();
    try {
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private void serve(HttpExchange exchange) throws IOException {
    try (exchange) {
      String body = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
      if (isDown) return; // The connection ends without an answer.
      String proof = exchange.getRequestHeaders().getFirst("authorization");
      String query = exchange.getRequestURI().getQuery();
      if (!("Bearer " + TOKEN).equals(proof)) answer(exchange, 401, "who are you?");
      else if (exchange.getRequestURI().getPath().equals("/events")) {
        String told = told(Long.parseLong(query.substring("after=".length())));
        if (!isDown) answer(exchange, 200, told);
      } else {
        deeds.add("say");
        said(exchange, query.substring("chat=".length()), body);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private String told(long after) throws InterruptedException {
    long left = POLL.toNanos();
    lock.lock();
    try {
      for (Event event : List.copyOf(events)) {
        if (!event.isTold || event.number > after) continue;
        events.remove(event);
        acknowledged.add(new Acknowledged(event.id, ""));
      }
      while (events.isEmpty() && left > 0 && !isDown) left = changed.awaitNanos(left);
      var lines = new StringBuilder();
      for (Event event : events) {
        event.isTold = true;
        lines.append(event.number).append('\t').append(event.fields).append('\n');
      }
      return lines.toString();
    } finally {
      lock.unlock();
    }
  }

  private void said(HttpExchange exchange, String chat, String text)
      throws IOException, InterruptedException {
    var said = new Spoken(chat, "", text, text.contains("may be a duplicate"));
    spoken.add(said);
    switch (policy.apply(said)) {
      case Taken taken -> answer(exchange, 200, taken.platformId());
      case Refused refused when refused.isRetryable() -> {
        Optional<Duration> wait = refused.retryAfter();
        wait.ifPresent(
            time -> exchange.getResponseHeaders().set("Retry-After", "" + time.toSeconds()));
        answer(exchange, 429, refused.reason());
      }
      case Refused refused -> answer(exchange, 400, refused.reason());
      case Silence silence -> closed.await();
    }
  }

  private static void answer(HttpExchange exchange, int status, String text) throws IOException {
    byte[] bytes = text.getBytes(UTF_8);
    exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
    exchange.getResponseBody().write(bytes);
  }

  @Override
  public void close() {
    closed.countDown();
    http.close();
    server.stop(0);
  }

  private static <T> T next(BlockingQueue<T> queue, String what) throws InterruptedException {
    return Optional.ofNullable(queue.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS))
        .orElseThrow(() -> new AssertionError("expected " + what + " within " + PATIENCE));
  }
}
