package dev.nanobot.gateway;

import dev.nanobot.channel.Channel;
import dev.nanobot.channel.DeliveryException;
import dev.nanobot.channel.NothingSent;
import dev.nanobot.channel.Policy.WhenUnsure;
import dev.nanobot.http.Backoff;
import dev.nanobot.message.Attachment;
import dev.nanobot.message.Outbound;
import dev.nanobot.message.SessionKey;
import dev.nanobot.store.Store;
import dev.nanobot.store.Store.Attempt;
import dev.nanobot.store.Store.Delivery;
import dev.nanobot.store.Store.Room;
import dev.nanobot.store.StoreException;
import dev.nanobot.world.Bell;
import dev.nanobot.world.Cell;
import dev.nanobot.world.World;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Carries one channel's outbox to its platform: in order within a chat, chats side by side, each
/// message at least once, or dead with a reason.
///
/// What may have been taken is tried again a few times. What surely was not, for a reason that says
/// nothing of the message, is tried again for a day; and while the platform does not answer,
/// nothing is tried.
///
/// Shared: the courier's thread takes messages, a thread each sends them, and says in a cell how
/// that ended.
public final class Courier {
  private static final Logger log = LoggerFactory.getLogger(Courier.class);

  /// How many messages of a channel are under way at once, each to another chat.
  static final int UNDER_WAY_MAX = 64;

  /// How many of these are files, of up to 20 MB each: their bytes are in memory.
  static final int FILES_MAX = 4;

