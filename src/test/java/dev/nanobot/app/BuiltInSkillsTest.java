package dev.nanobot.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nanobot.agent.Skills;
import dev.nanobot.agent.Skills.Skill;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BuiltInSkillsTest {
  @TempDir private Path folder;

  private List<Skill> all(boolean hasPrograms) {
    BuiltInSkills.copyTo(folder.resolve("built-in"));
    var machine = Skills.Machine.of(name -> hasPrograms, Map.of(), "Linux");
    return new Skills(folder, folder.resolve("built-in"), List.of(), machine).all();
  }

  @Test
  void eachIsThereWithAnOccasionAndAText() throws IOException, URISyntaxException {
    Path resources = Path.of(BuiltInSkills.class.getResource("/skills").toURI());
    try (var names = Files.list(resources)) {
      assertThat(names.map(path -> path.getFileName().toString()))
          .containsExactlyInAnyOrderElementsOf(BuiltInSkills.NAMES);
    }
    assertThat(all(true)).extracting(Skill::name).containsExactlyElementsOf(BuiltInSkills.NAMES);
    assertThat(all(true))
        .allSatisfy(
            skill -> {
              assertThat(skill.isBuiltIn()).isTrue();
              assertThat(skill.missing()).isEmpty();
              assertThat(skill.description()).hasSizeBetween(30, 200);
              assertThat(skill.body().lines()).hasSizeBetween(8, 100);
              assertThat(Path.of(skill.location())).isRegularFile();
            });
    assertThat(all(true))
        .filteredOn(Skill::isAlways)
        .extracting(Skill::name)
        .containsExactly("memory");
    assertThat(all(false))
        .filteredOn(skill -> !skill.missing().isEmpty())
        .extracting(Skill::name)
        .containsExactly("github", "tmux");
  }

  @Test
  void aCopyIsWrittenOnlyWhenItIsMissingOrDiffers() throws IOException {
    Path home = folder.resolve("built-in");
    BuiltInSkills.copyTo(home);
    Path cron = home.resolve("cron/SKILL.md");
    Path weather = home.resolve("weather/SKILL.md");
    String text = Files.readString(cron);
    Files.writeString(cron, "mine");
    Files.setLastModifiedTime(weather, FileTime.fromMillis(1_000));
    BuiltInSkills.copyTo(home);
    assertThat(cron).hasContent(text);
    assertThat(Files.getLastModifiedTime(weather).toMillis()).isEqualTo(1_000);
    try (var files = Files.list(cron.getParent())) {
      assertThat(files).containsExactly(cron);
    }
  }

  @Test
  void manyProcessesMayCopyAtOnce() throws Exception {
    List<Thread> copying = new ArrayList<>();
    List<Throwable> failures = Collections.synchronizedList(new ArrayList<>());
    for (int i = 0; i < 16; i++) {
      copying.add(
          Thread.ofPlatform()
              .uncaughtExceptionHandler((thread, e) -> failures.add(e))
              .start(() -> BuiltInSkills.copyTo(folder.resolve("built-in"))));
    }
    for (Thread thread : copying) thread.join();
    assertThat(failures).isEmpty();
    assertThat(all(true)).hasSize(7);
  }
}
