package dev.nanobot.channel;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import dev.nanobot.message.Json;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// How Telegram calls where `setWebhook` said.
final class TelegramCaller {
  private static final Duration ANSWER_MAX = Duration.ofSeconds(20);

  private TelegramCaller() {}

  /// Brings an update; whether it was taken.
  static boolean isTaken(HttpClient client, JsonNode parameters, JsonNode update)
      throws InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(parameters.path("url").asString("")))
            .header("X-Telegram-Bot-Api-Secret-Token", parameters.path("secret_token").asString(""))
            .header("Content-Type", "application/json")
            .timeout(ANSWER_MAX)
            .POST(HttpRequest.BodyPublishers.ofString(Json.write(update)))
            .build();
    try {
      return client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
    } catch (IOException e) {
      return false; // Nobody is there: it is brought again.
    }
  }

  /// Answers a call of ours.
  static void answer(HttpExchange exchange, ObjectNode answer) throws IOException {
    byte[] bytes = Json.write(answer).getBytes(UTF_8);
    int status = answer.path("error_code").asInt(200);
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
  }
}
