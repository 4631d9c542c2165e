package dev.nanobot.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nanobot.message.Json;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

class OldConfigTest {
  @Test
  void whatAllChatsWereToldOfStepsIsSaidOfEachPlatformThatSaysNothingElse() {
    String original =
        """
        {"channels": {"sendProgress": false, "sendToolHints": true,
          "telegram": {"sendToolHints": false}, "mochat": {}}}
        """;
    String here =
        """
        {"channels": {"telegram": {"sendToolHints": false, "sendProgress": false},
          "mochat": {"sendProgress": false, "sendToolHints": true}}}
        """;
    OldConfig config = OldConfig.of((ObjectNode) Json.parse(original), Map.of());
    assertThat(config.problems()).isEmpty();
    assertThat(config.usable()).isEqualTo(Json.parse(here));
  }
}
