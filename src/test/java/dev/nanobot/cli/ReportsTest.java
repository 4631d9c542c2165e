package dev.nanobot.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.nanobot.app.ConfigException;
import dev.nanobot.message.Json;
import dev.nanobot.store.StoreException;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReportsTest {
  private final ByteArrayOutputStream told = new ByteArrayOutputStream();

  private Exit report(Throwable thrown, boolean isJson) {
    var err = new PrintStream(told, true, UTF_8);
    return new Reports(err, new Style(false, true), isJson, false).report(thrown);
  }

  @Test
  void anErrorIsThreeLinesWhatWhyAndWhatToDo() {
    var broken =
        new ConfigException(
            "The configuration c cannot be used",
            List.of("a.b: wrong\u001b[2J", "c: wrong too"),
            "nanobot config check");
    assertThat(report(broken, false)).isEqualTo(Exit.USAGE);
    assertThat(told.toString(UTF_8).lines())
        .containsExactly(
            "✗ The configuration c cannot be used",
            "  a.b: wrongU+001B[2J (and 1 more)",
            "  → nanobot config check");
  }

  @Test
  void anErrorInJsonIsOneObject() {
    var failure = new Failure(Exit.NOT_FOUND, "There is no message 9", "never was", "try 8");
    assertThat(report(failure, true).code()).isEqualTo(4);
    assertThat(Json.parse(told.toString(UTF_8)))
        .isEqualTo(
            Json.parse(
                """
        {"error": {"code": "not_found", "message": "There is no message 9: never was",
                   "hint": "try 8"}}
        """));
  }

  @Test
  void eachKindOfFailureHasItsExitCode() {
    assertThat(report(new StoreException("full", null), false).code()).isEqualTo(2);
    assertThat(report(new InterruptedException(), false).code()).isEqualTo(130);
    assertThat(report(new IllegalStateException("bug"), false).code()).isEqualTo(1);
  }
}
