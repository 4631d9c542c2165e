package dev.nanobot.bench;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ConcurrentLinkedQueue;

/// Programs that call the gateway over HTTP: a message and its answer in one request, and many who
/// just follow a session.
final class Doors {
  static final String PART = "doors";

  private static final int WARMING = 2_000;
  private static final int STREAMS = 5_000;
  private static final int HEAD_BYTES = 12;

  private Doors() {}

  static List<Figure> measure(Path root, Path folder, String modelBase) throws Exception {
    Program program = Program.configured(root, folder.resolve("doors"), modelBase);
    List<Figure> figures = new ArrayList<>();
    Program.Gateway gateway = program.served();
    try (var client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
      var caller = new Caller(client, URI.create(gateway.address() + "/v1/chat/completions"),
          program.token());
      caller.ask(64, WARMING / 64, "warm");
      figures.addAll(caller.figures(1, 2_000, 3, 20));
      figures.addAll(caller.figures(64, 100, Double.NaN, Double.NaN));
      figures.addAll(caller.figures(1_000, 10, Double.NaN, Double.NaN));
      figures.addAll(streams(gateway, program.token()));
    } finally {
      gateway.process().destroy();
      gateway.process().waitFor();
    }
    return figures;
  }

  /// Asks over and over, each caller in a session of its own.
  private record Caller(HttpClient client, URI uri, String token) {
    List<Figure> figures(int callers, int each, double p50, double p99) throws Exception {
      long start = System.nanoTime();
      Samples samples = ask(callers, each, "b" + callers);
      double seconds = (System.nanoTime() - start) / 1e9;
      String what = String.format(Locale.ROOT, "a chat completion, %,d callers, ", callers);
      List<Figure> figures = new ArrayList<>();
      figures.add(figure(what + "p50", samples.medianMs(), p50));
      figures.add(figure(what + "p99", samples.percentileMs(99), p99));
      figures.add(Figure.note(PART, what + "a second", callers * each / seconds, "/s"));
      return figures;
    }

    private static Figure figure(String what, double ms, double goal) {
      return Double.isNaN(goal) ? Figure.note(PART, what, ms, "ms")
          : Figure.low(PART, what, ms, "ms", goal);
    }

    Samples ask(int callers, int each, String name) throws Exception {
      var times = new ConcurrentLinkedQueue<Long>();
      var failures = new ConcurrentLinkedQueue<Exception>();
      List<Thread> threads = new ArrayList<>();
      for (int i = 0; i < callers; i++) {
        String session = name + "-" + i;
        threads.add(Thread.ofVirtual().start(() -> {
          try {
            for (int k = 0; k < each; k++) times.add(ask(session));
          } catch (IOException | InterruptedException e) {
            failures.add(e);
          }
        }));
      }
      for (Thread thread : threads) thread.join();
      if (!failures.isEmpty()) throw failures.peek();
      return Samples.of(times.stream().mapToLong(Long::longValue).toArray());
    }

    private long ask(String session) throws IOException, InterruptedException {
      String body = "{\"model\":\"nanobot\",\"session_id\":\"" + session
          + "\",\"messages\":[{\"role\":\"user\",\"content\":\"hello\"}]}";
      HttpRequest request = HttpRequest.newBuilder(uri).header("Content-Type", "application/json")
          .header("Authorization", "Bearer " + token).POST(BodyPublishers.ofString(body)).build();
      long start = System.nanoTime();
      var response = client.send(request, BodyHandlers.ofString());
      long took = System.nanoTime() - start;
      if (response.statusCode() != 200) throw new IOException(response.body());
      return took;
    }
  }

  /// What those who only follow cost.
  private static List<Figure> streams(Program.Gateway gateway, String token) throws Exception {
    URI uri = URI.create(gateway.address());
    double before = Memory.resident(gateway.process());
    List<Socket> sockets = new ArrayList<>();
    try {
      for (int i = 0; i < STREAMS; i++) {
        var socket = new Socket(uri.getHost(), uri.getPort());
        sockets.add(socket);
        String head = "GET /api/sessions/api:owner:b1-0/events?after=999999999.999999999 HTTP/1.1\r\n"
            + "Host: " + uri.getAuthority() + "\r\nAuthorization: Bearer " + token + "\r\n\r\n";
        socket.getOutputStream().write(head.getBytes(US_ASCII));
        String line = new String(socket.getInputStream().readNBytes(HEAD_BYTES), US_ASCII);
        if (!line.endsWith(" 200")) throw new IOException("a stream begins with 200, not " + line);
      }
      double with = Memory.resident(gateway.process());
      return List.of(Figure.note(PART, "resident before event streams", before, "MB"),
          Figure.note(PART, "resident with 5,000 event streams open", with, "MB"));
    } finally {
      for (Socket socket : sockets) socket.close();
    }
  }
}
