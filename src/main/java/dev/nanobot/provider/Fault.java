package dev.nanobot.provider;

import dev.nanobot.message.Excerpt;
import dev.nanobot.message.Json;
import dev.nanobot.provider.ProviderException.Kind;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/// What a model server says went wrong, from an HTTP answer or from the middle of a stream.
///
/// `status` is the HTTP status, or for a stream what it would have been. `code` holds the type and
/// code words of the error, `detail` its text for people; either may be empty.
///
/// Sources: OpenAI, "Error codes" guide and the ErrorResponse schema; Anthropic, "Errors" (both
/// read 2026-11-23); the other shapes are those of OpenRouter, Gemini, MiniMax, Ollama and FastAPI.
record Fault(int status, String code, String detail) {
  /// The longest detail passed on, in characters.
  static final int DETAIL_CHARS_MAX = 300;

  /// A header that the operator added is a secret from this length on.
  private static final int SECRET_CHARS_MIN = 8;

  private static final int OVERLOADED = 529;

  /// Anthropic's error types by the status they have outside a stream.
  private static final Map<String, Integer> STATUS_OF_TYPE =
      Map.ofEntries(
          Map.entry("invalid_request_error", 400),
          Map.entry("authentication_error", 401),
          Map.entry("billing_error", 402),
          Map.entry("permission_error", 403),
          Map.entry("not_found_error", 404),
          Map.entry("request_too_large", 413),
          Map.entry("rate_limit_error", 429),
          Map.entry("rate_limit_exceeded", 429),
          Map.entry("insufficient_quota", 429),
          Map.entry("api_error", 500),
          Map.entry("server_error", 500),
          Map.entry("timeout_error", 504),
          Map.entry("overloaded_error", OVERLOADED));

  private static final Pattern TOO_LONG =
      Pattern.compile(
          "context_length|context length|context window|context size|maximum context|prompt is "
              + "too long"
              + "|input is too long|too many tokens|token limit|exceeds the model's max");
  private static final Pattern FILTERED =
      Pattern.compile(
          "content_filter|content_policy|content policy|content management policy|moderation|"
              + "flagged"
              + "|data_inspection_failed");
  private static final Pattern SPENT =
      Pattern.compile(
          "insufficient_quota|billing|credit_balance|credit balance|insufficient balance"
              + "|insufficient credit|spend_limit|usage_limit_exceeded|out of credit|arrear");
  private static final Pattern NO_ACCESS =
      Pattern.compile(
          "api key|api_key|model_not_found|unknown model|model .{0,80}(not found|does not exist)");

  /// Reads the body of an answer that is not a success.
  static Fault of(int status, String body) {
    String trimmed = body.strip();
    if (trimmed.startsWith("<")) return new Fault(status, "", "(a web page)");
    try {
      return of(status, Json.parse(trimmed));
    } catch (JacksonException e) {
      return new Fault(status, "", trimmed); // Plain text, or nothing.
    }
  }

  /// Reads an error in the middle of a stream, or in a document that claims success.
  static Fault inStream(JsonNode document) {
    Fault fault = of(0, document);
    String type = fault.code.split(" ", -1)[0];
    int status = STATUS_OF_TYPE.getOrDefault(type, 0);
    for (String word : fault.code.split(" ", -1)) {
      if (status == 0 && word.matches("[45]\\d\\d")) status = Integer.parseInt(word);
    }
    return new Fault(status == 0 ? 500 : status, fault.code, fault.detail);
  }

  private static Fault of(int status, JsonNode document) {
    JsonNode error = document.isArray() ? document.path(0) : document;
    if (error.hasNonNull("error")) error = error.path("error");
    if (error.hasNonNull("base_resp")) error = error.path("base_resp");
    if (error.isString()) return new Fault(status, "", error.stringValue());
    String code =
        (word(error, "type")
                + " "
                + word(error, "code")
                + " "
                + word(error, "status")
                + " "
                + word(error, "status_code"))
            .strip();
    String detail = "";
    for (String name : new String[] {"message", "detail", "status_msg", "msg"}) {
      JsonNode node = error.path(name);
      if (detail.isEmpty() && !node.isMissingNode() && !node.isNull()) {
        detail = node.isString() ? node.stringValue() : Json.write(node);
      }
    }
    return new Fault(status, code, detail);
  }

  private static String word(JsonNode error, String name) {
    return error.path(name).asString("").replace(' ', '_');
  }

  ProviderException exception(Endpoint endpoint, @Nullable Duration retryAfter) {
    Kind kind = kind(retryAfter != null);
    String sentence =
        endpoint.provider()
            + " "
            + switch (kind) {
              case ACCESS -> access(endpoint.provider());
              case REQUEST -> "refused the request";
              case TOO_LONG -> "finds the conversation too long for the model";
              case FILTERED -> "withheld the answer";
              case QUOTA -> "says that the account is out of credit";
              case RATE -> "gets too many requests";
              case UNAVAILABLE -> "is not available";
            }
            + " (HTTP "
            + status
            + ")";
    String said = clean(detail, endpoint);
    boolean isQuotable = !said.isEmpty() && status != 401; // A 401 may repeat a part of the key.
    return new ProviderException(
        kind, isQuotable ? sentence + ": " + said : sentence + ".", retryAfter, null);
  }

  private String access(String provider) {
    if (status == 404) return "does not know the model or the address";
    if (status >= 300 && status < 400) {
      return "answers from another address: correct providers." + provider + ".apiBase";
    }
    return "refused the API key: check providers." + provider + ".apiKey and what it may do";
  }

  private Kind kind(boolean hasRetryAfter) {
    String words = (code + " " + detail).toLowerCase(Locale.ROOT);
    if (status == 402) return Kind.QUOTA;
    if (status == 413) return Kind.TOO_LONG;
    if (status == 429) return isSpent(words, hasRetryAfter) ? Kind.QUOTA : Kind.RATE;
    if (status == 408 || status == 409 || status == 425 || status >= 500) return Kind.UNAVAILABLE;
    if (FILTERED.matcher(words).find()) return Kind.FILTERED;
    if (status == 401 || status == 403 || status == 404 || status < 400) return Kind.ACCESS;
    if (TOO_LONG.matcher(words).find()) return Kind.TOO_LONG;
    if (SPENT.matcher(words).find()) return Kind.QUOTA;
    return NO_ACCESS.matcher(words).find() ? Kind.ACCESS : Kind.REQUEST;
  }

  /// Gemini calls an ordinary rate limit a quota of the billing plan, and says when it ends.
  private boolean isSpent(String words, boolean hasRetryAfter) {
    if (code.contains("insufficient_quota")) return true;
    return !hasRetryAfter && !code.contains("RESOURCE_EXHAUSTED") && SPENT.matcher(words).find();
  }

  /// The text on one line, cut, without the key and the values of extra headers.
  private static String clean(String text, Endpoint endpoint) {
    String shown = text;
    if (!endpoint.key().isEmpty()) shown = shown.replace(endpoint.key().reveal(), "***");
    for (String value : endpoint.extraHeaders().values()) {
      if (value.length() >= SECRET_CHARS_MIN) shown = shown.replace(value, "***");
    }
    shown = shown.replaceAll("[\\p{Cntrl}\\s]+", " ").strip();
    if (shown.length() <= DETAIL_CHARS_MAX) return shown;
    return Excerpt.of(shown, DETAIL_CHARS_MAX) + "…";
  }
}
