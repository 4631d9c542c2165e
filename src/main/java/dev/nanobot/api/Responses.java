package dev.nanobot.api;

import dev.nanobot.message.Inbound;
import dev.nanobot.message.Json;
import dev.nanobot.message.Principal;
import dev.nanobot.message.Trust;
import dev.nanobot.store.Asks;
import dev.nanobot.store.Asks.Answer;
import dev.nanobot.store.Asks.Asked;
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
/// Source: API reference, "Create a model response", "Get", "Delete" and "Cancel a response", read
/// on 2026-11-28.
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
        Route.delete("/v1/responses/{response}", this::delete),
        Route.post("/v1/responses/{response}/cancel", this::cancel));
  }

  private Response create(Visit visit) throws InterruptedException {
    ObjectNode body = visit.json();
    ObjectNode told = ResponseWire.told(asking.model(body), body);
    boolean isStream = Wishes.flag(body, "stream", false);
    Wishes.checkResponse(body);
    String previous = Fields.text(body, "previous_response_id").orElse("");
    if (!previous.isEmpty()) checkStored(previous);
    Asking.Claim claim = asking.take(visit, body, ResponseInput.wanted(body), previous, told);
    var wire = new ResponseWire(claim.asked());
    if (isStream) return stream(claim);
    if (wire.isBackground()) return now(claim.asked());
    visit.forget();
    Optional<Answer> answer = Following.await(means, claim.call(), means.longest());
    if (answer.isEmpty()) return Ended.tooLong(claim, means.longest());
    if (!answer.get().isAnswered()) return Ended.response(claim.asked(), answer.get());
    return Ended.marked(Response.json(200, wire.response(answer.get())), claim.asked());
  }

  /// What one goes on from is kept for that, or its caller wanted it not to be.
  private void checkStored(String previous) {
    boolean isKept =
        previous.startsWith(PREFIX)
            && means.store().asks().find(previous).map(ResponseWire::new).stream()
                .allMatch(ResponseWire::isStored);
    if (!isKept) throw Asking.noPrevious();
  }

  private Response stream(Asking.Claim claim) {
    var stream = new ResponseStream(means, claim);
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
    if (visit.query("starting_after").isPresent()) {
      throw Asking.unsupported("starting_after", "A stream is told from its beginning.");
    }
    boolean isStream = visit.query("stream").orElse("false").equalsIgnoreCase("true");
    return isStream ? stream(new Asking.Claim(asked, true)) : now(asked);
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
