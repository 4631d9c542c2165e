package dev.nanobot.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nanobot.message.Json;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TriggerCommandTest {
  @TempDir Path folder;
  private Desktop desktop;

  @BeforeEach
  void makeHome() {
    desktop = new Desktop(folder);
    assertThat(desktop.run("onboard", "--yes").code()).isZero();
  }

  private long bindAndTrigger() {
    assertThat(desktop.run("trigger", "--bind", "build", "-s", "later").code()).isZero();
    String[] arguments = {"trigger", "build", "the build is red", "--json", "--id", "7"};
    var ran = desktop.run(arguments);
    assertThat(ran.err()).isEmpty();
    var json = Json.parse(ran.out());
    assertThat(json.path("session").stringValue()).isEqualTo("cli:later");
    assertThat(json.path("isNew").booleanValue()).isTrue();
    return json.path("messageId").longValue();
  }

  @Test
  void aTriggerPutsItsTextIntoTheSessionOnce() {
    long id = bindAndTrigger();
    assertThat(desktop.run("trigger", "build", "the build is red", "--id", "7").out())
        .isEqualTo(id + "\n");
    assertThat(desktop.run("trigger", "build", "other", "--id", "8").out())
        .isEqualTo(id + 1 + "\n");
    var waiting = Json.parse(desktop.run("status", "--json").out()).path("store").path("waiting");
    assertThat(waiting.intValue()).isEqualTo(2);
    assertThat(desktop.run("agent", "-s", "later", "-m", "well?").code()).isZero();
    assertThat(desktop.run("sessions", "show", "later").out())
        .contains("the build is red", "other", "well?");
    assertThat(desktop.run("trace", String.valueOf(id)).out()).contains("answered");
  }

  @Test
  void whatABindingLacksIsNamed() {
    var ran = desktop.run("trigger", "--bind", "build");
    assertThat(ran.code()).isEqualTo(2);
    assertThat(ran.err()).contains("--bind goes with --session", "--bind build -s SESSION");
  }

  @Test
  void standardInputIsText() {
    desktop.run("trigger", "--bind", "build", "-s", "later");
    assertThat(desktop.runWith("from a pipe\n", "trigger", "build", "-").code()).isZero();
    assertThat(desktop.runWith(" \n", "trigger", "build", "-").err())
        .contains("a call has a text of 1 to 32,000 characters, not 0");
    assertThat(desktop.runWith("x".repeat(200_000), "trigger", "build", "-").code()).isEqualTo(2);
  }

  @Test
  void anUnknownTriggerNamesTheKnownOnes() {
    assertThat(desktop.run("trigger", "build", "x").err()).contains("There is nothing in");
    desktop.run("trigger", "--bind", "deploy", "-s", "later");
    desktop.run("trigger", "--bind", "build", "-s", "web:42");
    var ran = desktop.run("trigger", "biuld", "x");
    assertThat(ran.code()).isEqualTo(4);
    assertThat(ran.err()).contains("There is no trigger \"biuld\"", "there are: build, deploy");
    assertThat(desktop.run("trigger", "--list").out()).contains("build", "web:42", "deploy");
    assertThat(desktop.run("trigger", "--remove", "build").code()).isZero();
    assertThat(desktop.run("trigger", "--remove", "build").code()).isEqualTo(4);
    assertThat(desktop.run("trigger", "--list", "--json").out())
        .isEqualTo("{\"name\":\"deploy\",\"session\":\"cli:later\",\"by\":\"cli:local\"}\n");
  }

  @Test
  void whatIsMissingOrWrongIsSaid() {
    assertThat(desktop.run("trigger", "build").err()).contains("nanobot trigger NAME TEXT");
    assertThat(desktop.run("trigger", "--bind", "build").code()).isEqualTo(2);
    assertThat(desktop.run("trigger", "--bind", "no/name", "-s", "x").err())
        .contains("1 to 64 letters, digits");
    desktop.run("trigger", "--bind", "build", "-s", "later");
    assertThat(desktop.run("trigger", "build", "x", "--id", "a b").err())
        .contains("visible ASCII characters");
  }

  @Test
  void aSessionWithoutRoomTakesNoCall() {
    desktop.run("trigger", "--bind", "build", "-s", "later");
    for (int i = 0; i < 32; i++) desktop.run("trigger", "build", "call " + i);
    var ran = desktop.run("trigger", "build", "one more");
    assertThat(ran.code()).isEqualTo(5);
    assertThat(ran.err()).contains("32 messages wait in cli:later");
  }

  @Test
  void aTriggerLeadsToAChannelThatThereIs() {
    var ran = desktop.run("trigger", "--bind", "build", "-s", "pigeon:42");
    assertThat(ran.code()).isEqualTo(2);
    assertThat(ran.err()).contains("there is no channel pigeon; known are: api, cli, web");
    assertThat(desktop.run("trigger", "--list").out()).isEmpty();
  }
}
