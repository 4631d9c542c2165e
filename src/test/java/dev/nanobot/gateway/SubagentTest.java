package dev.nanobot.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nanobot.message.Asker;
import dev.nanobot.message.Effect;
import dev.nanobot.message.Json;
import dev.nanobot.message.Message;
import dev.nanobot.message.Message.Assistant;
import dev.nanobot.message.Message.Result;
import dev.nanobot.message.Message.ToolCall;
import dev.nanobot.message.Principal;
import dev.nanobot.message.SessionKey;
import dev.nanobot.message.Subagent;
import dev.nanobot.message.Trust;
import dev.nanobot.message.Write;
import dev.nanobot.provider.ProviderException;
import dev.nanobot.store.Subagents.Listed;
import dev.nanobot.tool.Call;
import dev.nanobot.tool.Output;
import dev.nanobot.tool.Tool;
import dev.nanobot.tool.ToolException;
import dev.nanobot.world.RealWorld;
import dev.nanobot.world.World;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Subagents under a dispatcher: what they are asked, what they answer, and what ends them.
@Timeout(120)
class SubagentTest {
  private static final Write.Room ROOM = new Write.Room(3, 2);

  @TempDir private Path directory;
  private final World world = new RealWorld();
  private final Tool spawn = new SpawnTool(1, ROOM);

  private House house(House.Model model, Tool... tools) {
    List<Tool> all = new ArrayList<>(List.of(tools));
    all.add(spawn);
    return new House(world, directory.resolve("store.db"), 20, model, all.toArray(Tool[]::new));
  }

  /// A model that spawns a subagent for each task when it hears `go`, says `ok` to anything else,
  /// and lets `child` answer tasks.
  static House.Model asking(int count, House.Model child) {
    return transcript -> {
      String heard = House.heard(transcript);
      if (heard.startsWith("task")) return child.reply(transcript);
      if (!heard.equals("go")) return Assistant.of("ok");
      if (transcript.getLast() instanceof Result) return Assistant.of("asked");
      List<ToolCall> calls = new ArrayList<>();
      for (int i = 1; i <= count; i++) calls.add(call(i, "task " + i));
      return new Assistant("", calls, List.of());
    };
  }

  private static ToolCall call(int i, String task) {
    return new ToolCall("c" + i, "spawn", Json.write(Json.object().put("task", task)));
  }

  private static Assistant answer(List<Message> transcript) {
    return Assistant.of("answer to " + House.heard(transcript));
  }

  private static List<Listed> listed(House house) {
    return house.store.subagents().list(House.session("1"));
  }

  private static void awaitQuiet(House house) throws InterruptedException {
    house.until("all subagents end", () -> listed(house).stream().noneMatch(Listed::isAlive));
    house.until("all is answered", () -> house.store.health().inboxWaiting() == 0);
    house.until("no turn runs", () -> house.store.health().turnsRunning() == 0);
  }

  private static List<String> reports(House house) {
    return house.transcript("1").stream().filter(line -> line.contains("[Subagent")).toList();
  }

  private static Call call(SessionKey session) {
    return new Call(
        session,
        new Asker(new Principal("chat:ann"), Trust.OWNER),
        "t1.2",
        path -> Optional.empty());
  }

  @Test
  void eachAnswersOnceWhereItWasAsked() throws Exception {
    try (House house = house(asking(5, SubagentTest::answer)).work()) {
      house.end(house.hear("1", "go"));
      awaitQuiet(house);
      assertThat(reports(house)).hasSize(5).doesNotHaveDuplicates();
      for (int i = 1; i <= 5; i++) {
        assertThat(reports(house).toString()).contains("answer to task " + i);
      }
      assertThat(house.notices("1")).contains("asked");
      assertThat(house.store.health().outboxPending()).isEqualTo(house.notices("1").size());
    }
  }

  @Test
  void aFailureAndAnEndlessOneAreReportedAsThat() throws Exception {
    House.Model child =
        transcript -> {
          if (House.heard(transcript).equals("task 1")) {
            throw new ProviderException(ProviderException.Kind.REQUEST, "withheld");
          }
          return House.calls("look");
        };
    Tool look = House.tool("look", Effect.PURE, call -> "nothing");
    try (House house = house(asking(2, child), look).work()) {
      house.end(house.hear("1", "go"));
      awaitQuiet(house);
      assertThat(reports(house)).hasSize(2);
      assertThat(reports(house).toString())
          .contains("[Subagent \"task 1\" failed]", "withheld")
          .contains("[Subagent \"task 2\" ran out of steps]");
    }
  }

  @Test
  void aStopEndsThoseAtWorkAndThoseThatWait() throws Exception {
    var atWork = new CountDownLatch(3);
    Set<String> interrupted = ConcurrentHashMap.newKeySet();
    House.Model child =
        transcript -> {
          atWork.countDown();
          try {
            new CountDownLatch(1).await();
            throw new AssertionError("nothing opens it");
          } catch (InterruptedException e) {
            interrupted.add(House.heard(transcript));
            throw e;
          }
        };
    try (House house = house(asking(5, child)).work()) {
      house.end(house.hear("1", "go"));
      atWork.await();
      house.hear("1", "/stop");
      awaitQuiet(house);
      assertThat(interrupted).hasSize(3);
      assertThat(listed(house)).extracting(Listed::state).containsOnly("cancelled").hasSize(5);
      assertThat(reports(house)).isEmpty();
      assertThat(house.notices("1")).containsExactly("asked", "Stopped. 5 subagents are stopped.");
    }
  }

