package dev.nanobot.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nanobot.cli.Desktop.Ran;
import dev.nanobot.message.Json;
import dev.nanobot.store.Ledger.Spent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

class UsageCommandTest {
  @TempDir Path home;

  private Ran run(String... arguments) {
    return new Desktop(home, home).run(arguments);
  }

  private void configure(String json) throws IOException {
    Path file = home.resolve("config.json");
    Files.writeString(file, json);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
  }

  private static Spent spent(String name, long tokens, long micros, long unpriced) {
    return new Spent(name, 3, tokens, 0, 0, micros, unpriced);
  }

  private static List<String> chart(boolean isUtf8, Spent... rows) {
    var total = new Spent("total", 9, 10, 0, 0, 1, 0);
    return new UsageChart(new Style(false, isUtf8)).lines("model", List.of(rows), total);
  }

  @Test
  void whatATalkTookIsShownByDayAndByModel() throws IOException {
    configure("{\"budgets\": {\"day\": {\"tokens\": 1000000, \"money\": 2.5}}}");
    assertThat(run("agent", "-m", "hello").code()).isZero();
    Ran days = run("usage", "--days", "3");
    assertThat(days.code()).isZero();
    assertThat(days.out().lines().toList())
        .hasSize(7)
        .last()
        .isEqualTo("today 0 of 2.5 of money (0 %)");
    assertThat(days.out()).contains("day", "tokens in", "total", " of 1,000,000 tokens (0 %)");
    Ran models = run("usage", "--by", "model", "--json");
    JsonNode line = Json.parse(models.out());
    assertThat(line.path("model").stringValue()).isEqualTo("rehearsal");
    assertThat(line.path("calls").intValue()).isEqualTo(1);
    assertThat(line.path("tokensIn").intValue()).isPositive();
    assertThat(line.path("money").stringValue()).isEqualTo("0");
    assertThat(line.path("callsWithoutPrice").intValue()).isZero();
  }

  @Test
  void aLimitThatIsUsedUpIsAClearAnswer() throws IOException {
    configure("{\"budgets\": {\"day\": {\"tokens\": 5}}}");
    Ran ran = run("agent", "-m", "hello");
    assertThat(ran.code()).isEqualTo(Exit.DEAD.code());
    assertThat(ran.out() + ran.err()).contains("budgets.day.tokens", "begins anew at midnight");
  }

  @Test
  void aLimitTooSmallToBeCountedIsNotNone() throws IOException {
    configure("{\"budgets\": {\"day\": {\"money\": 0.0000001}}}");
    run("agent", "-m", "hello");
    assertThat(run("usage").out()).contains("today 0 of 0.0001 of money");
  }

  @Test
  void wrongWordsAreExplained() {
    assertThat(run("usage", "--by", "hour").code()).isEqualTo(2);
    assertThat(run("usage", "--by", "hour").err()).contains("day, session, job, principal");
    assertThat(run("usage", "--days", "0").err()).contains("--days takes 1 to 366");
    assertThat(run("usage").code()).isEqualTo(Exit.NOT_FOUND.code());
  }

  @Test
  void barsShowWhichRowIsHowLong() {
    List<String> lines = chart(true, spent("a", 800, 5_000, 0), spent("long name", 100, 0, 0));
    assertThat(lines)
        .containsExactly(
            "model      calls  tokens in  cached  out   money",
            "a              3        800       0    0   0.005  ████████████████████",
            "long name      3        100       0    0       0  ██▌",
            "total          9         10       0    0  0.0001");
    assertThat(chart(false, spent("a", 800, 5_000, 0)).get(1)).endsWith("#".repeat(20));
  }

  @Test
  void anUnknownPriceIsNotNothing() {
    List<String> lines = chart(true, spent("a", 8, 0, 3), spent("b", 8, 20_000, 1));
    assertThat(lines.get(1)).contains("unknown").doesNotContain("+");
    assertThat(lines.get(2)).contains("0.02 + unknown");
  }

  @Test
  void namesAreHarmlessAndNotTooLong() {
    List<String> lines =
        chart(true, spent("", 8, 0, 0), spent("\u001b[2J" + "n".repeat(90), 8, 0, 0));
    assertThat(lines.get(1)).startsWith("(none)");
    assertThat(lines.get(2)).doesNotContain("\u001b").contains("~");
    assertThat(lines).allSatisfy(line -> assertThat(Columns.of(line)).isLessThan(110));
  }

  @Test
  void withoutQuestionsThereIsNothingToDraw() {
    assertThat(chart(true)).containsExactly("No model was asked in this time.");
  }
}
