package dev.nanobot.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nanobot.message.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SkillsCommandTest {
  @TempDir Path folder;
  private Desktop desktop;

  @BeforeEach
  void makeHome() throws IOException {
    desktop = new Desktop(folder);
    assertThat(desktop.run("onboard", "--yes").code()).isZero();
    Path mine = Files.createDirectories(desktop.home().resolve("workspace/skills/weather"));
    Files.writeString(mine.resolve("SKILL.md"), "---\ndescription: my sky\n---\nLook up.");
  }

  @Test
  void allAreListedWithWhatTheyLack() {
    var ran = desktop.run("skills", "list");
    assertThat(ran.err()).isEmpty();
    assertThat(ran.out())
        .contains("cron", "weather          my sky", "[always loaded]", "[missing CLI: gh]");
    assertThat(desktop.run("skills").out()).isEqualTo(ran.out());
    var weather =
        desktop.run("skills", "list", "--json").out().lines().map(Json::parse).toList().getLast();
    assertThat(weather.path("name").stringValue()).isEqualTo("weather");
    assertThat(weather.path("builtIn").booleanValue()).isFalse();
    assertThat(weather.path("location").stringValue()).isEqualTo("skills/weather/SKILL.md");
  }

  @Test
  void oneIsShownWhole() {
    assertThat(desktop.run("skills", "show", "weather").out()).isEqualTo("Look up.\n");
    assertThat(desktop.run("skills", "show", "cron").out()).contains("cron_expr", "every_seconds");
    var json = Json.parse(desktop.run("skills", "show", "github", "--json").out());
    assertThat(json.path("text").stringValue()).startsWith("# GitHub");
    assertThat(json.path("missing").path(0).stringValue()).isEqualTo("CLI: gh");
    var unknown = desktop.run("skills", "show", "wether");
    assertThat(unknown.code()).isEqualTo(4);
    assertThat(unknown.err()).contains("did you mean weather?");
  }

  @Test
  void aDisabledSkillIsNotThere() throws IOException {
    Files.writeString(
        desktop.home().resolve("config.json"),
        "{\"agents\": {\"defaults\": {\"disabledSkills\": [\"weather\", \"tmux\"]}}}");
    assertThat(desktop.run("skills", "list").out())
        .contains("cron")
        .doesNotContain("weather", "tmux");
  }

  @Test
  void theAgentReadsABuiltInSkill() {
    Path cron = desktop.home().resolve("builtin/skills/cron/SKILL.md");
    assertThat(desktop.run("agent", "-m", "read " + cron).out()).contains("cron_expr");
    assertThat(desktop.run("agent", "-m", "/skills").out()).contains("cron", "my sky");
    assertThat(cron).isRegularFile();
  }
}
