package dev.nanobot.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nanobot.cli.Desktop.Ran;
import dev.nanobot.message.Json;
import java.nio.file.Path;
import java.sql.DriverManager;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

class CronCommandLinesTest {
  @TempDir Path folder;

  private Ran run(String... arguments) {
    return new Desktop(folder).run(arguments);
  }

  private Ran cron(String line) {
    return run(("cron " + line).split(" "));
  }

  /// Adds a job and returns its id.
  private String added(String rest) {
    Ran ran = cron("add -n water -m drink --json " + rest);
    assertThat(ran.code()).as(ran.err()).isZero();
    return ran.json().path("id").asString();
  }

  @Test
  void everyNoSecondsIsNotTakenForNoSchedule() {
    assertThat(cron("add -n x -m y -e 0").err()).contains("--every takes seconds, at least 1");
  }

  @Test
  void aJobIsOneLineOfTheList() {
    String[] add = {"cron", "add", "-n", "tea\nfake 1", "-m", "drink", "-e", "60"};
    assertThat(run(add).code()).isZero();
    assertThat(cron("list").out().lines()).singleElement().asString().contains("\"tea fake 1\"");
  }

  @Test
  void aJobIsListedAsItWasAdded() {
    String id = added("-e 3600");
    JsonNode job = cron("list --json").json();
    assertThat(job.path("id").asString()).isEqualTo(id);
    assertThat(job.path("schedule").path("everyMs").asLong()).isEqualTo(3_600_000);
    assertThat(job.path("message").asString()).isEqualTo("drink");
    assertThat(job.path("session").asString()).isEqualTo("cli:direct");
    assertThat(job.path("answerTo").isNull()).isTrue();
    assertThat(job.path("principal").asString()).isEqualTo("cli:local");
    assertThat(cron("list").out()).startsWith(id + " \"water\" every 1 h, next 2");
    assertThat(run("cron").out()).isEqualTo(cron("list").out());
  }

  @Test
  void aJobThatCannotBeReadIsListedWithTheReasonAndMayBeRemoved() throws Exception {
    String id = added("-e 3600");
    String url = "jdbc:sqlite:" + folder.resolve("home/nanobot.db");
    try (var connection = DriverManager.getConnection(url);
        var statement = connection.createStatement()) {
      statement.execute("update cron_job set misfire = 'NEVER'");
    }
    assertThat(cron("list").out()).startsWith(id + " \"water\" disabled: it cannot be read (No ");
    assertThat(cron("list --json").json().path("unreadable").asString()).contains("NEVER");
    assertThat(cron("enable " + id).err()).contains("cannot be read");
    assertThat(cron("remove " + id).code()).isZero();
    assertThat(cron("list").out()).isEqualTo("No jobs are enabled.\n");
  }

  @Test
  void answersGoWhereTheyWereWanted() {
    assertThat(answerTo("-d")).isEqualTo("cli:direct");
    assertThat(answerTo("-d -s cli:plants")).isEqualTo("cli:plants");
    assertThat(answerTo("--to other")).isEqualTo("cli:other");
    assertThat(answerTo("-d --channel cli --to third")).isEqualTo("cli:third");
  }

  private String answerTo(String flags) {
    return cron("add -n n -m m -e 60 --json " + flags).json().path("answerTo").asString();
  }

  @Test
  void aTimeIsReadInItsZone() {
    JsonNode job =
        cron("add -n n -m m --at 2099-07-01T12:00 --tz Asia/Tokyo --missed skip --json").json();
    assertThat(job.path("next").asString()).isEqualTo("2099-07-01T03:00:00Z");
    assertThat(job.path("misfire").asString()).isEqualTo("skip");
    String cron = cron("add -n n -m m -c @daily --tz Asia/Tokyo --json").out();
    assertThat(Json.parse(cron).path("schedule").path("tz").asString()).isEqualTo("Asia/Tokyo");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "add -n n -m m | one schedule",
        "add -n n -m m -e 5 --at 2099-01-01T00:00 | one schedule",
        "add -n n -m m -e -5 | every second to every ten years",
        "add -n n -m m -c 61 | 5 fields",
        "add -n n -m m --at 2020-01-01T00:00 | is in the past",
        "add -n n -m m -e 5 --tz UTC | time zone goes with",
        "add -n n -m m -e 5 --channel cli | --channel goes with --to",
        "add -n n -m m -e 5 --channel fax --to 1 | no channel fax; known are: api, cli, web",
        "add -n n -m m -e x | x",
        "add -m m -e 5 | --name"
      })
  void whatIsWrongIsNamedAndNothingIsAdded(String line, String rule) {
    Ran ran = cron(line);
    assertThat(ran.code()).isEqualTo(2);
    assertThat(ran.err()).contains(rule);
    assertThat(cron("list -a --json").out()).isEmpty();
  }

  @Test
  void aJobIsDisabledAndEnabledAgain() {
    String id = added("-e 3600");
    assertThat(cron("enable " + id + " --disable").out()).contains("disabled " + id);
    assertThat(cron("list").out()).isEqualTo("No jobs are enabled.\n");
    assertThat(cron("list -a").out()).contains(id, "disabled");
    assertThat(cron("run " + id).code()).isEqualTo(5);
    assertThat(cron("run " + id + " -f").code()).isZero();
    assertThat(cron("enable " + id + " --json").json().path("enabled").asString()).isEqualTo(id);
    assertThat(cron("list").out()).contains(id);
  }

  @Test
  void aJobIsStartedByHandOnceAtATime() {
    String id = added("-e 3600");
    assertThat(cron("history " + id).out()).isEqualTo("Not done yet.\n");
    long message = cron("run " + id + " --json").json().path("messageId").asLong();
    assertThat(cron("run " + id).code()).isEqualTo(5);
    JsonNode slot = cron("history " + id + " --json").json();
    assertThat(slot.path("state").asString()).isEqualTo("fired");
    assertThat(slot.path("messageId").asLong()).isEqualTo(message);
    assertThat(cron("history " + id).out())
        .contains("fired", "message " + message, "started by hand");
    assertThat(run("trace", Long.toString(message)).out()).contains("cron " + id + "@");
  }

  @Test
  void aRemovedJobIsGoneAndItsHistoryStays() {
    String id = added("-e 3600");
    cron("run " + id);
    assertThat(cron("remove " + id + " --json").json().path("removed").asString()).isEqualTo(id);
    assertThat(cron("history " + id).out()).contains("started by hand");
    for (String verb : new String[] {"remove ", "enable ", "run "}) {
      assertThat(cron(verb + id).code()).isEqualTo(4);
    }
    assertThat(cron("history ffffffff").code()).isEqualTo(4);
    assertThat(cron("history " + id + " -n 0").code()).isEqualTo(2);
  }

  @Test
  void lookingMakesNoHome() {
    assertThat(cron("list").code()).isEqualTo(4);
    assertThat(folder.resolve("home")).doesNotExist();
  }
}
