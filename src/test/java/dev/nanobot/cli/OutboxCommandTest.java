package dev.nanobot.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nanobot.cli.Desktop.Ran;
import dev.nanobot.message.Inbound;
import dev.nanobot.message.Json;
import dev.nanobot.message.Principal;
import dev.nanobot.message.SessionKey;
import dev.nanobot.message.Trust;
import dev.nanobot.store.SqliteStore;
import dev.nanobot.store.Store;
import dev.nanobot.store.Store.Attempt;
import dev.nanobot.store.Store.Room;
import dev.nanobot.world.RealWorld;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The command for messages that leave, beside a process that has the store open.
class OutboxCommandTest {
  @TempDir Path folder;
  private Store gateway;
  private long message;

  @BeforeEach
  void open() {
    assertThat(run("onboard", "--yes").code()).isZero();
    gateway = SqliteStore.open(new RealWorld(), folder.resolve("home/nanobot.db"));
  }

  @AfterEach
  void close() {
    gateway.close();
  }

  private Ran run(String... arguments) {
    return new Desktop(folder).run(arguments);
  }

  private Ran outbox(String line) {
    return run(("outbox " + line).split(" "));
  }

  /// A message to a chat of its own that was given up; returns its id.
  private long dead(String text) {
    var chat = SessionKey.of("pigeon", text);
    var heard = new Inbound("pigeon", text, chat, new Principal("p"), Trust.ALLOWED, "/x");
    message = gateway.controls().answer(heard, text).messageId();
    var taken = gateway.take("w", "pigeon", Duration.ofHours(1), Room.of(1), List.of()).getFirst();
    gateway.bury(Attempt.of(taken), false, "no pigeon");
    return taken.id();
  }

  private String state(long id) {
    return gateway.board().leaves(id).orElseThrow().state();
  }

  @Test
  void whatWasGivenUpIsListedWithItsReason() {
    assertThat(run("outbox").out()).isEqualTo("No message is dead.\n");
    dead("one");
    long two = dead("two");
    assertThat(run("outbox").out().lines()).hasSize(2).first().asString().contains("no pigeon");
    assertThat(Json.parse(outbox("list --json -n 1").out()).path("id").asLong()).isEqualTo(two);
    assertThat(outbox("list -n 1").out()).contains("There are more: nanobot outbox list");
    assertThat(outbox("list --state sent").out()).isEqualTo("No message is sent.\n");
    assertThat(outbox("list --state lost").code()).isEqualTo(Exit.USAGE.code());
    assertThat(run("doctor").out()).contains("2 given up  (nanobot outbox list)");
  }

  @Test
  void whatIsTriedAgainIsToBeSentAndItsTraceTellsByWhom() {
    long one = dead("one");
    assertThat(outbox("retry " + one + " --json").out()).isEqualTo("{\"retried\":" + one + "}\n");
    assertThat(state(one)).isEqualTo("pending");
    assertThat(run("trace", "" + message).out()).contains("by the owner, at the command line");
    var taken = gateway.take("w", "pigeon", Duration.ofHours(1), Room.of(1), List.of());
    assertThat(taken).hasSize(1);
    assertThat(outbox("retry " + one).code()).isEqualTo(Exit.CONFLICT.code());
    assertThat(outbox("drop -y " + one).err()).contains("it is on its way at this moment");
    assertThat(outbox("retry 4711").code()).isEqualTo(Exit.NOT_FOUND.code());
  }

  @Test
  void allThatWasGivenUpIsTriedAgain() {
    long one = dead("one");
    long two = dead("two");
    assertThat(outbox("retry --all").out().lines()).hasSize(2);
    assertThat(List.of(state(one), state(two))).containsOnly("pending");
    assertThat(outbox("retry").code()).isEqualTo(Exit.USAGE.code());
    assertThat(outbox("retry --all " + one).code()).isEqualTo(Exit.USAGE.code());
  }

  @Test
  void nothingIsDroppedWithoutAYes() {
    long one = dead("one");
    assertThat(outbox("drop " + one).err()).contains("--yes");
    assertThat(outbox("drop -n " + one).out()).contains("no pigeon");
    assertThat(state(one)).isEqualTo("dead");
    assertThat(outbox("drop -y " + one).code()).isZero();
    assertThat(state(one)).isEqualTo("dropped");
    assertThat(outbox("drop -y " + one).err()).contains("it was dropped");
    assertThat(outbox("list --state dropped").out()).contains("no pigeon");
  }

  @Test
  void whatIsNamedTwiceIsHandledOnce() {
    long one = dead("one");
    assertThat(outbox("retry " + one + " " + one).out().lines()).hasSize(1);
    Ran dropped = outbox("drop -y " + one + " 0" + one);
    assertThat(dropped.code()).isZero();
    assertThat(dropped.out().lines()).hasSize(1);
    assertThat(state(one)).isEqualTo("dropped");
  }

  @Test
  void nothingIsTriedAgainWhereAnotherIsNotThere() {
    long one = dead("one");
    assertThat(outbox("retry " + one + " 4711").code()).isEqualTo(Exit.NOT_FOUND.code());
    assertThat(state(one)).isEqualTo("dead");
  }

  @Test
  void nobodyIsAskedAboutWhatIsNotThere() {
    long one = dead("one");
    for (String line : List.of("drop 4711", "drop " + one + " 4711", "drop -y " + one + " 4711")) {
      Ran ran = outbox(line);
      assertThat(ran.code()).isEqualTo(Exit.NOT_FOUND.code());
      assertThat(ran.err()).contains("No message that leaves has the id 4711");
    }
    assertThat(state(one)).isEqualTo("dead");
  }

  @Test
  void whatIsNoIdIsNamed() {
    for (String verb : List.of("drop", "retry")) {
      Ran ran = outbox(verb + " 7x");
      assertThat(ran.code()).isEqualTo(Exit.USAGE.code());
      assertThat(ran.err())
          .contains("\"7x\" is no id of a message", "an id is a number", "nanobot outbox list");
    }
  }
}
