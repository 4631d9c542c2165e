package dev.nanobot.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nanobot.e2e.Cli.Ended;
import dev.nanobot.message.Json;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// A long conversation with the program, in processes of their own, and what it costs.
@Tag("slow")
final class CompactionProgramTest {
  private static final int MESSAGES = 12;

  @TempDir Path folder;
  private Cli cli;

  @BeforeEach
  void makeHome() throws IOException {
    cli = new Cli(Files.createDirectories(folder.resolve("home")));
  }

  @Test
  void aConversationLongerThanTheWindowGoesOnFromSummaries() throws Exception {
    try (var model = new ModelServer(cli.home())) {
      cli.configure(
          """
          {"agents": {"defaults": {"model": "claude-opus-4-5", "provider": "mine",
             "contextWindowTokens": 5000, "maxTokens": 500}},
           "prices": {"claude-opus": {"input": 3, "output": 15}},
           "budgets": {"day": {"money": 100}},
           "providers": {"mine": {"apiKey": "k", "apiBase": "%s"}}}
          """
              .formatted(model.base()));
      List<String> said = new ArrayList<>();
      for (int i = 0; i < MESSAGES; i++) {
        said.add("message " + i + " " + "words ".repeat(200).strip());
        assertThat(cli.run("agent", "-s", "long", "-m", said.getLast()).exit()).isZero();
      }
      assertThat(cli.run("agent", "-s", "long", "-m", "/compact").out()).contains("Compacted: ");
      assertThat(heard()).containsExactlyElementsOf(said);
      long summaries = asked(model).stream().filter(text -> text.startsWith("# ")).count();
      assertThat(summaries).isGreaterThanOrEqualTo(2);
      Ended usage = cli.run("usage", "--by", "session", "--json");
      JsonNode line = Json.parse(usage.out());
      assertThat(line.path("session").asString()).isEqualTo("cli:long");
      assertThat(line.path("calls").asLong()).isGreaterThanOrEqualTo(MESSAGES + 2);
      assertThat(line.path("money").asString()).isNotEqualTo("0");
      assertThat(line.path("callsWithoutPrice").asLong()).isZero();
    }
  }

  /// The texts that the model was last told in each question.
  private static List<String> asked(ModelServer model) throws IOException, InterruptedException {
    try (var client = HttpClient.newHttpClient()) {
      URI counts = URI.create(model.base().replace("/v1", "/counts"));
      String body =
          client.send(HttpRequest.newBuilder(counts).build(), BodyHandlers.ofString()).body();
      return List.copyOf(Json.parse(body).propertyNames());
    }
  }

  private List<String> heard() throws IOException, InterruptedException {
    return cli.run("sessions", "export", "cli:long")
        .out()
        .lines()
        .map(Json::parse)
        .filter(line -> line.path("role").asString("").equals("user"))
        .map(line -> line.path("content").asString())
        .toList();
  }
}
