package dev.nanobot.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nanobot.message.Json;
import dev.nanobot.message.Samples;
import dev.nanobot.provider.FakeModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/// The program with files, in a process of its own, and a model on a socket that notes what it is
/// shown.
@Tag("slow")
final class AttachProgramTest {
  private static final byte[] CAT = Samples.png(640, 480, 400_000);
  private static final byte[] DOG = Samples.gif(64, 48);

  @TempDir Path folder;
  private Cli cli;
  private String cat;

  @BeforeEach
  void makeHome() throws IOException {
    cli = new Cli(Files.createDirectories(folder.resolve("home")));
    cat = Files.write(folder.resolve("cat.png"), CAT).toString();
  }

  private void configure(FakeModel model, String provider, String name) throws IOException {
    String base = provider.equals("anthropic") ? model.anthropicBase() : model.openAiBase();
    cli.configure(
        """
        {"agents": {"defaults": {"model": "%s", "provider": "%s"}},
         "providers": {"%s": {"apiKey": "k", "apiBase": "%s"}}}
        """
            .formatted(name, provider, provider, base));
  }

  /// The base64 of the images that the model was shown last, in their order.
  private static List<String> shown(FakeModel model) {
    JsonNode body = model.received().body();
    return body.findValues("image_url").isEmpty()
        ? body.findValuesAsString("data")
        : body.findValues("image_url").stream()
            .map(image -> image.path("url").asString())
            .map(url -> url.substring(url.indexOf(',') + 1))
            .toList();
  }

  private static String base64(byte[] bytes) {
    return Base64.getEncoder().encodeToString(bytes);
  }

  @ParameterizedTest
  @ValueSource(strings = {"mine", "anthropic"})
  void imagesReachTheModelByteForByteAndStayInTheConversation(String provider) throws Exception {
    try (var model = new FakeModel(0, 0)) {
      configure(model, provider, "claude-opus-4-5");
      String dog = Files.write(folder.resolve("dog.gif"), DOG).toString();
      assertThat(cli.run("agent", "-m", "look", "--attach", cat, "--attach", dog).out())
          .startsWith("echo: look\n[file \"cat.png\", image/png, 400,033 bytes, media/");
      assertThat(shown(model)).containsExactly(base64(CAT), base64(DOG));
      assertThat(cli.run("agent", "-m", "and now?").out()).isEqualTo("echo: and now?\n");
      assertThat(shown(model)).containsExactly(base64(CAT), base64(DOG));
      assertThat(cli.run("agent", "-m", "/undo").exit()).isZero();
      assertThat(cli.run("agent", "-m", "/undo").exit()).isZero();
      assertThat(cli.run("agent", "-m", "gone?").out()).isEqualTo("echo: gone?\n");
      assertThat(shown(model)).isEmpty();
    }
  }

  @Test
  void aModelThatTakesNoImagesAnswersAllTheSame() throws Exception {
    try (var model = new FakeModel(0, 0)) {
      configure(model, "mine", "fake-blind");
      assertThat(cli.run("agent", "-m", "look", "--attach", cat).out())
          .contains("cat.png")
          .contains("not shown to you");
      assertThat(cli.run("agent", "-m", "and now?").out()).isEqualTo("echo: and now?\n");
    }
  }

  @Test
  void aSummaryNamesTheFilesAndShowsThemNoMore() throws Exception {
    try (var model = new FakeModel(0, 0)) {
      configure(model, "mine", "fake");
      for (int i = 0; i < 6; i++) {
        String[] arguments = {"agent", "-m", "look " + i, "--attach", cat};
        assertThat(cli.run(arguments).exit()).isZero();
      }
      assertThat(cli.run("agent", "-m", "/compact").out()).contains("Compacted: ");
      assertThat(Json.write(model.received().body())).contains("cat.png").doesNotContain("base64");
      assertThat(cli.run("agent", "-m", "and now?").exit()).isZero();
      assertThat(shown(model)).hasSizeBetween(1, 5);
    }
  }

  @Test
  void aDeletedConversationLeavesNoFile() throws Exception {
    assertThat(cli.run("agent", "-m", "look", "--attach", cat).exit()).isZero();
    assertThat(cli.run("sessions", "delete", "cli:direct", "--yes").exit()).isZero();
    assertThat(cli.run("sessions", "list").out()).isEmpty();
    try (var left = Files.walk(cli.home().resolve("workspace/media"))) {
      assertThat(left.filter(Files::isRegularFile)).isEmpty();
    }
  }
}
