package dev.nanobot.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nanobot.cli.Desktop.Ran;
import dev.nanobot.message.Json;
import dev.nanobot.message.Samples;
import dev.nanobot.message.Upload;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

@Timeout(180)
class AttachTest {
  @TempDir Path folder;

  private Ran run(String... arguments) {
    return new Desktop(folder).run(arguments);
  }

  private String file(String name, byte[] bytes) throws IOException {
    return Files.write(folder.resolve(name), bytes).toString();
  }

  private static void assertRefused(Ran ran, int code, String... words) {
    assertThat(ran.code()).isEqualTo(code);
    assertThat(ran.out()).isEmpty();
    assertThat(ran.err()).contains(words);
  }

  @Test
  void filesGoWithTheMessageAndAreShownByName() throws IOException {
    String cat = file("cat.png", Samples.png(3, 4));
    String note = file("a note.txt", Samples.text("hi"));
    Ran ran = run("agent", "-m", "look", "--attach", cat, "--attach", note);
    assertThat(ran.code()).isZero();
    assertThat(ran.out())
        .contains("it received 1 image: cat.png (image/png, 33 bytes)")
        .contains("1 file: a note.txt (text/plain, 2 bytes)")
        .contains("You said: \"look\"");
    assertThat(run("sessions", "show", "cli:direct").out())
        .contains("look\n+ cat.png (image/png, 33 bytes)\n+ a note.txt (text/plain, 2 bytes)\n");
    JsonNode line =
        run("sessions", "export", "cli:direct")
            .out()
            .lines()
            .map(Json::parse)
            .filter(entry -> entry.path("role").asString("").equals("user"))
            .findFirst()
            .orElseThrow();
    assertThat(line.path("content").asString()).isEqualTo("look");
    assertThat(line.path("attachments").findValuesAsString("name"))
        .containsExactly("cat.png", "a note.txt");
  }

  @Test
  void aFileIsReadByToolsWhereTheMessageSays() throws IOException {
    String note = file("note.txt", Samples.text("the tea is green"));
    assertThat(run("agent", "-m", "", "--attach", note).code()).isZero();
    Path kept;
    try (var found = Files.walk(new Desktop(folder).home().resolve("workspace/media"))) {
      kept = found.filter(Files::isRegularFile).findFirst().orElseThrow();
    }
    String path = new Desktop(folder).home().resolve("workspace").relativize(kept).toString();
    assertThat(run("agent", "-m", "read " + path).out()).contains("the tea is green");
  }

  @Test
  void aFileIsSaidAgainAsAnotherOne() throws IOException {
    String note = file("note.txt", Samples.text("hi"));
    assertThat(run("agent", "-m", "one", "--attach", note).code()).isZero();
    assertThat(run("agent", "-m", "two", "--attach", note).code()).isZero();
  }

  @Test
  void whatCannotBeSentIsNamedAndNothingIsSaid() throws IOException {
    String note = file("note.txt", Samples.text("hi"));
    String missing = folder.resolve("missing").toString();
    assertRefused(
        run("agent", "-m", "x", "--attach", note, "--attach", missing),
        4,
        "Cannot attach " + missing,
        "there is no such file");
    assertRefused(
        run("agent", "-m", "x", "--attach", folder.toString()), 2, "Cannot attach", "folder");
    assertRefused(run("agent", "-m", "x", "--attach", "/dev/null"), 2, "not a regular file");
    String bomb = file("bomb.png", Samples.png(10_000, 10_000));
    assertRefused(run("agent", "-m", "x", "--attach", bomb), 2, "at most 50,000,000 pixels");
    assertRefused(run("agent", "--attach", note), 2, "--attach belongs to -m");
    assertThat(run("sessions", "list").out()).isEmpty();
  }

  @Test
  void theLargestFileIsSentAndALargerOneIsNot() throws IOException {
    String largest = file("largest", new byte[Upload.BYTES_MAX]);
    assertThat(run("agent", "-m", "x", "--attach", largest).out()).contains("20,971,520 bytes");
    String larger = file("larger", new byte[Upload.BYTES_MAX + 1]);
    assertRefused(run("agent", "-m", "x", "--attach", larger), 2, "at most 20 MB");
  }

  @Test
  void tenFilesAreSentAndElevenAreNot() throws IOException {
    List<String> arguments = new ArrayList<>(List.of("agent", "-m", "x"));
    for (int i = 0; i < 10; i++) {
      arguments.add("--attach");
      arguments.add(file("n" + i, Samples.text("n" + i)));
    }
    assertThat(run(arguments.toArray(new String[0])).out()).contains("10 files: n0 ");
    arguments.add("--attach");
    arguments.add(file("n10", Samples.text("n10")));
    assertRefused(run(arguments.toArray(new String[0])), 2, "Cannot attach 11 files", "at most 10");
  }
}