  /// Eight attempts, 1 s to a minute apart.
  public static final Backoff BACKOFF =
      new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(60), 8);

  /// How old a message gets, at least, before it is given up because nothing is taken.
  static final Duration PATIENCE = Duration.ofDays(1);

  /// After this time a message whose sender is silent is taken to be undecided.
  private static final Duration TTL = Duration.ofSeconds(60);

  /// How long a channel may take to say one message, and to send one file.
  static final Duration SEND_MAX = Duration.ofSeconds(45);

  private static final Duration FILE_MAX = Duration.ofMinutes(6);

  private static final Duration GRACE = Duration.ofSeconds(5);
  private static final Duration POLL = Duration.ofMillis(500);
  private static final String MAY_BE_THERE =
      "given up: it may have arrived, and is not said twice here";
  private static final String FILE_GONE = "the file is not kept any more";
  private static final String NOT_BEGUN = "nothing of it was sent yet when it was interrupted";
  private static final String INTERRUPTED =
      "it was interrupted on its way; the message may have arrived";
  private static final String UNDECIDED = "given up: no attempt had a known result";
  private static final String TOO_OLD = "given up after a day: ";

  /// What the end of a sending says of the platform.
  private enum End {
    TAKEN,
    UNANSWERED,
    NOTHING
  }

  /// A message on its way, late after `last`. Its thread sets `end` when it has done everything.
  private record Sending(
      SessionKey target, boolean isFile, Thread thread, long last, Cell<Optional<End>> end) {}

  private final World world;
  private final Store store;
  private final Channel channel;
  private final Backoff backoff;
  private final Bell bell;
  private final Silence silence;
  private final List<Sending> underWay = new ArrayList<>(); // courier's thread, then who drains

  public Courier(World world, Store store, Channel channel, Backoff backoff, Bells bells) {
    this.world = world;
    this.store = store;
    this.channel = channel;
    this.backoff = backoff;
    this.bell = bells.outbox(channel.name());
    this.silence = new Silence(world, channel);
  }

  /// Carries messages until interrupted.
  public void run() throws InterruptedException {
    while (true) {
      if (Thread.interrupted()) throw new InterruptedException();
      noteEnds();
      interruptLate();
      List<Outbound> messages = silence.holds() ? List.of() : take();
      messages.forEach(this::start);
      if (messages.isEmpty()) bell.await(POLL);
    }
  }

  private void noteEnds() {
    underWay.removeIf(
        sending -> {
          Optional<End> end = sending.end().get();
          if (end.equals(Optional.of(End.TAKEN))) silence.heard();
          if (end.equals(Optional.of(End.UNANSWERED))) silence.unheard();
          return end.isPresent();
        });
  }

  /// A send that hangs ends before its message is taken again: never two at once into one chat.
  private void interruptLate() {
    for (Sending sending : underWay) {
      if (sending.last() - world.nanos() < 0) sending.thread().interrupt();
    }
  }

  /// A file is taken only when its bytes may be in memory: one that waits keeps out no text.
  private List<Outbound> take() {
    int files = (int) underWay.stream().filter(Sending::isFile).count();
    var room = new Room(UNDER_WAY_MAX - underWay.size(), FILES_MAX - files);
    if (room.messages() == 0) return List.of();
    List<SessionKey> busy = underWay.stream().map(Sending::target).toList();
    return store.take(world.worker(), channel.name(), TTL, room, busy);
  }

  private void start(Outbound message) {
    boolean isFile = message.file() != null;
    long last = world.nanos() + (isFile ? FILE_MAX : SEND_MAX).toNanos();
    var end = new Cell<>(Optional.<End>empty());
    Thread thread = world.start("send " + message.key(), () -> carry(message, end));
    underWay.add(new Sending(message.target(), isFile, thread, last, end));
  }

  /// Waits until nothing is under way; after a while interrupts what is, and at last leaves it
  /// behind. Call it when `run` has ended.
  public void drain() throws InterruptedException {
    long start = world.nanos();
    while (true) {
      noteEnds();
      if (underWay.isEmpty()) return;
      Duration waited = world.since(start);
      if (waited.compareTo(GRACE) > 0) underWay.forEach(sending -> sending.thread().interrupt());
      if (waited.compareTo(GRACE.multipliedBy(2)) > 0) {
        log.warn("{}: {} messages are left behind, undecided", channel.name(), underWay.size());
        return;
      }
      bell.await(POLL);
    }
  }

  private void carry(Outbound message, Cell<Optional<End>> end) {
    End how = End.NOTHING;
    try {
      how = carried(message);
    } finally {
      end.set(Optional.of(how));
      bell.ring();
    }
  }

  /// The root of a sending thread, so any failure is caught here.
  private End carried(Outbound message) {
    try {
      boolean isDropped =
          message.mayBeDuplicate() && channel.policy().whenUnsure() == WhenUnsure.DROP;
      if (isDropped) store.bury(Attempt.of(message), true, MAY_BE_THERE);
      else if (message.tries() <= backoff.attemptsMax()) return deliver(message);
      else store.bury(Attempt.of(message), true, UNDECIDED);
    } catch (StoreException e) {
      log.error("{}: {}: {}", channel.name(), message.key(), e.getMessage());
    } catch (RuntimeException | Error e) {
      // Nobody knows whether it was said: it is tried again when its time is over, as undecided.
      log.error("{}: sending {} failed unexpectedly", channel.name(), message.key(), e);
    }
    return End.NOTHING;
  }

  private End deliver(Outbound message) {
    try {
      if (message.file() == null) say(message);
      else send(message, message.file());
      return End.TAKEN;
    } catch (NothingSent e) {
      store.putOff(Attempt.of(message), Duration.ZERO, NOT_BEGUN);
      log.info("{}: {}: {}", channel.name(), message.key(), NOT_BEGUN);
      return End.NOTHING;
    } catch (InterruptedException e) { // It hung, or the gateway stops.
      failed(message, DeliveryException.undecided(INTERRUPTED));
      return End.UNANSWERED;
    } catch (DeliveryException e) {
      failed(message, e);
      return e.isUnanswered() ? End.UNANSWERED : End.NOTHING;
    }
  }

  /// Says a message, or its next part. Where a channel has no buttons, the text names them.
  private void say(Outbound message) throws InterruptedException {
    Outbound whole = channel.hasButtons() ? message : message.withButtonsNamed();
    List<String> parts = channel.parts(whole.text());
    int next = Math.min(whole.partsSaid(), parts.size() - 1);
    boolean isLast = next == parts.size() - 1;
    String text = parts.get(next);
    String platformId = channel.send(isLast ? whole.lastPart(text) : whole.part(text)).orElse("");
    if (isLast) store.sent(List.of(new Delivery(message.id(), platformId)));
    else store.saidPart(Attempt.of(message));
  }

  private void send(Outbound message, Attachment file) throws InterruptedException {
    Optional<byte[]> bytes = store.attachments().bytes(file.id());
    if (bytes.isEmpty()) throw new DeliveryException(FILE_GONE, false, null);
    String platformId = channel.sendFile(message, file, bytes.get()).orElse("");
    store.sent(List.of(new Delivery(message.id(), platformId)));
  }

  private void failed(Outbound message, DeliveryException e) {
    Optional<Duration> wait = waitAfter(message, e);
    var attempt = Attempt.of(message);
    String reason = wait.isEmpty() && e.isAboutAll() ? TOO_OLD + e.reason() : e.reason();
    if (wait.isEmpty()) store.bury(attempt, e.isUndecided(), reason);
    else if (e.isAboutAll()) store.putOff(attempt, wait.get(), reason);
    else store.postpone(attempt, wait.get(), e.isUndecided(), reason);
    log.info(
        "{}: {} was not taken: {}; {}",
        channel.name(),
        message.key(),
        e.reason(),
        wait.map(left -> "again in " + left.toMillis() + " ms").orElse("given up"));
  }

  /// How long until it is tried again; empty when it is given up. What is old has its tries, too,
  /// when it stood behind others, or the machine was off: until these are as far apart as they get.
  /// A platform that says how long to wait is there, and will take it.
  private Optional<Duration> waitAfter(Outbound message, DeliveryException e) {
    if (!e.isRetryable()) return Optional.empty();
    if (!e.isAboutAll()) return backoff.next(world, message.tries(), e.retryAfter());
    Duration age = Duration.between(message.past().since(), world.now());
    Duration waited = message.past().waited();
    boolean isOld = age.compareTo(PATIENCE) > 0 && backoff.isLongest(waited);
    boolean isTooOld = isOld && e.retryAfter().isEmpty();
    return isTooOld ? Optional.empty() : Optional.of(backoff.after(world, waited, e.retryAfter()));
  }
}
