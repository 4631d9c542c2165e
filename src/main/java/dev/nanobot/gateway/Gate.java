package dev.nanobot.gateway;

import dev.nanobot.channel.Arrival;
import dev.nanobot.channel.Channel;
import dev.nanobot.channel.Channel.Delay;
import dev.nanobot.channel.DeliveryException;
import dev.nanobot.channel.Policy;
import dev.nanobot.message.Attachment;
import dev.nanobot.message.Cursor;
import dev.nanobot.message.Excerpt;
import dev.nanobot.message.Inbound;
import dev.nanobot.message.Principal;
import dev.nanobot.message.SessionKey;
import dev.nanobot.message.Trust;
import dev.nanobot.message.Upload;
import dev.nanobot.store.AttachmentRefused;
import dev.nanobot.store.Gates;
import dev.nanobot.store.Gates.Noticed;
import dev.nanobot.store.Gates.Offer;
import dev.nanobot.store.Gates.Said;
import dev.nanobot.store.Gates.Stranger;
import dev.nanobot.store.Gates.Unfetched;
import dev.nanobot.store.Store;
import dev.nanobot.store.Store.Refusal;
import dev.nanobot.world.World;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Who comes in over one channel: nothing that a stranger does has an effect, but for one code and
/// one log line. What comes in goes to the intake.
///
/// Shared: immutable.
final class Gate implements Channel.Intake {
  private static final Logger log = LoggerFactory.getLogger(Gate.class);
  private static final Duration MINUTE = Duration.ofMinutes(1);
  private static final Duration HOUR = Duration.ofHours(1);
  private static final int NAME_CHARS_MAX = 64;

  private static final Delay AT_ONCE = new Delay(Duration.ZERO, Duration.ZERO);

  /// How long a piece of an album waits for the next one, and how long while one is fetched.
  private static final Delay ALBUM = new Delay(Duration.ofSeconds(1), Duration.ofSeconds(20));

  /// What ends work is never too much.
  private static final String STOP = "/stop";

  private static final String TOO_MANY =
      "You have sent more messages than I take in this time, so I did not take this one, and say"
          + " nothing about those that follow. Please wait a little.";

  private final World world;
  private final Store store;
  private final Intake intake;
  private final Channel channel;
  private final Signs signs;
  private final Runnable onConnected;

  /// `onConnected` is run on the listening thread when the platform answers.
  Gate(
      World world, Store store, Intake intake, Channel channel, Signs signs, Runnable onConnected) {
    this.world = world;
    this.store = store;
    this.intake = intake;
    this.channel = channel;
    this.signs = signs;
    this.onConnected = onConnected;
  }

  @Override
  public boolean hear(Arrival arrival) throws InterruptedException {
    Policy policy = channel.policy();
    Arrival.Sender sender = arrival.sender();
    Optional<Delay> delay = delay(arrival);
    boolean isHeard = policy.hears(arrival.scope()) || delay.isPresent();
    if (sender.isBot() || !isHeard && !isOverheardPiece(arrival)) return false;
    Stranger stranger = stranger(arrival);
    Optional<Trust> trust = trust(policy, stranger);
    if (trust.isEmpty()) {
      if (isHeard) knock(policy, stranger, arrival.scope());
      return false;
    }
    Inbound message = inbound(arrival, stranger.principal(), trust.get());
    if (!isHeard) return overhear(message, arrival);
    Optional<Refusal> refusal = refusal(policy.rate(), message);
    if (refusal.isPresent()) {
      intake.refuse(message, refusal.get());
      return false;
    }
    if (delay.isPresent()) {
      hold(message, arrival, delay.get());
      return true;
    }
    if (intake.take(withFiles(message, arrival.files())).isRefused()) return false;
    signs.begin(message.session());
    return true;
  }

  private Stranger stranger(Arrival arrival) {
    Arrival.Sender sender = arrival.sender();
    return new Stranger(
        channel.name(), Policy.normal(sender.id()), name(sender), arrival.session());
  }

