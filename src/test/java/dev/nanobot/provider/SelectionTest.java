package dev.nanobot.provider;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nanobot.message.Json;
import dev.nanobot.message.Secret;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SelectionTest {
  /// `keys` are names of providers with a key, `bases` of those with an address.
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "claude-sonnet-4-6 | '' | anthropic openai | '' | anthropic/claude-sonnet-4-6",
        "anthropic/claude-sonnet-4-6 | '' | anthropic | '' | anthropic/claude-sonnet-4-6",
        "anthropic/claude-sonnet-4-6 | '' | openrouter | '' | "
            + "openrouter/anthropic/claude-sonnet-4-6",
        "anthropic/claude-sonnet-4-6 | auto | aihubmix | '' | aihubmix/claude-sonnet-4-6",
        "openrouter/openai/gpt-5 | '' | openrouter openai | '' | openrouter/openai/gpt-5",
        "gpt-5 | '' | anthropic openai | '' | openai/gpt-5",
        "deepseek/deepseek-chat | '' | deepseek | '' | deepseek/deepseek-chat",
        "zai/glm-4.6 | '' | zhipu | '' | zhipu/glm-4.6",
        "nvidia/nemotron-70b | '' | nvidia | '' | nvidia/nvidia/nemotron-70b",
        "minimax-anthropic/M2 | '' | minimax_anthropic | '' | minimax_anthropic/M2",
        "llama3 | '' | '' | ollama | ollama/llama3",
        "ollama/llama3 | '' | openai | '' | ollama/llama3",
        "llama3 | '' | groq | mine | groq/llama3",
        "mine/llama3 | '' | groq | mine | mine/llama3",
        "llama3 | '' | '' | mine | mine/llama3",
        "claude-x | mine | anthropic | mine | mine/claude-x",
        "claude-x | openai | openai anthropic | '' | openai/claude-x",
        "gpt-5 | '' | groq | vllm | vllm/gpt-5"
      })
  void theFirstRuleThatFitsDecides(
      String model, String provider, String keys, String bases, String expected) {
    var chosen =
        (Selection.Chosen)
            selection(keys, bases).choose(new Providers.Model(model.strip(), provider.strip()));
    assertThat(chosen.vendor().name() + "/" + chosen.model()).isEqualTo(expected.strip());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "claude-x | '' | providers.anthropic.apiKey, or the environment variable ANTHROPIC_API_KEY",
        "gpt-5 | anthropic | providers.anthropic.apiKey",
        "llama3 | '' | Nobody is known to serve the model \"llama3\"",
        "x | nonsense | No provider is called \"nonsense\"",
        "x | vllm | providers.vllm.apiBase",
        "x | openai_codex | signs in through a browser",
        "github-copilot/gpt | '' | \"github_copilot\" is not supported",
        "'' | '' | No model is set"
      })
  void whatIsMissingIsSaidWithWhatToDo(String model, String provider, String sentence) {
    var missing =
        (Selection.Missing)
            selection("", "").choose(new Providers.Model(model.strip(), provider.strip()));
    assertThat(missing.sentence()).contains(sentence.strip());
  }

  @Test
  void aKeyMayComeFromTheEnvironment() {
    var chosen =
        (Selection.Chosen)
            new Selection(Map.of(), Map.of("ZHIPUAI_API_KEY", " k1 \n"))
                .choose(new Providers.Model("glm-4.6", ""));
    assertThat(chosen.endpoint().key().reveal()).isEqualTo("k1");
    assertThat(chosen.endpoint().base()).isEqualTo("https://open.bigmodel.cn/api/paas/v4");
  }

  @Test
  void aKeyOfOpenAiIsNotSentToAnybodyElse() {
    var choice =
        new Selection(Map.of(), Map.of("OPENAI_API_KEY", "sk-1"))
            .choose(new Providers.Model("some-model", ""));
    assertThat(((Selection.Chosen) choice).vendor().name()).isEqualTo("openai");
  }

  @Test
  void aGatewaysKeyInAnothersPlaceReachesTheGateway() {
    var access = new Providers.Access(new Secret("sk-or-v1-1"), "", Map.of(), Json.object());
    var chosen =
        (Selection.Chosen)
            new Selection(Map.of("openai", access), Map.of())
                .choose(new Providers.Model("openai/gpt-5", "openai"));
    assertThat(chosen.endpoint().base()).isEqualTo("https://openrouter.ai/api/v1");
    assertThat(chosen.model()).isEqualTo("openai/gpt-5");
  }

  @Test
  void openAiCountsTheLimitInCompletionTokens() {
    var chosen =
        (Selection.Chosen) selection("openai groq", "").choose(new Providers.Model("gpt-5", ""));
    assertThat(chosen.endpoint().limitField()).isEqualTo("max_completion_tokens");
  }

  @ParameterizedTest
  @CsvSource({
    "ftp://host/v1",
    "localhost:8000",
    "not an address",
    "http:///v1",
    "https://h/v1?key=x"
  })
  void anAddressThatIsNoneIsRefused(String base) {
    var access = new Providers.Access(Secret.NONE, base, Map.of(), Json.object());
    var choice =
        new Selection(Map.of("mine", access), Map.of()).choose(new Providers.Model("x", "mine"));
    assertThat(((Selection.Missing) choice).sentence())
        .contains("providers.mine.apiBase")
        .doesNotContain(base);
  }

  @Test
  void aKeyThatNoHeaderTakesIsRefusedWithoutShowingIt() {
    var access = new Providers.Access(new Secret("sk-\u00e9"), "", Map.of(), Json.object());
    var choice =
        new Selection(Map.of("openai", access), Map.of()).choose(new Providers.Model("gpt-5", ""));
    assertThat(((Selection.Missing) choice).sentence())
        .contains("copy it again")
        .doesNotContain("sk-");
  }

  @Test
  void everyVendorHasItsOwnNameAndAUsableAddress() {
    assertThat(Registry.VENDORS).extracting(Vendor::name).doesNotHaveDuplicates();
    assertThat(Registry.VENDORS)
        .filteredOn(v -> v.kind() != Vendor.Kind.LOCAL)
        .allSatisfy(v -> assertThat(v.base()).startsWith("https://").doesNotEndWith("/"));
    assertThat(Registry.VENDORS).allSatisfy(v -> assertThat(v.keys().env()).isNotEmpty());
  }

  private static Selection selection(String keys, String bases) {
    Map<String, Providers.Access> access = new LinkedHashMap<>();
    for (String name : words(keys)) {
      access.put(name, new Providers.Access(new Secret("key"), "", Map.of(), Json.object()));
    }
    for (String name : words(bases)) {
      access.put(
          name,
          new Providers.Access(Secret.NONE, "http://localhost:1/v1/", Map.of(), Json.object()));
    }
    return new Selection(access, Map.of());
  }

  private static List<String> words(String text) {
    return text.isBlank() ? List.of() : List.of(text.strip().split("\\s+"));
  }
}
