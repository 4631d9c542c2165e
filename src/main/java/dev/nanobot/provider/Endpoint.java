package dev.nanobot.provider;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.nanobot.http.Http;
import dev.nanobot.http.HttpException;
import dev.nanobot.http.RetryAfter;
import dev.nanobot.message.Secret;
import dev.nanobot.provider.ProviderException.Kind;
import dev.nanobot.world.World;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Where a provider is reached and how it wants to be addressed.
///
/// `provider` is its name in the configuration, for messages; `base` is an http or https address
/// without a trailing slash; `limitField` names the output limit on the wire; `extraHeaders` and
/// `extraBody`, an object, replace what would be sent otherwise.
record Endpoint(
    String provider,
    String base,
    Secret key,
    String limitField,
    Map<String, String> extraHeaders,
    JsonNode extraBody) {
  /// The longest error answer that is read, in bytes.
  static final int ERROR_BYTES_MAX = 64 * 1024;

  Endpoint {
    extraHeaders = Map.copyOf(extraHeaders);
    extraBody = extraBody.deepCopy();
  }

  /// The key as most servers want it; nothing where there is none.
  Map<String, String> bearer() {
    return key.isEmpty() ? Map.of() : Map.of("authorization", "Bearer " + key.reveal());
  }

  /// What an answer means that is no success.
  ProviderException refusal(Http.Answer answer, World world) throws IOException {
    String body = new String(answer.body().readNBytes(ERROR_BYTES_MAX), UTF_8);
    Duration retryAfter = RetryAfter.of(answer.headers(), world.now()).orElse(null);
    return Fault.of(answer.status(), body).exception(this, retryAfter);
  }

  /// What it means that no answer came.
  ProviderException unanswered(HttpException e) {
    Kind kind =
        switch (e.kind()) {
          case REFUSED -> Kind.ACCESS;
          case UNREACHABLE, TIMEOUT, TOO_LARGE, BROKEN -> Kind.UNAVAILABLE;
        };
    return new ProviderException(kind, provider + " gave no answer: " + e.getMessage(), null, e);
  }

  /// What an answer means that claims success and is none; `what` it is instead.
  ProviderException nonsense(String what, @Nullable Throwable cause) {
    return new ProviderException(
        Kind.UNAVAILABLE, provider + " answered " + what + ".", null, cause);
  }

  /// Neither the extra headers nor the extra body, which may hold secrets.
  @Override
  public String toString() {
    return provider + " at " + base;
  }
}