  @Override
  public boolean mayTalk(Arrival arrival) {
    Policy policy = channel.policy();
    return !arrival.sender().isBot()
        && policy.hears(arrival.scope())
        && trust(policy, stranger(arrival)).isPresent();
  }

  @Override
  public Optional<SessionKey> offered(String chat, String platformId) {
    return store.gates().offered(channel.name(), chat, platformId);
  }

  /// How long it waits: what is said to the agent waits for nothing, and ends the waiting of what
  /// was said before.
  private Optional<Delay> delay(Arrival arrival) {
    if (Commands.isWord(arrival.text())) return Optional.empty();
    Optional<Delay> delay = channel.delay();
    if (delay.isEmpty()) return wholeAlbum(arrival);
    return switch (arrival.scope()) {
      case DIRECT -> Optional.empty();
      case OVERHEARD -> delay;
      case ADDRESSED ->
          store.gates().holds(arrival.session()) ? Optional.of(AT_ONCE) : Optional.empty();
    };
  }

  /// A piece of an album waits for the others, and what is said behind them in its chat for all of
  /// it.
  private Optional<Delay> wholeAlbum(Arrival arrival) {
    if (channel.webhook().isEmpty()) return Optional.empty(); // Whoever is asked brings it whole.
    boolean isToWait =
        channel.policy().hears(arrival.scope())
            && (!arrival.album().isEmpty() || store.gates().holds(arrival.session()));
    return isToWait ? Optional.of(ALBUM) : Optional.empty();
  }

  /// Whether it is not heard by itself, and would be with another piece of its album.
  private boolean isOverheardPiece(Arrival arrival) {
    return !arrival.album().isEmpty()
        && channel.webhook().isPresent()
        && channel.policy().hears(Arrival.Scope.ADDRESSED)
        && arrival.files().stream().noneMatch(file -> file.reference().isEmpty());
  }

  /// Nothing of it is fetched before it is heard.
  private boolean overhear(Inbound message, Arrival arrival) {
    List<String> files = arrival.files().stream().map(Arrival.File::reference).toList();
    return intake.overhear(message, arrival.album(), files, ALBUM);
  }

  private void hold(Inbound heard, Arrival arrival, Delay delay) throws InterruptedException {
    if (!arrival.files().isEmpty() && store.gates().holds(heard.session())) {
      store.gates().postpone(heard.session(), delay.longest(), delay.longest());
    }
    Inbound whole = withFiles(heard, arrival.files());
    Inbound message = whole.withText(Intake.clean(whole.text()));
    boolean isEmpty = message.text().isBlank() && message.attachments().isEmpty();
    if (isEmpty || message.text().length() > Intake.TEXT_CHARS_MAX) {
      intake.accept(message);
      return;
    }
    intake.hold(message, arrival.album(), delay);
    if (delay.equals(AT_ONCE)) release();
  }

  @Override
  public Optional<Duration> release() throws InterruptedException {
    Optional<Duration> left = store.gates().untilDue(channel.name());
    if (left.isEmpty() || left.get().isPositive()) return left;
    for (Unfetched one : store.gates().unfetched(channel.name())) {
      List<Arrival.File> files = one.files().stream().map(channel::file).toList();
      intake.fetched(one.id(), withFiles(one.message(), files));
    }
    intake.release(channel.name());
    return store.gates().untilDue(channel.name());
  }

  private Optional<Trust> trust(Policy policy, Stranger sender) {
    if (policy.isOwner(sender.sender())) return Optional.of(Trust.OWNER);
    if (policy.isAllowed(sender.sender())) return Optional.of(Trust.ALLOWED);
    return store.gates().trust(sender.principal());
  }

