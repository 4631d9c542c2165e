package dev.nanobot.tool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nanobot.message.Effect;
import dev.nanobot.message.Json;
import dev.nanobot.message.Message;
import dev.nanobot.message.Outcome;
import dev.nanobot.message.Waiting;
import dev.nanobot.world.RealWorld;
import dev.nanobot.world.World;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// What every tool promises. A test of a tool extends this and makes one.
public abstract class ToolContract {
  protected final World world = new RealWorld();

  @TempDir protected Path directory;

  /// The tool, in a fresh place.
  protected abstract Tool tool() throws Exception;

  /// Arguments with which a run succeeds, in a place where nothing else has run.
  protected abstract String goodArguments() throws Exception;

  protected abstract Effect effect();

  /// Who asks.
  protected Call call() throws Exception {
    return new Desk(directory).call();
  }

  @Test
  void itsNameIsOneThatModelsAccept() throws Exception {
    assertThat(tool().spec().name()).matches("[a-zA-Z0-9_-]{1,64}");
    assertThat(tool().spec().description()).isNotBlank();
  }

  @Test
  void itsSchemaIsAnObjectThatDescribesEveryParameter() throws Exception {
    JsonNode schema = tool().spec().schema();
    assertThat(schema.path("type").asString()).isEqualTo("object");
    for (JsonNode property : schema.path("properties")) {
      assertThat(property.path("type").asString("")).isNotEmpty();
      assertThat(property.path("description").asString("")).isNotEmpty();
    }
    for (JsonNode name : schema.path("required")) {
      assertThat(schema.path("properties").has(name.asString())).isTrue();
    }
  }

  @Test
  void itDeclaresItsEffect() throws Exception {
    assertThat(tool().effect()).isEqualTo(effect());
  }

  @Test
  void itSpeaksTheSameOfItselfEachTime() throws Exception {
    Tool tool = tool();
    assertThat(tool.spec()).isEqualTo(tool.spec());
  }

  @Test
  void itRunsWithGoodArguments() throws Exception {
    Outcome outcome = run(goodArguments());
    assertThat(outcome.result().failed()).as(outcome.result().text()).isFalse();
    assertThat(outcome.result().text()).isNotEmpty();
  }

  @Test
  void nothingThatAModelWritesMakesItThrow() throws Exception {
    for (String arguments :
        List.of(
            "",
            "{",
            "null",
            "[]",
            "\"x\"",
            "{}",
            "{\"path\":null}",
            "{\"path\":\"\\u0000\",\"content\":\"\",\"old_text\":\"\",\"new_text\":\"\"}",
            "{\"command\":\"\\u0000\"}",
            "{\"url\":\"\\u0000\"}",
            "{\"query\":\"\"}",
            "{\"pattern\":\"[\"}",
            "{\"pattern\":\"" + "(".repeat(5_000) + "\"}",
            "{\"path\":\"" + "../".repeat(50) + "etc/passwd\"}")) {
      Outcome outcome = run(arguments);
      assertThat(outcome.result().text()).isNotEmpty().doesNotContain("unexpectedly");
    }
  }

  @Test
  void missingArgumentsAreAFailureThatNamesTheTool() throws Exception {
    if (tool().spec().schema().path("required").isEmpty()) return;
    Outcome outcome = run("{}");
    assertThat(outcome.result().failed()).isTrue();
    assertThat(outcome.result().text()).contains(tool().spec().name());
  }

  @Test
  void anInterruptEndsIt() throws Exception {
    Tool tool = tool();
    String arguments = goodArguments();
    Thread turn =
        world.start(
            "turn",
            () -> {
              Thread.currentThread().interrupt();
              try {
                tool.run(Json.parse(arguments), call());
              } catch (InterruptedException | ToolException e) {
                return; // Both end it.
              } catch (Exception e) {
                throw new AssertionError(e);
              }
            });
    turn.join();
  }

  protected Outcome run(String arguments) throws Exception {
    Tool tool = tool();
    Call asking = call();
    var call =
        new Waiting(
            new Message.ToolCall("1", tool.spec().name(), arguments), "k", tool.effect(), false);
    return new Toolbox(world, List.of(tool))
        .run(List.of(call), waiting -> asking, (waiting, outcome) -> {}, event -> {})
        .getFirst();
  }
}
