package dev.nanobot.web;

import dev.nanobot.gateway.Calls;
import dev.nanobot.message.Json;
import dev.nanobot.store.Callers;
import dev.nanobot.store.Callers.Caller;
import dev.nanobot.store.Store;
import dev.nanobot.store.Store.Receipt;
import dev.nanobot.web.Request.Body;
import dev.nanobot.world.World;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/// The endpoint of webhooks: `POST /hooks/NAME`. A delivery is answered with 200 only after it is
/// durable; one that comes again is answered the same and counts once.
///
/// Shared: immutable, but for the door.
final class Hooks implements Handler {
  static final String PATH = "/hooks/";

  private static final Logger log = LoggerFactory.getLogger(Hooks.class);
  private static final Response NOT_FOUND = Response.text(404, "There is nothing here.");

  private final World world;
  private final Callers callers;
  private final Calls calls;
  private final Limits limits;
  private final Door door;

  /// The longest body, and how long it may take.
  record Limits(int bodyBytesMax, Duration bodyTime, Door.Limits door) {
    static final Limits STANDARD =
        new Limits(1024 * 1024, Duration.ofSeconds(10), Door.Limits.STANDARD);
  }

  Hooks(World world, Store store, Calls calls, Limits limits) {
    this.world = world;
    this.callers = store.callers();
    this.calls = calls;
    this.limits = limits;
    this.door = new Door(limits.door());
  }

  @Override
  public Response answer(Request request) throws InterruptedException {
    if (!request.path().startsWith(PATH)) return NOT_FOUND;
    if (!request.method().equals("POST")) {
      return Response.text(405, "Only POST is taken here.").with(Map.of("Allow", "POST"));
    }
    if (door.isClosedTo(request.address(), world.nanos())) {
      return later(429, limits.door().window(), "There were too many failures from your address.");
    }
    if (!door.enter()) return later(503, Duration.ofSeconds(1), "Too many are at the door.");
    Proved proved;
    try {
      proved = proved(request);
    } finally {
      door.leave();
    }
    return switch (proved) {
      case Sender sender -> taken(sender, request);
      case Stranger stranger -> {
        door.failed(request.address(), world.nanos());
        String from = request.address().getHostAddress();
        log.warn("a webhook from {} was refused: {}", from, stranger.why());
        yield stranger.answer();
      }
    };
  }

  /// Who sent a request.
  private sealed interface Proved {}

  private record Sender(Caller caller, Signing style, String id, byte[] body) implements Proved {}

  private record Stranger(Response answer, String why) implements Proved {
    Stranger(int status, String text) {
      this(Response.text(status, text), text);
    }
  }

  private Proved proved(Request request) throws InterruptedException {
    String name = request.path().substring(PATH.length());
    Optional<Caller> found = callers.find(name).filter(Caller::isRemote);
    Optional<Signing> style = found.flatMap(caller -> Signing.of(caller.style()));
    if (found.isEmpty() || style.isEmpty()) return new Stranger(NOT_FOUND, "no such webhook");
    return switch (request.body(limits.bodyBytesMax(), limits.bodyTime())) {
      case Body.TooLong tooLong -> new Stranger(413, "The body is too long.");
      case Body.TooSlow tooSlow -> new Stranger(408, "The body took too long.");
      case Body.Broken broken -> new Stranger(400, "The body did not come whole.");
      case Body.Whole whole -> proved(request, found.get(), style.get(), whole.bytes());
    };
  }

  private Proved proved(Request request, Caller caller, Signing style, byte[] body) {
    return switch (Proof.of(style, caller.secret(), request::header, body, world.now())) {
      case Proof.Genuine genuine -> new Sender(caller, style, genuine.id(), body);
      case Proof.Missing missing ->
          new Stranger(
              Response.text(401, "The signature was not accepted."),
              caller.name() + ": " + missing.why());
    };
  }

  private Response taken(Sender sender, Request request) {
    Optional<String> challenge = challenge(sender);
    if (challenge.isPresent()) return Response.text(200, challenge.get());
    var delivery = new Delivery(sender.caller().name(), sender.style(), request, sender.body());
    Optional<Receipt> receipt = calls.call(sender.caller(), sender.id(), delivery.text());
    if (receipt.isEmpty()) {
      log.warn("webhook {}: its session has no room", sender.caller().name());
      return later(503, Duration.ofMinutes(1), "There is no room now.");
    }
    log.info(
        "webhook {}: message {}{}",
        sender.caller().name(),
        receipt.get().messageId(),
        receipt.get().isNew() ? "" : ", which was there already");
    return Response.text(200, receipt.get().isNew() ? "Taken." : "Taken before.");
  }

  /// What Slack wants to hear back when an address is entered there. Source: "url_verification",
  /// docs.slack.dev, read on 2026-11-28.
  private static Optional<String> challenge(Sender sender) {
    if (sender.style() != Signing.SLACK) return Optional.empty();
    try {
      JsonNode body = Json.MAPPER.readTree(sender.body());
      boolean isAsked = body.path("type").asString("").equals("url_verification");
      return isAsked ? Optional.of(body.path("challenge").asString("")) : Optional.empty();
    } catch (JacksonException e) {
      return Optional.empty(); // A form: a command, for example.
    }
  }

  private static Response later(int status, Duration wait, String text) {
    return Response.text(status, text)
        .with(Map.of("Retry-After", String.valueOf(wait.toSeconds())));
  }
}