  private void knock(Policy policy, Stranger stranger, Arrival.Scope scope) {
    boolean isOffered = policy.pairs() && scope == Arrival.Scope.DIRECT;
    Offer offer = isOffered ? Pairing.offer(world) : new Offer.Nothing();
    Noticed noticed = store.gates().knock(stranger, offer);
    switch (noticed) {
      case TOLD -> log.info("{} may not talk and was told a code", stranger.principal().id());
      case SEEN -> log.info("{} may not talk", stranger.principal().id());
      case IGNORED -> {}
    }
  }

  private Inbound inbound(Arrival arrival, Principal principal, Trust trust) {
    String text = arrival.text();
    boolean isNamed = arrival.scope() != Arrival.Scope.DIRECT && !text.strip().startsWith("/");
    var message =
        new Inbound(
            channel.name(),
            arrival.id(),
            arrival.session(),
            principal,
            trust,
            isNamed ? name(arrival.sender()) + ": " + text : text);
    Inbound noted = message.noting(arrival.memo());
    return arrival.cursor() == null ? noted : noted.upTo(arrival.cursor());
  }

  /// What somebody calls themselves, in one line that says nothing else.
  private static String name(Arrival.Sender sender) {
    String clean = Intake.clean(sender.name()).replaceAll("[\\s\\p{Cf}:\\[\\]]+", " ").strip();
    if (clean.isEmpty()) return sender.id();
    return Excerpt.of(clean, NAME_CHARS_MAX);
  }

  private Optional<Refusal> refusal(Policy.Rate rate, Inbound message) {
    if (message.text().strip().startsWith(STOP)) return Optional.empty();
    return refusal(message, MINUTE, rate.perMinute())
        .or(() -> refusal(message, HOUR, rate.perHour()));
  }

  /// One notice in a time; the other refusals are rows, and say nothing.
  private Optional<Refusal> refusal(Inbound message, Duration time, int messagesMax) {
    Said said = store.gates().said(message.principal(), world.now().minus(time));
    if (said.messages() < messagesMax) return Optional.empty();
    return Optional.of(new Refusal(Gates.TOO_MANY, said.refused() == 0 ? TOO_MANY : ""));
  }

  /// Fetches the files and puts them with the message. What cannot be kept, the message says.
  private Inbound withFiles(Inbound message, List<Arrival.File> files) throws InterruptedException {
    if (files.isEmpty()) return message;
    List<Attachment> kept = new ArrayList<>();
    var text = new StringBuilder(message.text());
    for (Arrival.File file : files) {
      try {
        if (kept.size() == Attachment.MESSAGE_MAX) {
          throw new IllegalArgumentException(
              "A message has at most " + Attachment.MESSAGE_MAX + " files.");
        }
        Upload upload = Upload.of(file.name(), file.fetch().bytes(Upload.BYTES_MAX));
        String id = message.channel() + "/" + message.externalId() + "/" + kept.size();
        kept.add(store.attachments().put(message.principal(), id, upload));
      } catch (DeliveryException | AttachmentRefused | IllegalArgumentException e) {
        String name = Upload.cleaned(file.name()).replace('[', '(').replace(']', ')');
        text.append("\n[file \"").append(name).append("\" is missing: ");
        text.append(e.getMessage()).append(']');
      }
    }
    return message.withText(text.toString().strip()).with(kept);
  }

  @Override
  public long accept(Inbound message) {
    return intake.accept(message);
  }

  @Override
  public Optional<String> cursor(String name) {
    return store.gates().cursor(name);
  }

  @Override
  public void passed(Cursor cursor) {
    store.gates().pass(cursor);
  }

  @Override
  public Map<String, String> words() {
    Map<String, String> words = new LinkedHashMap<>();
    for (Command command : intake.commands()) words.put(command.name(), command.about());
    return words;
  }

  @Override
  public void recalled(String id) {
    if (store.gates().drop(channel.name(), id)) return;
    store.gates().find(channel.name(), id).ifPresent(intake::withdraw);
  }

  @Override
  public void connected() {
    onConnected.run();
  }
}
