package dev.nanobot.api;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.nanobot.gateway.Intake;
import dev.nanobot.message.Json;
import dev.nanobot.message.Principal;
import dev.nanobot.message.SessionKey;
import dev.nanobot.message.Sha256;
import dev.nanobot.message.Trust;
import dev.nanobot.store.Asks.Ask;
import dev.nanobot.store.Asks.Asked;
import dev.nanobot.store.Asks.Place;
import dev.nanobot.store.Asks.Taken;
import dev.nanobot.store.Asks.Terms;
import dev.nanobot.store.AttachmentRefused;
import dev.nanobot.web.Rejected;
import dev.nanobot.web.Visit;
import java.io.OutputStream;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.cfg.JsonNodeFeature;
import tools.jackson.databind.node.ObjectNode;

/// How a program's question becomes a message, once for each of its keys.
///
/// Shared: immutable.
final class Asking {
  /// The most of a request, in bytes.
  static final int BODY_BYTES_MAX = 20 * 1024 * 1024;

  static final String SESSION = "X-Nanobot-Session";
  private static final String KEY = "Idempotency-Key";
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_.:-]{1,64}");
  private static final Pattern KEY_SHAPE = Pattern.compile("[\\x21-\\x7e]{1,255}");

  /// The chat of all sessions of programs; their names are threads of it.
  private static final String CHAT = "owner";

  /// What says how an answer is told, and not what is asked.
  private static final List<String> MANNERS = List.of("stream", "stream_options");

  private static final Duration FULL_WAIT = Duration.ofSeconds(5);

  private final Api.Means means;
  private final String prefix;

  /// `prefix` begins the ids of what is asked.
  Asking(Api.Means means, String prefix) {
    this.means = means;
    this.prefix = prefix;
  }

  /// What was asked, and whether by this request for the first time.
  record Claim(Asked asked, boolean hasKey) {
    Following.Call call() {
      return new Following.Call(asked.message(), asked.session());
    }
  }

  /// Takes what is wanted. `previous` names the answer that it goes on from, empty for none; `told`
  /// is kept for the answer.
  ///
  /// @throws Rejected when it is not taken: then nothing happened
  Claim take(Visit visit, ObjectNode body, Wanted wanted, String previous, ObjectNode told) {
    Optional<String> name = session(visit, body);
    Optional<String> key = key(visit, body);
    if (name.isPresent() && !previous.isEmpty()) {
      throw new Rejected(
          400,
          "invalid_value",
          "previous_response_id",
          "A session has its own last answer: name the one or the other.",
          Duration.ZERO);
    }
    Terms terms = terms(told.path("model").stringValue(), wanted.instructions(), told);
    var ask =
        new Ask(
            prefix + means.world().id(),
            key.orElse(null),
            digest(visit.request().path(), name.orElse(""), body),
            place(name, previous),
            name.isPresent() ? wanted.last().lines() : wanted.lines(),
            terms);
    try {
      return new Claim(claimed(means.intake().take(ask)), key.isPresent());
    } catch (AttachmentRefused e) {
      throw new Rejected(400, "invalid_image", String.valueOf(e.getMessage()));
    }
  }

  private Place place(Optional<String> name, String previous) {
    SessionKey fresh = session(means.world().id());
    if (name.isPresent()) return new Place.Named(session(name.get()));
    return previous.isEmpty() ? new Place.New(fresh) : new Place.After(previous, fresh);
  }

  private Terms terms(String model, String instructions, ObjectNode told) {
    String setting =
        switch (means.models().choice(model)) {
          case Models.Choice.AsItIs asItIs -> null;
          case Models.Choice.Of of -> of.setting();
        };
    return new Terms(Principal.LOCAL, Trust.OWNER, setting, instructions, told.toString());
  }

  private static Asked claimed(Taken taken) {
    return switch (taken) {
      case Taken.In in -> in.asked();
      case Taken.OtherUnderKey other ->
          throw new Rejected(
              422,
              "idempotency_key_reused",
              "Something else was asked under this idempotency key. Choose a new one.");
      case Taken.Deleted deleted ->
          throw new Rejected(
              404, "not_found", "What was asked under this idempotency key was deleted.");
      case Taken.Full full ->
          throw Rejected.later(
              429,
              "session_queue_full",
              FULL_WAIT,
              Intake.WAITING_MAX + " messages wait in this session. Nothing was taken; try later.");
      case Taken.NoPrevious none -> throw noPrevious();
      case Taken.PreviousUnanswered unanswered ->
          throw previous(
              400, "not_completed", "The response is not completed: nothing goes on from it.");
    };
  }

  static Rejected noPrevious() {
    return previous(404, "not_found", "There is no such response to go on from.");
  }

  private static Rejected previous(int status, String code, String message) {
    return new Rejected(
        status, "previous_response_" + code, "previous_response_id", message, Duration.ZERO);
  }

  static SessionKey session(String name) {
    return new SessionKey(SessionKey.API, "", CHAT, name);
  }

  /// The name that a caller gives the session; empty when it gives none.
  private static Optional<String> session(Visit visit, ObjectNode body) {
    ObjectNode metadata = metadata(body);
    Optional<String> name =
        one(
            visit.request().headers(SESSION),
            Fields.text(body, "session_id"),
            Fields.text(metadata, "session_id"),
            "session_id");
    if (name.isPresent() && !NAME.matcher(name.get()).matches()) {
      throw Rejected.invalid("session_id", "1 to 64 of A-Z a-z 0-9 _ . : -");
    }
    return name;
  }

  private static Optional<String> key(Visit visit, ObjectNode body) {
    Optional<String> key =
        one(
            visit.request().headers(KEY),
            Fields.text(metadata(body), "idempotency_key"),
            Optional.empty(),
            "idempotency_key");
    if (key.isPresent() && !KEY_SHAPE.matcher(key.get()).matches()) {
      throw Rejected.invalid("idempotency_key", "1 to 255 visible ASCII characters");
    }
    return key;
  }

  /// What is said at one place, or the same at several.
  private static Optional<String> one(
      List<String> headers, Optional<String> first, Optional<String> second, String name) {
    List<String> said =
        Stream.concat(headers.stream(), Stream.of(first, second).flatMap(Optional::stream))
            .distinct()
            .toList();
    if (said.size() > 1) throw Rejected.invalid(name, "the same wherever it is written");
    return said.stream().findFirst();
  }

  static ObjectNode metadata(ObjectNode body) {
    JsonNode metadata = body.path("metadata");
    if (metadata.isMissingNode() || metadata.isNull()) return Json.object();
    if (metadata instanceof ObjectNode object) return object;
    throw Rejected.invalid("metadata", "an object");
  }

  /// The same for the same question, in whatever order and manner it is put.
  static String digest(String path, String session, ObjectNode body) {
    ObjectNode question = Json.object().setAll(body); // Its parts are shared, and may be long.
    question.remove(MANNERS);
    MessageDigest digest = Sha256.begun();
    digest.update((path + "\n" + session + "\n").getBytes(UTF_8));
    Json.MAPPER
        .writer()
        .with(JsonNodeFeature.WRITE_PROPERTIES_SORTED)
        .writeValue(new DigestOutputStream(OutputStream.nullOutputStream(), digest), question);
    return HexFormat.of().formatHex(digest.digest());
  }

  /// The model that a request names.
  ///
  /// @throws Rejected when it names none, or there is none of that name
  String model(ObjectNode body) {
    String model = Fields.text(body, "model").orElse("");
    if (model.isEmpty()) throw Rejected.invalid("model", "the name of a model");
    means.models().choice(model);
    return model;
  }

  static Rejected unsupported(String parameter, String message) {
    return new Rejected(400, "unsupported_parameter", parameter, message, Duration.ZERO);
  }
}
