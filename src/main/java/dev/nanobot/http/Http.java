package dev.nanobot.http;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Map;

/// The one way out to the network.
///
/// Shared: any thread may exchange.
public final class Http implements AutoCloseable {
  private final HttpClient client = HttpClient.newHttpClient();

  /// Sends `request` and lets `reader` read the answer while it arrives. Redirects are not
  /// followed. Blocks; an interrupt ends the exchange.
  ///
  /// @throws HttpException when no complete answer came
  public <T> T exchange(Request request, Reader<T> reader) throws InterruptedException {
    var builder = HttpRequest.newBuilder(request.uri()).timeout(request.limits().total());
    request.headers().forEach(builder::header);
    builder.method(request.method(), HttpRequest.BodyPublishers.ofString(request.body()));
    try {
      var response = client.send(builder.build(), BodyHandlers.ofInputStream());
      try (InputStream body = response.body()) {
        return reader.read(new Answer(response.statusCode(), response.headers(), body));
      }
    } catch (IOException e) {
      throw new HttpException(HttpException.Kind.BROKEN, request.uri().getHost() + ": " + e, e);
    }
  }

  @Override
  public void close() {
    client.shutdownNow();
  }

  /// One exchange. `headers` may hold secrets and are never logged. `body` is empty for none.
  public record Request(String method, URI uri, Map<String, String> headers, String body,
      Limits limits) {
    public Request {
      headers = Map.copyOf(headers);
    }
  }

  /// What an exchange may take: `firstByte` until the answer's head, `idle` between two parts of
  /// its body, `total` for all of it.
  public record Limits(Duration firstByte, Duration idle, Duration total, long bodyBytesMax) {}

  /// The answer's head, and its body while it arrives.
  public record Answer(int status, HttpHeaders headers, InputStream body) {}

  /// Reads an answer on the thread that asked; the body is closed afterwards.
  @FunctionalInterface
  public interface Reader<T> {
    T read(Answer answer) throws IOException, InterruptedException;
  }
}
