package dev.nanobot.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nanobot.message.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WebhookCommandTest {
  @TempDir Path folder;
  private Desktop desktop;

  @BeforeEach
  void makeHome() {
    desktop = new Desktop(folder);
    assertThat(desktop.run("onboard", "--yes").code()).isZero();
  }

  @Test
  void aSecretIsShownOnceAndIsNeverTheSame() throws IOException {
    var made = desktop.run("webhook", "add", "ci", "-s", "later", "--style", "github", "--json");
    assertThat(made.err()).isEmpty();
    var json = Json.parse(made.out());
    assertThat(json.path("session").stringValue()).isEqualTo("cli:later");
    assertThat(json.path("address").stringValue()).isEqualTo("http://127.0.0.1:18790/hooks/ci");
    String secret = json.path("secret").stringValue();
    assertThat(secret).hasSize(52);
    assertThat(desktop.run("webhook", "add", "deploy", "-s", "later").out())
        .contains("not shown again", "/hooks/deploy")
        .doesNotContain(secret);
    var list = desktop.run("webhook", "list");
    assertThat(list.out()).contains("ci", "github", "deploy", "hmac").doesNotContain(secret);
    assertThat(desktop.run("webhook", "list", "--json").out())
        .contains("{\"name\":\"ci\",\"style\":\"github\",\"session\":\"cli:later\"}")
        .doesNotContain(secret);
    Path database = desktop.home().resolve("nanobot.db");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(database)))
        .isEqualTo("rw-------");
  }

  @Test
  void aSecretThatWasMadeElsewhereIsReadFromStandardInput() {
    List<String> slack = List.of("webhook", "add", "s", "-s", "x", "--style", "slack");
    var none = desktop.run(slack.toArray(String[]::new));
    assertThat(none.code()).isEqualTo(2);
    assertThat(none.err()).contains("needs the secret of whoever calls", "--secret-stdin");
    String[] given = {
      "webhook", "add", "s", "-s", "x", "--style", "slack", "--secret-stdin", "--json"
    };
    assertThat(desktop.runWith("short\n", given).err()).contains("16 to 256");
    var made = desktop.runWith("8f742231b10e8888abcd99yyyzzz85a5\n", given);
    assertThat(made.code()).isZero();
    assertThat(made.out()).doesNotContain("8f742231").doesNotContain("secret");
    String[] standard = {"webhook", "add", "w", "-s", "x", "--style", "standard", "--secret-stdin"};
    assertThat(desktop.runWith("whsec_not-base64-at-all!", standard).err()).contains("base64");
    assertThat(desktop.runWith("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", standard).code()).isZero();
    String[] telegram = {"webhook", "add", "t", "-s", "x", "--style", "telegram", "--secret-stdin"};
    assertThat(desktop.runWith("no spaces in here, please", telegram).err()).contains("Telegram");
  }

  @Test
  void everyStyleCanMakeASecretItTakes() {
    for (String style : List.of("hmac", "github", "telegram", "standard")) {
      var made = desktop.run("webhook", "add", style, "-s", "x", "--style", style, "--json");
      String secret = Json.parse(made.out()).path("secret").stringValue();
      String[] again = {
        "webhook", "add", style + "2", "-s", "x", "--style", style, "--secret-stdin"
      };
      assertThat(desktop.runWith(secret, again).code()).as(style).isZero();
    }
  }

  @Test
  void aNameIsTakenOnceByTriggersAndWebhooksTogether() {
    desktop.run("trigger", "--bind", "build", "-s", "x");
    assertThat(desktop.run("webhook", "add", "build", "-s", "x").code()).isEqualTo(5);
    assertThat(desktop.run("webhook", "add", "ci", "-s", "x").code()).isZero();
    assertThat(desktop.run("webhook", "add", "ci", "-s", "x").code()).isEqualTo(5);
    assertThat(desktop.run("trigger", "--bind", "ci", "-s", "x").code()).isEqualTo(5);
    assertThat(desktop.run("trigger", "ci", "text").code()).isEqualTo(4);
    assertThat(desktop.run("webhook", "remove", "build").err()).contains("there are: ci");
    assertThat(desktop.run("webhook", "remove", "ci").code()).isZero();
    assertThat(desktop.run("webhook", "remove", "ci").code()).isEqualTo(4);
  }

  @Test
  void whatIsWrongIsSaid() {
    assertThat(desktop.run("webhook", "add", "a/b", "-s", "x").err()).contains("1 to 64 letters");
    assertThat(desktop.run("webhook", "add", "a", "-s", "x", "--style", "git").err())
        .contains("there are: hmac, github, slack, telegram, standard");
    assertThat(desktop.run("webhook", "add", "a").code()).isEqualTo(2);
  }

  @Test
  void aWebhookLeadsToAChannelThatThereIs() {
    var ran = desktop.run("webhook", "add", "ci", "-s", "pigeon:42");
    assertThat(ran.code()).isEqualTo(2);
    assertThat(ran.err()).contains("there is no channel pigeon; known are: api, cli, web");
    assertThat(desktop.run("webhook", "list").out()).isEmpty();
  }
}
