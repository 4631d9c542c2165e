package dev.nanobot.provider;

import dev.nanobot.message.Secret;
import java.util.Map;
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
  Endpoint {
    extraHeaders = Map.copyOf(extraHeaders);
    extraBody = extraBody.deepCopy();
  }

  /// Neither the extra headers nor the extra body, which may hold secrets.
  @Override
  public String toString() {
    return provider + " at " + base;
  }
}
