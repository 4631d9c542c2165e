package dev.nanobot.api;

import dev.nanobot.store.Asks.Answer;
import dev.nanobot.store.Asks.Asked;
import dev.nanobot.store.StoreException;
import dev.nanobot.web.Rejected;
import dev.nanobot.web.Response;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What a caller is told of a message that has no answer, and beside every answer.
final class Ended {
  private static final Logger log = LoggerFactory.getLogger(Ended.class);

  private Ended() {}

  /// Why a message that has its end has no answer.
  static Rejected rejected(Answer answer) {
    String notice = answer.notice();
    if (answer.state().equals("superseded")) {
      boolean isDeleted = answer.reason().contains("deleted");
      return isDeleted
          ? new Rejected(404, "not_found", "The conversation was deleted.")
          : new Rejected(409, "stopped", "The turn was stopped before an answer.");
    }
    String message = notice.isEmpty() ? "There is no answer: " + answer.reason() + "." : notice;
    return answer.reason().startsWith("budget")
        ? new Rejected(429, "insufficient_quota", message)
        : new Rejected(502, "turn_failed", message);
  }

  /// The same as an answer over HTTP. Asking again gets the same, under a key, or costs again: a
  /// client is told not to do so by itself.
  static Response response(Asked asked, Answer answer) {
    return marked(rejected(answer).response(), asked).with(Map.of("X-Should-Retry", "false"));
  }

  /// An answer that takes too long for one request.
  static Response tooLong(Asking.Claim claim, Duration longest) {
    String why = "There is no answer after %d minutes.".formatted(longest.toMinutes());
    return goesOn(claim, new Rejected(504, "answer_takes_longer", why + following(claim)));
  }

  /// An answer of which the store tells nothing, though it took the question.
  static Response outOfReach(Asking.Claim claim, StoreException cause) {
    return goesOn(claim, lost(claim, cause));
  }

  /// The same for a stream that has begun.
  static Rejected lost(Asking.Claim claim, StoreException cause) {
    log.error("the answer to message {}: {}", claim.asked().message(), cause.getMessage());
    return new Rejected(
        503, "answer_out_of_reach", "The store does not answer now." + following(claim));
  }

  private static String following(Asking.Claim claim) {
    long message = claim.asked().message();
    String how =
        claim.hasKey()
            ? "The same request with the same idempotency key follows it."
            : "GET /api/messages/" + message + " follows it.";
    return " The agent goes on with message " + message + ". " + how;
  }

  /// Asking again is free under a key only.
  private static Response goesOn(Asking.Claim claim, Rejected rejected) {
    return marked(rejected.response(), claim.asked())
        .with(Map.of("X-Should-Retry", String.valueOf(claim.hasKey())));
  }

  /// An answer that names its message and its session.
  static Response marked(Response response, Asked asked) {
    Map<String, String> names = new LinkedHashMap<>();
    names.put("X-Nanobot-Message", String.valueOf(asked.message()));
    names.put(Asking.SESSION, asked.session().thread());
    names.put("X-Request-Id", asked.id());
    return response.with(names);
  }
}
