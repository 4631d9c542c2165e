package dev.nanobot.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.nanobot.message.Json;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import tools.jackson.databind.JsonNode;

/// A chat platform at the other end of a gateway's stdio channel; it takes all it is told.
///
/// One thread says things, another reads; both write, a line at a time.
final class Bridge {
  /// Messages without an answer at once.
  private static final int UNANSWERED_MAX = 64;

  private static final long ANSWERS_SECONDS_MAX = 120;

  private final PrintStream in;
  private final BufferedReader out;
  private final Semaphore free = new Semaphore(UNANSWERED_MAX);

  Bridge(Process gateway) {
    in = new PrintStream(gateway.getOutputStream(), true, UTF_8);
    out = new BufferedReader(new InputStreamReader(gateway.getInputStream(), UTF_8));
    Thread.ofPlatform().daemon().name("bridge").start(this::read);
  }

  /// One message in each of `chats` chats; returns when all are answered.
  void sayInEach(int chats, String round) throws InterruptedException {
    for (int i = 0; i < chats; i++) {
      take(1);
      in.println(Json.write(Json.object().put("type", "message").put("id", round + "/" + i)
          .put("chat", "chat" + i).put("sender", "person" + i).put("text", "hello " + i)));
    }
    take(UNANSWERED_MAX);
    free.release(UNANSWERED_MAX);
  }

  private void take(int permits) throws InterruptedException {
    if (!free.tryAcquire(permits, ANSWERS_SECONDS_MAX, TimeUnit.SECONDS)) {
      throw new IllegalStateException("each message is answered");
    }
  }

  private void read() {
    try {
      for (String line = out.readLine(); line != null; line = out.readLine()) {
        JsonNode told = Json.parse(line);
        if (told.path("type").asString("").equals("error")) System.err.println(line);
        if (!told.path("type").asString("").equals("say")) continue;
        in.println(Json.write(Json.object().put("type", "said")
            .put("id", told.path("id").longValue())));
        free.release();
      }
    } catch (IOException e) {
      System.err.println("the bridge ends: " + e.getMessage());
    }
  }
}
