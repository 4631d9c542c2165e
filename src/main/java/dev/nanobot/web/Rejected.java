package dev.nanobot.web;

import dev.nanobot.message.Json;
import java.time.Duration;
import java.util.Map;
import tools.jackson.databind.node.ObjectNode;

/// A request that is refused: the status, a word for programs, and a sentence for people that says
/// what is expected.
///
/// It is answered in the shape of OpenAI's errors, everywhere: `error` with `message`, `type`,
/// `param` and `code`.
public final class Rejected extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int status;
  private final String code;
  private final String parameter; // empty: none
  private final long waitSeconds; // zero: none

  public Rejected(int status, String code, String message) {
    this(status, code, "", message, Duration.ZERO);
  }

  public Rejected(int status, String code, String parameter, String message, Duration wait) {
    super(message, null, false, false); // Not a fault of ours: nobody reads where it came from.
    this.status = status;
    this.code = code;
    this.parameter = parameter;
    this.waitSeconds = wait.toSeconds();
  }

  /// A request that may be made again after `wait`.
  public static Rejected later(int status, String code, Duration wait, String message) {
    return new Rejected(status, code, "", message, wait);
  }

  /// A part of a request that is not as it should be; `expected` completes "must be".
  public static Rejected invalid(String parameter, String expected) {
    String message = parameter + " must be " + expected + ".";
    return new Rejected(400, "invalid_value", parameter, message, Duration.ZERO);
  }

  /// `what` is a word for people: "session".
  public static Rejected notFound(String what) {
    return new Rejected(404, "not_found", "There is no such " + what + ".");
  }

  public int status() {
    return status;
  }

  public String code() {
    return code;
  }

  /// The body of the answer: `error`, in OpenAI's shape.
  public ObjectNode body() {
    ObjectNode error = Json.MAPPER.createObjectNode();
    error.put("message", getMessage());
    error.put("type", type());
    if (parameter.isEmpty()) error.putNull("param");
    else error.put("param", parameter);
    error.put("code", code);
    ObjectNode body = Json.MAPPER.createObjectNode();
    body.set("error", error);
    return body;
  }

  public Response response() {
    Response response = Response.json(status, body());
    if (status == 401) return response.with(Map.of("WWW-Authenticate", "Bearer"));
    if (waitSeconds == 0) return response;
    return response.with(Map.of("Retry-After", String.valueOf(waitSeconds)));
  }

  private String type() {
    return switch (status) {
      case 401 -> "authentication_error";
      case 403, 421 -> "permission_error";
      case 429 -> "rate_limit_error";
      default -> status >= 500 ? "server_error" : "invalid_request_error";
    };
  }
}
