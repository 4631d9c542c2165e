package dev.nanobot.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nanobot.message.Inbound;
import dev.nanobot.message.Job;
import dev.nanobot.message.Principal;
import dev.nanobot.message.Trust;
import dev.nanobot.store.Store.Receipt;
import dev.nanobot.world.RealWorld;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneOffset;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class CronCommandTest {
  @TempDir private Path directory;
  private House house;
  private Job job;

  @BeforeEach
  void open() {
    var world = new RealWorld();
    house = new House(world, directory.resolve("store.db"), 1, House::echo);
    job = Jobs.add(house.store, Jobs.every(1, Duration.ofHours(1), world.now()));
  }

  @AfterEach
  void close() throws InterruptedException {
    house.close();
  }

  private Receipt send(String sender, Trust trust, String id, String arguments) {
    var message =
        new Inbound(
            "chat", id, House.session("9"), new Principal(sender), trust, "/cron " + arguments);
    return new CronCommand(house.world, house.store, ZoneOffset.UTC).run(message, arguments);
  }

  private String ann(String arguments) throws InterruptedException {
    return house
        .end(send("chat:ann", Trust.ALLOWED, house.world.id(), arguments).messageId())
        .answer();
  }

  private String bob(String arguments) throws InterruptedException {
    return house
        .end(send("chat:bob", Trust.ALLOWED, house.world.id(), arguments).messageId())
        .answer();
  }

  @Test
  void oneSeesOnesOwnJobsAndTheOwnerAll() throws Exception {
    assertThat(ann("")).startsWith("- 00000001 \"job 1\" every 1 h, next ").endsWith("in chat:1");
    assertThat(ann("list")).isEqualTo(ann(""));
    assertThat(bob("")).isEqualTo("There are no jobs.");
    assertThat(house.end(send("chat:own", Trust.OWNER, "o", "").messageId()).answer())
        .contains("00000001");
  }

  @Test
  void oneRemovesOnesOwnJob() throws Exception {
    assertThat(bob("remove 00000001")).startsWith("You have no job \"00000001\".");
    assertThat(ann("remove 00000001")).isEqualTo("Job 00000001 is removed.");
    assertThat(house.store.schedules().all()).isEmpty();
    assertThat(ann("remove 00000001")).startsWith("You have no job");
  }

  @Test
  void aJobIsStartedOnceHoweverOftenTheWordIsBrought() throws Exception {
    assertThat(bob("run 00000001")).startsWith("You have no job");
    Receipt first = send("chat:ann", Trust.ALLOWED, "same", "run 00000001");
    Receipt again = send("chat:ann", Trust.ALLOWED, "same", "run 00000001");
    assertThat(again).isEqualTo(new Receipt(first.messageId(), false));
    assertThat(Jobs.states(house.store, job)).containsExactly("fired");
    assertThat(ann("run 00000001")).startsWith("Job 00000001 is at work since 2");
    house.work();
    house.until("it ran", () -> Jobs.states(house.store, job).contains("ran"));
    assertThat(house.transcript("1").getFirst()).contains("Somebody started it by hand");
  }

  @Test
  void whatIsWrittenOtherwiseIsToldHow() throws Exception {
    for (String wrong : new String[] {"add x", "remove", "run", "run a b", "list x"}) {
      assertThat(ann(wrong)).isEqualTo("Write /cron [remove ID|run ID].");
    }
  }
}
