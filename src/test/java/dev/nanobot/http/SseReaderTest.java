package dev.nanobot.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.nanobot.message.Json;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

final class SseReaderTest {
  static Stream<JsonNode> vectors() throws IOException {
    try (InputStream in = SseReaderTest.class.getResourceAsStream("/corpora/sse/vectors.json")) {
      JsonNode vectors = Json.MAPPER.readTree(in);
      assertThat(vectors).hasSizeGreaterThan(30);
      return vectors.valueStream().toList().stream();
    }
  }

  @ParameterizedTest
  @MethodSource("vectors")
  void everyVectorGivesItsEventsInChunksOfAnySize(JsonNode vector) throws IOException {
    byte[] stream = vector.get("input").stringValue().getBytes(StandardCharsets.UTF_8);
    for (int chunkBytes : List.of(stream.length, 1, 2)) {
      SseReader reader = new SseReader(chunks(stream, chunkBytes));
      assertEvents(all(reader), vector.get("events"));
      if (vector.has("retry")) {
        assertThat(reader.retry()).contains(Duration.ofMillis(vector.get("retry").longValue()));
      }
    }
  }

  @Test
  void anEventIsReturnedAtItsLastByte() throws IOException {
    // The stream fails after the second CR: a reader that looks ahead for a LF would fail with it.
    InputStream in = thenFailure("data: now\r\r");
    assertThat(new SseReader(in).next()).contains(new SseReader.Event("message", "now", ""));
  }

  @Test
  void aLineAtTheLimitIsReadAndOneByteMoreIsRefused() throws IOException {
    String most = "data:" + "x".repeat(SseReader.LINE_BYTES_MAX - 5);
    assertThat(all(new SseReader(stream(most + "\n\n")))).hasSize(1);
    SseReader tooLong = new SseReader(stream(most + "x\n\n"));
    assertThatExceptionOfType(HttpException.class)
        .isThrownBy(tooLong::next)
        .matches(e -> e.kind() == HttpException.Kind.TOO_LARGE);
  }

  @Test
  void anEventOfTooManyLinesIsRefused() {
    String line = "data:" + "x".repeat(SseReader.LINE_BYTES_MAX - 5) + "\n";
    SseReader reader = new SseReader(stream(line.repeat(9)));
    assertThatExceptionOfType(HttpException.class)
        .isThrownBy(reader::next)
        .matches(e -> e.kind() == HttpException.Kind.TOO_LARGE);
  }

  private static void assertEvents(List<SseReader.Event> events, JsonNode expected) {
    assertThat(events).hasSameSizeAs(expected);
    for (int i = 0; i < events.size(); i++) {
      SseReader.Event event = events.get(i);
      JsonNode wanted = expected.get(i);
      assertThat(event.data()).isEqualTo(wanted.get("data").stringValue());
      assertThat(event.type()).isEqualTo(wanted.path("type").asString("message"));
      if (wanted.has("id")) {
        assertThat(event.lastEventId()).isEqualTo(wanted.get("id").stringValue());
      }
    }
  }

  private static List<SseReader.Event> all(SseReader reader) throws IOException {
    List<SseReader.Event> events = new ArrayList<>();
    for (var next = reader.next(); next.isPresent(); next = reader.next()) events.add(next.get());
    return events;
  }

  private static InputStream stream(String text) {
    return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
  }

  private static InputStream chunks(byte[] bytes, int chunkBytes) {
    return new ByteArrayInputStream(bytes) {
      @Override
      public int read(byte[] to, int offset, int length) {
        return super.read(to, offset, Math.min(length, chunkBytes));
      }
    };
  }

  private static InputStream thenFailure(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return new ByteArrayInputStream(bytes) {
      @Override
      public int read(byte[] to, int offset, int length) {
        if (available() == 0) throw new IllegalStateException("the event was complete");
        return super.read(to, offset, 1);
      }
    };
  }
}
