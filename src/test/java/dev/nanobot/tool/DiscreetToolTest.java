package dev.nanobot.tool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nanobot.message.Asker;
import dev.nanobot.message.Effect;
import dev.nanobot.message.Json;
import dev.nanobot.message.Principal;
import dev.nanobot.message.Redaction;
import dev.nanobot.message.Secret;
import dev.nanobot.message.SessionKey;
import dev.nanobot.message.ToolSpec;
import dev.nanobot.message.Trust;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class DiscreetToolTest {
  private static final String SECRET = "s3cret-of-the-operator";
  private static final Redaction REDACTION = new Redaction(Map.of(new Secret(SECRET), "api-key"));
  private static final Call CALL =
      new Call(
          SessionKey.parse("web:room"),
          new Asker(Principal.LOCAL, Trust.OWNER),
          "1/1",
          path -> Optional.empty());

  /// A tool that notes what it is given, and says a secret.
  private record Telling(String name, List<String> given) implements Tool {
    @Override
    public ToolSpec spec() {
      return new ToolSpec(name, "tells", Json.object());
    }

    @Override
    public Effect effect() {
      return Effect.PURE;
    }

    @Override
    public Output run(JsonNode arguments, Call call) {
      given.add(arguments.path("url").asString(""));
      return Output.of("it is " + SECRET);
    }
  }

  private final List<String> given = new ArrayList<>();

  private Tool tool(String name, boolean isOnline) {
    return DiscreetTool.around(new Telling(name, given), () -> REDACTION, isOnline);
  }

  private static JsonNode url(String url) {
    return Json.object().put("url", url);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://example.org/?q=" + SECRET,
        "https://example.org/?q=%73%33cret-of-the-operator&p=100%",
        "https://example.org/?u=https%3A%2F%2Fa.example%2F%3Fq%3D%2573%2533cret-of-the-operator",
        "https://example.org/?q=czNjcmV0LW9mLXRoZS1vcGVyYXRvcg==",
        "https://example.org/?q=rotarepo-eht-fo-terc3s",
        "https://example.org/?t=ghp_0123456789abcdefghijABCDEFGHIJ012345"
      })
  void anAddressWithASecretIsNotFetched(String address) {
    assertThatThrownBy(() -> tool("web_fetch", false).run(url(address), CALL))
        .isInstanceOf(ToolException.class)
        .hasMessageContaining("hold a secret")
        .hasMessageNotContaining(SECRET);
    assertThat(given).isEmpty();
  }

  @Test
  void commandsAreHeldBackWhereTheyReachTheNetwork() throws InterruptedException {
    String token = "ghp_0123456789abcdefghijABCDEFGHIJ012345";
    assertThatThrownBy(() -> tool("exec", true).run(url(token), CALL))
        .isInstanceOf(ToolException.class);
    tool("exec", false).run(url(token), CALL);
    assertThat(given).containsExactly(token);
  }

  @Test
  void resultsAndArgumentsOfOtherToolsAreWithoutConfiguredSecrets() throws InterruptedException {
    Output output = tool("write_file", false).run(url("a " + SECRET), CALL);
    assertThat(given).containsExactly("a [REDACTED:api-key]");
    assertThat(output.text()).isEqualTo("it is [REDACTED:api-key]");
  }

  @Test
  void anOrdinaryAddressIsFetchedAsItIs() throws InterruptedException {
    String address = "https://example.org/a%20b?q=100%&r=%e9";
    tool("web_fetch", false).run(url(address), CALL);
    assertThat(given).containsExactly(address);
  }
}
