package dev.nanobot.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import tools.jackson.databind.JsonNode;

/// The rows of corpora/cron, each as a test.
class CronCorpusTest {
  /// Without the day of the week, which some rows have wrong.
  private static final DateTimeFormatter SPOKEN =
      new DateTimeFormatterBuilder()
          .appendPattern("MMM d HH:mm[:ss] yyyy")
          .parseDefaulting(ChronoField.SECOND_OF_MINUTE, 0)
          .toFormatter(Locale.ROOT);

  private static final DateTimeFormatter WITH_OFFSET =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ssxx", Locale.ROOT);

  private static final Pattern ZONED = Pattern.compile("TZ=(\\S+) (.*)");

  @TestFactory
  Stream<DynamicTest> everyRowHolds() {
    return rows().stream().map(row -> DynamicTest.dynamicTest(row.toString(), () -> check(row)));
  }

  @Test
  void noRowIsLeftOut() {
    assertThat(rows()).hasSize(91);
  }

  private static void check(JsonNode row) {
    String spec = row.path("spec").asString();
    switch (row.path("kind").asString()) {
      case "activation" -> {
        Instant time = time(row.path("time").asString());
        Optional<Instant> next = Schedule.cron(spec, ZoneOffset.UTC).next(time.minusSeconds(1));
        assertThat(next.equals(Optional.of(time))).isEqualTo(row.path("matches").asBoolean());
      }
      case "next" -> {
        String from = row.path("time").asString();
        String next = row.path("next").asString();
        Optional<Instant> expected = next.isEmpty() ? Optional.empty() : Optional.of(time(next));
        assertThat(Schedule.cron(spec, zone(from)).next(time(from))).isEqualTo(expected);
      }
      case "error" ->
          assertThatThrownBy(() -> Schedule.cron(spec, ZoneOffset.UTC))
              .isInstanceOf(IllegalArgumentException.class);
      default -> throw new AssertionError("a row of another kind: " + row);
    }
  }

  private static ZoneId zone(String text) {
    var zoned = ZONED.matcher(text);
    return zoned.matches() ? ZoneId.of(zoned.group(1)) : ZoneOffset.UTC;
  }

  private static Instant time(String text) {
    var zoned = ZONED.matcher(text);
    String bare = zoned.matches() ? zoned.group(2) : text;
    return Character.isDigit(bare.charAt(0))
        ? OffsetDateTime.parse(bare, WITH_OFFSET).toInstant()
        : LocalDateTime.parse(bare.substring(4), SPOKEN).toInstant(ZoneOffset.UTC);
  }

  private static List<JsonNode> rows() {
    try (InputStream in =
        CronCorpusTest.class.getResourceAsStream("/corpora/cron/robfig-cron.json")) {
      if (in == null) throw new AssertionError("the corpus is there");
      var rows = new ArrayList<JsonNode>();
      Json.parse(new String(in.readAllBytes(), StandardCharsets.UTF_8)).forEach(rows::add);
      return rows;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
