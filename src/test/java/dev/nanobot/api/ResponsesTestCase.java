package dev.nanobot.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nanobot.message.Json;
import java.net.http.HttpResponse;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// A test of responses: how they are asked for and read.
abstract class ResponsesTestCase extends OpenAiTestCase {
  static final ObjectNode input(String text) {
    return Json.object().put("model", "nanobot").put("input", text);
  }

  final JsonNode respond(ObjectNode body) throws Exception {
    HttpResponse<String> said = house.respond(body);
    assertThat(said.statusCode()).as(said.body()).isEqualTo(200);
    return Json.parse(said.body());
  }

  final JsonNode goOn(JsonNode previous, String text) throws Exception {
    return respond(input(text).put("previous_response_id", id(previous)));
  }

  final JsonNode get(String id) throws Exception {
    return Json.parse(house.get("/v1/responses/" + id).body());
  }

  static final String id(JsonNode response) {
    return response.path("id").stringValue();
  }

  static final List<JsonNode> events(String stream) {
    return stream
        .lines()
        .filter(line -> line.startsWith("data: "))
        .map(line -> Json.parse(line.substring("data: ".length())))
        .toList();
  }

  static final List<Integer> numbers(List<JsonNode> events) {
    return events.stream().map(event -> event.path("sequence_number").intValue()).toList();
  }
}
