package dev.nanobot.api;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.nanobot.message.Upload;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Files as long as they may be, of several clients at once, which send without a look at what
/// comes back.
@Timeout(120)
class BigUploadsTest extends GatewayTestCase {
  private static final int CLIENTS = 6;
  private static final int ROUNDS = 3;
  private static final int READ_MS_MAX = 60_000;

  /// What a client got that first sends all, and then reads.
  private String uploaded(int number) throws IOException {
    URI uri = gateway.uri("/api/media?name=" + number);
    try (var socket = new Socket("127.0.0.1", uri.getPort())) {
      socket.setSoTimeout(READ_MS_MAX);
      OutputStream out = socket.getOutputStream();
      List<String> head =
          List.of(
              "POST /api/media?name=" + number + " HTTP/1.1",
              "Host: 127.0.0.1:" + uri.getPort(),
              "Authorization: Bearer " + gateway.token,
              "Content-Length: " + Upload.BYTES_MAX);
      out.write((String.join("\r\n", head) + "\r\n\r\n").getBytes(ISO_8859_1));
      out.write(new byte[Upload.BYTES_MAX]);
      byte[] answer = socket.getInputStream().readNBytes(12);
      return new String(answer, ISO_8859_1);
    }
  }

  @Test
  void whoeverIsRefusedForWantOfRoomGetsItsAnswer() throws Exception {
    List<Future<String>> answers = new ArrayList<>();
    try (var clients = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < CLIENTS * ROUNDS; i++) {
        int number = i;
        if (i % CLIENTS == 0) for (Future<String> answer : answers) answer.get();
        answers.add(clients.submit(() -> uploaded(number)));
      }
    }
    for (Future<String> answer : answers) {
      assertThat(answer.get()).isIn("HTTP/1.1 201", "HTTP/1.1 503");
    }
  }
}