  @Test
  void onePersonListsAndStopsThem() throws Exception {
    var atWork = new CountDownLatch(1);
    House.Model child =
        transcript -> {
          atWork.countDown();
          new CountDownLatch(1).await();
          throw new AssertionError("nothing opens it");
        };
    try (House house = house(asking(1, child)).work()) {
      house.end(house.hear("1", "go"));
      atWork.await();
      house.hear("1", "/subagents");
      Listed one = listed(house).getFirst();
      assertThat(house.notices("1").getLast())
          .startsWith("- " + one.id() + " running for ")
          .endsWith(" s, 1 step: task 1");
      house.hear("1", "/subagents stop t9.9");
      assertThat(house.notices("1").getLast()).isEqualTo("There is no subagent t9.9 here.");
      house.hear("1", "/subagents stop " + one.id());
      assertThat(house.notices("1").getLast()).contains("is cancelled");
      awaitQuiet(house);
      house.hear("2", "/subagents");
      assertThat(house.notices("2")).containsExactly("There are no subagents here.");
      house.hear("1", "/subagents now");
      assertThat(house.notices("1").getLast()).isEqualTo("Write /subagents [stop ID].");
      assertThat(reports(house)).isEmpty();
    }
  }

  @Test
  void theModelListsAndCancelsItsOwn() throws Exception {
    var isDone = new CountDownLatch(1);
    House.Model child =
        transcript -> {
          isDone.await();
          return answer(transcript);
        };
    try (House house = house(asking(2, child)).work()) {
      house.end(house.hear("1", "go"));
      var tool = new SubagentsTool(world, house.store);
      Call here = call(House.session("1"));
      String id = listed(house).getFirst().id();
      String cancel = "{\"action\":\"cancel\",\"id\":\"%s\"}";
      assertThat(tool.run(Json.parse("{\"action\":\"list\"}"), here).text().lines()).hasSize(2);
      Output asked = tool.run(Json.parse(cancel.formatted(id)), here);
      assertThat(asked.text()).isEqualTo("The subagent " + id + " is cancelled.");
      assertThat(asked.writes()).containsExactly(new Write.Cancel(id));
      assertThat(listed(house)).allMatch(Listed::isAlive);
      assertThatThrownBy(() -> tool.run(Json.parse("{\"action\":\"cancel\"}"), here))
          .isInstanceOf(ToolException.class);
      isDone.countDown();
      awaitQuiet(house);
      assertThat(reports(house)).hasSize(2);
    }
  }

  @Test
  void twoInstancesShareThemAndEachAnswersOnce() throws Exception {
    try (House first = house(asking(5, SubagentTest::answer)).work();
        House second = house(asking(5, SubagentTest::answer)).work()) {
      for (int i = 0; i < 10; i++) first.end((i % 2 == 0 ? first : second).hear("1", "go"));
      awaitQuiet(second);
      List<String> asked =
          second.transcript("1").stream()
              .filter(line -> line.contains(" is asked, its id"))
              .toList();
      assertThat(asked).hasSizeGreaterThanOrEqualTo(5).doesNotHaveDuplicates();
      assertThat(reports(second)).hasSameSizeAs(asked);
    }
  }

  @Test
  void oneThatIsTooDeepAsksForNone() throws Exception {
    SessionKey chat = House.session("1");
    SessionKey child = Subagent.session(chat, "t1.2");
    var task = Json.object().put("task", "dig");
    assertThat(spawn.run(task, call(chat)).writes())
        .containsExactly(new Write.Spawn("dig", "dig", ROOM));
    assertThatThrownBy(() -> spawn.run(task, call(child)))
        .isInstanceOf(ToolException.class)
        .hasMessageContaining("do the task yourself");
    Tool deeper = new SpawnTool(2, ROOM);
    assertThat(deeper.run(task, call(child)).writes()).hasSize(1);
    assertThatThrownBy(() -> deeper.run(task, call(Subagent.session(child, "t3.1"))))
        .isInstanceOf(ToolException.class);
  }

  @Test
  void aLabelIsOneShortLine() throws Exception {
    var task = Json.object().put("task", "look up\n\"all\" the tables, one after the other");
    assertThat(spawn.run(task, call(House.session("1"))).writes())
        .first()
        .extracting(write -> ((Write.Spawn) write).label())
        .isEqualTo("look up all the tables, one af");
    task.put("label", "😀".repeat(40));
    assertThat(spawn.run(task, call(House.session("1"))).writes())
        .first()
        .extracting(write -> ((Write.Spawn) write).label())
        .isEqualTo("😀".repeat(30));
    assertThatThrownBy(() -> spawn.run(Json.object().put("task", "  \n"), call(House.session("1"))))
        .isInstanceOf(ToolException.class);
  }
}
