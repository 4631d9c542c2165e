package dev.nanobot.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nanobot.message.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.IntNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

class ConfigTextTest {
  private static final List<String> MODEL = List.of("agents", "defaults", "model");
  private static final String FILE =
      """
      {
          "agents" : {
              "defaults": {"model": "a\\u00e9\\ud83d\\ude00", "temperature":0.10}
          },
          "providers": {
              "openai": {
                  "apiKey": "${KEY}"
              }
          }
      }
      """;

  private static String with(String text, String path, String json) {
    return new ConfigText(text).with(List.of(path.split("\\.")), Json.parse(json)).text();
  }

  private static String without(String text, String path) {
    return new ConfigText(text).without(List.of(path.split("\\."))).text();
  }

  @Test
  void aValueIsReplacedAndAllElseStays() {
    assertThat(with(FILE, "agents.defaults.temperature", "0.7"))
        .isEqualTo(FILE.replace("0.10", "0.7"));
    assertThat(with(FILE, "agents.defaults.model", "\"b\""))
        .isEqualTo(FILE.replace("a\\u00e9\\ud83d\\ude00", "b"));
  }

  @Test
  void aNewValueStandsBehindTheLastInItsManner() {
    assertThat(with(FILE, "providers.openai.apiBase", "\"x\""))
        .isEqualTo(FILE.replace("\"${KEY}\"\n", "\"${KEY}\",\n            \"apiBase\": \"x\"\n"));
    assertThat(with(FILE, "agents.defaults.maxTokens", "5"))
        .isEqualTo(FILE.replace("0.10}", "0.10, \"maxTokens\": 5}"));
  }

  @Test
  void whatIsMissingOnTheWayIsMade() {
    assertThat(with("{}\n", "agents.defaults.model", "\"m\""))
        .isEqualTo(
            """
            {
              "agents": {
                "defaults": {
                  "model": "m"
                }
              }
            }
            """);
    assertThat(with("{\"a\":1}", "b.c", "2")).isEqualTo("{\"a\":1, \"b\": {\"c\": 2}}");
    assertThat(with("{\"agents\": null}", "agents.x", "2")).isEqualTo("{\"agents\": {\"x\": 2}}");
  }

  @Test
  void linesEndAsTheyDid() {
    assertThat(with("{\r\n  \"a\": {}\r\n}", "a.b", "2"))
        .isEqualTo("{\r\n  \"a\": {\r\n    \"b\": 2\r\n  }\r\n}");
  }

  @Test
  void aValueIsRemovedWithItsComma() {
    assertThat(without(FILE, "agents.defaults.temperature"))
        .isEqualTo(FILE.replace(", \"temperature\":0.10", ""));
    assertThat(without("{\"a\": 1, \"b\": 2}", "a")).isEqualTo("{\"b\": 2}");
    assertThat(without("{\"a\": {\n \"b\": 2\n}}", "a.b")).isEqualTo("{\"a\": {}}");
    assertThat(without(FILE, "agents.nothing.there")).isEqualTo(FILE);
  }

  @Test
  void aTextBeyondTheParsersBufferIsEditedRightly() {
    String long_ = "\"" + "\ud83d\ude00 text ".repeat(20_000) + "\"";
    String text = "{\"unknown\": " + long_ + ", \"agents\": {\"defaults\": {\"model\": \"a\"}}}";
    assertThat(new ConfigText(text).with(MODEL, StringNode.valueOf("b")).text())
        .isEqualTo(text.replace("\"a\"}", "\"b\"}"));
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 5, 8, 13, 21, 34})
  void afterAnyEditsTheTreeIsWhatTheSameEditsMakeOfATree(long seed) {
    var random = new Random(seed);
    for (int run = 0; run < 150; run++) {
      ObjectNode tree = object(random, 0);
      String text = random.nextBoolean() ? Json.write(tree) : tree.toPrettyString();
      for (int edit = 0; edit < 6; edit++) {
        List<String> path = path(random);
        if (random.nextInt(3) == 0) {
          text = new ConfigText(text).without(path).text();
          if (parent(tree, path) instanceof ObjectNode parent) parent.remove(path.getLast());
        } else {
          JsonNode value = value(random, 2);
          text = new ConfigText(text).with(path, value).text();
          made(tree, path).set(path.getLast(), value);
        }
        assertThat(Json.write(Json.parse(text))).isEqualTo(Json.write(tree));
      }
    }
  }

  private static JsonNode parent(ObjectNode tree, List<String> path) {
    JsonNode place = tree;
    for (String name : path.subList(0, path.size() - 1)) place = place.path(name);
    return place;
  }

  private static ObjectNode made(ObjectNode tree, List<String> path) {
    ObjectNode place = tree;
    for (String name : path.subList(0, path.size() - 1)) {
      place = place.get(name) instanceof ObjectNode inner ? inner : place.putObject(name);
    }
    return place;
  }

  private static List<String> path(Random random) {
    List<String> path = new ArrayList<>();
    for (int i = random.nextInt(3); i >= 0; i--) path.add(name(random));
    return path;
  }

  private static String name(Random random) {
    return List.of("a", "b", "c", "d \"quoted\"", "é{,}").get(random.nextInt(5));
  }

  private static ObjectNode object(Random random, int depth) {
    ObjectNode object = Json.object();
    for (int i = random.nextInt(5); i > 0; i--) object.set(name(random), value(random, depth));
    return object;
  }

  private static JsonNode value(Random random, int depth) {
    return switch (random.nextInt(depth > 2 ? 3 : 5)) {
      case 0 -> IntNode.valueOf(random.nextInt(1_000) - 500);
      case 1 -> StringNode.valueOf(List.of("", "${X}", "a\\\"}", "😀\n,").get(random.nextInt(4)));
      case 2 -> Json.parse(random.nextBoolean() ? "null" : "-1.50e3");
      case 3 -> Json.MAPPER.createArrayNode().add("x").add(object(random, depth + 1));
      default -> object(random, depth + 1);
    };
  }
}
