package dev.nanobot.provider;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.util.Optional;

/// STANDIN
final class SseReader {
  record SseEvent(String type, String data, String id) {}

  private final BufferedReader lines;

  SseReader(InputStream body) {
    lines = new BufferedReader(new InputStreamReader(body, UTF_8));
  }

  Optional<SseEvent> next() throws IOException {
    String type = "";
    StringBuilder data = new StringBuilder();
    boolean has = false;
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      if (line.isEmpty()) {
        if (has) return Optional.of(new SseEvent(type.isEmpty() ? "message" : type, data.toString(), ""));
        type = "";
      } else if (line.startsWith("event:")) {
        type = line.substring(6).strip();
      } else if (line.startsWith("data:")) {
        if (has) data.append('\n');
        data.append(line.startsWith("data: ") ? line.substring(6) : line.substring(5));
        has = true;
      }
    }
    return Optional.empty();
  }
}
