package dev.nanobot.api;

import dev.nanobot.message.Inbound;
import dev.nanobot.message.Json;
import dev.nanobot.message.Principal;
import dev.nanobot.message.Trust;
import dev.nanobot.store.Asks;
import dev.nanobot.store.Asks.Answer;
import dev.nanobot.store.Asks.Asked;
import dev.nanobot.store.StoreException;
import dev.nanobot.web.Rejected;
import dev.nanobot.web.Response;
import dev.nanobot.web.Route;
import dev.nanobot.web.Visit;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/// Responses in OpenAI's shape: each is a turn of the agent, and goes on from another one or begins
/// a conversation.
///
/// Source: API reference, "Create a model response", "Get", "Delete" and "Cancel a response" and
/// "List input items", read on 2026-11-28.
///
/// Shared: immutable.
final class Responses {
  static final String PREFIX = "resp_";

  /// How long a cancellation waits for the turn to notice.
  private static final Duration STOP_MAX = Duration.ofSeconds(10);

  private final Api.Means means;
  private final Asking asking;

  Responses(Api.Means means) {
    this.means = means;
    this.asking = new Asking(means, PREFIX);
  }

  List<Route> routes() {
    return List.of(
        Route.post("/v1/responses", this::create).taking(Asking.BODY_BYTES_MAX),
        Route.get("/v1/responses/{response}", this::get),
        Route.get("/v1/responses/{response}/input_items", this::inputItems),
        Route.delete("/v1/responses/{response}", this::delete),
        Route.post("/v1/responses/{response}/cancel", this::cancel));
  }

  /// What was asked, and how its answer is wanted.
  private record Question(Asking.Claim claim, boolean isStream) {}

  private Response create(Visit visit) throws InterruptedException {
    Question question = taken(visit);
    visit.forgetBody();
    Asking.Claim claim = question.claim();
    if (question.isStream()) return stream(claim, ResponseStream.BEGINNING);
    try {
      return new ResponseWire(claim.asked()).isBackground() ? now(claim.asked()) : whole(claim);
    } catch (StoreException e) {
      return Ended.outOfReach(claim, e);
    }
  }

  private Question taken(Visit visit) throws InterruptedException {
    ObjectNode body = visit.json();
    ObjectNode told = ResponseWire.told(asking.model(body), body);
    boolean isStream = Wishes.flag(body, "stream", false);
    Wishes.checkResponse(body);
    String previous = Fields.text(body, "previous_response_id").orElse("");
    if (!previous.isEmpty()) checkStored(previous);
    Asking.Claim claim = asking.take(visit, body, ResponseInput.wanted(body), previous, told);
    return new Question(claim, isStream);
  }

  private Response whole(Asking.Claim claim) throws InterruptedException {
    Optional<Answer> answer = Following.await(means, claim.call(), means.longest());
    if (answer.isEmpty()) return Ended.tooLong(claim, means.longest());
    if (!answer.get().isAnswered()) return Ended.response(claim.asked(), answer.get());
    ObjectNode said = new ResponseWire(claim.asked()).response(answer.get());
    return Ended.marked(Response.json(200, said), claim.asked());
  }

  /// What one goes on from is kept for that, or its caller wanted it not to be.
  private void checkStored(String previous) {
    boolean isKept =
        previous.startsWith(PREFIX)
            && means.store().asks().find(previous).map(ResponseWire::new).stream()
                .allMatch(ResponseWire::isStored);
    if (!isKept) throw Asking.noPrevious();
  }

  private Response stream(Asking.Claim claim, int after) {
    var stream = new ResponseStream(means, claim, after);
    return Ended.marked(Response.events(stream), claim.asked());
  }

  private Response now(Asked asked) {
    Answer answer = means.store().asks().answer(asked.message()).orElseThrow(Responses::none);
    boolean isDeleted = answer.state().equals("superseded") && !answer.reason().equals("stopped");
    if (isDeleted) throw none();
    return Ended.marked(Response.json(200, new ResponseWire(asked).response(answer)), asked);
  }

  private Response get(Visit visit) {
    Asked asked = asked(visit);
    int after =
        (int) visit.number("starting_after", ResponseStream.BEGINNING, 0, Integer.MAX_VALUE);
    boolean isStream = visit.query("stream").orElse("false").equalsIgnoreCase("true");
    if (!isStream && after != ResponseStream.BEGINNING) {
      throw Rejected.invalid("starting_after", "given only with stream=true");
    }
    return isStream ? stream(new Asking.Claim(asked, true), after) : now(asked);
  }

  private Response inputItems(Visit visit) {
    return Response.json(200, new InputItems(means.store(), asked(visit)).page(visit));
  }

  private Response delete(Visit visit) {
    Asked asked = asked(visit);
    if (!means.store().asks().delete(asked.id())) throw none();
    ObjectNode said = Json.object().put("id", asked.id());
    return Response.json(200, said.put("object", "response").put("deleted", true));
  }

  /// Stops the conversation, as `/stop` does, when this is under way in it.
  private Response cancel(Visit visit) throws InterruptedException {
    Asked asked = asked(visit);
    if (!new ResponseWire(asked).isBackground()) {
      throw new Rejected(
          400, "not_in_background", "Only a response with background: true can be cancelled.");
    }
    Answer answer = means.store().asks().answer(asked.message()).orElseThrow(Responses::none);
    if (answer.isUnderWay()) {
      String id = "cancel/" + asked.id();
      means
          .intake()
          .take(
              new Inbound(
                  Asks.CHANNEL, id, asked.session(), Principal.LOCAL, Trust.OWNER, "/stop"));
      var call = new Following.Call(asked.message(), asked.session());
      Following.await(means, call, STOP_MAX);
    }
    return now(asked);
  }

  /// The response that a path names.
  private Asked asked(Visit visit) {
    String id = visit.part("response");
    if (!id.startsWith(PREFIX)) throw none();
    Asked asked = means.store().asks().find(id).orElseThrow(Responses::none);
    if (!new ResponseWire(asked).isStored()) throw none();
    return asked;
  }

  private static Rejected none() {
    return Rejected.notFound("response");
  }
}
