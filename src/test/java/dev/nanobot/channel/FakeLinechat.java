package dev.nanobot.channel;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import dev.nanobot.http.Http;
import dev.nanobot.http.LocalServer;
import dev.nanobot.message.Secret;
import dev.nanobot.world.World;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// The platform of `docs/adding-a-channel.md` on a real socket.
final class FakeLinechat extends FakeHttpPlatform {
  private static final String BOT = "bot";
  private static final String TOKEN = "line-secret";
  private static final Duration POLL = Duration.ofSeconds(5);

  private final Channel channel;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final List<Event> events = new ArrayList<>();
  private final Map<String, Long> numbers = new LinkedHashMap<>();
  private final BlockingQueue<String> deeds = new LinkedBlockingQueue<>();

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
    channel = channel(answerWait, policy);
  }

  private Channel channel(Duration answerWait, Policy policy) {
    Class<?> linechat = Example.load();
    Class<?> config = config(linechat);
    try {
      Object configured =
          config.getConstructors()[0].newInstance(
              base(), BOT, new Secret(TOKEN), POLL, answerWait, policy);
      return (Channel)
          linechat
              .getConstructor(config, World.class, Http.class)
              .newInstance(configured, world, http);
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
  public List<String> deeds() {
    return List.copyOf(deeds);
  }

  @Override
  public Steps steps() {
    return Steps.NONE;
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
  public void isDown(boolean isDown) {
    super.isDown(isDown);
    lock.lock();
    try {
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  @Override
  void serve(HttpExchange exchange, byte[] body) throws IOException, InterruptedException {
    String proof = exchange.getRequestHeaders().getFirst("authorization");
    String query = exchange.getRequestURI().getQuery();
    if (!("Bearer " + TOKEN).equals(proof)) answer(exchange, 401, "who are you?");
    else if (exchange.getRequestURI().getPath().equals("/events")) {
      String told = told(Long.parseLong(query.substring("after=".length())));
      if (!isDown()) answer(exchange, 200, told);
    } else {
      deeds.add("say");
      said(exchange, query.substring("chat=".length()), new String(body, UTF_8));
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
      while (events.isEmpty() && left > 0 && !isDown()) left = changed.awaitNanos(left);
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
    switch (answerTo(said)) {
      case Taken taken -> answer(exchange, 200, taken.platformId());
      case Refused refused when refused.isRetryable() -> {
        Optional<Duration> wait = refused.retryAfter();
        wait.ifPresent(
            time -> exchange.getResponseHeaders().set("Retry-After", "" + time.toSeconds()));
        answer(exchange, 429, refused.reason());
      }
      case Refused refused -> answer(exchange, 400, refused.reason());
      case Silence silence -> {}
      case Lost lost -> {} // The connection ends.
    }
  }

  private static void answer(HttpExchange exchange, int status, String text) throws IOException {
    LocalServer.send(exchange, status, text.getBytes(UTF_8));
  }
}
