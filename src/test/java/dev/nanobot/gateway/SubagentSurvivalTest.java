package dev.nanobot.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nanobot.message.Effect;
import dev.nanobot.message.Inbound;
import dev.nanobot.message.Message.Assistant;
import dev.nanobot.message.Message.User;
import dev.nanobot.message.Origin;
import dev.nanobot.message.Purpose;
import dev.nanobot.message.SessionKey;
import dev.nanobot.message.ToolSpec;
import dev.nanobot.message.Write;
import dev.nanobot.store.Store;
import dev.nanobot.store.Subagents.Listed;
import dev.nanobot.tool.Call;
import dev.nanobot.tool.Output;
import dev.nanobot.tool.Tool;
import dev.nanobot.world.RealWorld;
import dev.nanobot.world.World;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// Three subagents outlive the process that asked for them: found, with a planted list in memory
/// that does not.
@Timeout(120)
class SubagentSurvivalTest {
  private static final SessionKey CHAT = House.session("1");

  @TempDir private Path directory;
  private final World world = new RealWorld();

  @Test
  void theirAnswersComeOnceAlthoughTheProcessThatAskedIsGone() throws Exception {
    Tool spawn = new SpawnTool(1, new Write.Room(3, 9));
    assertThat(answers(spawn))
        .hasSize(3)
        .allMatch(text -> text.contains("answer to task"))
        .doesNotHaveDuplicates();
  }

  @Test
  void aListInMemoryIsFoundToForget() throws Exception {
    try (var spawn = new InMemory(world)) {
      assertThat(answers(spawn)).hasSizeLessThan(3);
    }
  }

  /// What a chat hears of three subagents whose process ends while all of them think, and whose
  /// work another one goes on with.
  private List<String> answers(Tool spawn) throws InterruptedException {
    var thinking = new CountDownLatch(3);
    House.Model endless =
        transcript -> {
          thinking.countDown();
          new CountDownLatch(1).await();
          throw new AssertionError("nothing opens it");
        };
    try (House first = house(SubagentTest.asking(3, endless), spawn)) {
      first.end(first.hear("1", "go"));
      thinking.await();
    }
    House.Model answering = transcript -> Assistant.of("answer to " + House.heard(transcript));
    try (House second = house(SubagentTest.asking(3, answering), spawn)) {
      second.until("all end", () -> isQuiet(second.store));
      second.end(second.hear("1", "and?"));
      return second.store.transcript(CHAT, 0, 1_000).stream()
          .filter(entry -> entry.message() instanceof User)
          .map(entry -> ((User) entry.message()).text())
          .filter(text -> text.startsWith("[Subagent"))
          .toList();
    }
  }

  private static boolean isQuiet(Store store) {
    return store.subagents().list(CHAT).stream().noneMatch(Listed::isAlive)
        && store.health().inboxWaiting() == 0
        && store.health().turnsRunning() == 0;
  }

  private House house(House.Model model, Tool spawn) {
    var house = new House(world, directory.resolve("store.db"), 9, model, spawn).work();
    if (spawn instanceof InMemory memory) memory.move(house, model);
    return house;
  }

  /// The planted flaw: subagents are threads and a list of this process, as in the original.
  private static final class InMemory implements Tool, AutoCloseable {
    private final World world;
    private final List<Thread> running = new CopyOnWriteArrayList<>();
    private volatile @Nullable House house;
    private volatile House.@Nullable Model model;

    InMemory(World world) {
      this.world = world;
    }

    /// A new process: what ran in the old one is gone.
    void move(House next, House.Model thinking) {
      close();
      house = next;
      model = thinking;
    }

    @Override
    public ToolSpec spec() {
      return new SpawnTool(1, new Write.Room(1, 1)).spec();
    }

    @Override
    public Effect effect() {
      return Effect.PURE;
    }

    @Override
    public Output run(JsonNode arguments, Call call) {
      String task = arguments.path("task").asString();
      running.add(world.start("subagent " + call.key(), () -> work(task, call)));
      return Output.of("asked");
    }

    private void work(String task, Call call) {
      House here = Objects.requireNonNull(house);
      House.Model thinking = Objects.requireNonNull(model);
      try {
        String answer = thinking.reply(List.of(new User(task, world.now(), "subagent"))).text();
        here.intake.accept(
            new Inbound(
                "subagent",
                call.key() + "/answer",
                call.session(),
                call.principal(),
                call.trust(),
                "[Subagent] " + answer,
                Purpose.of(Origin.SUBAGENT)));
      } catch (InterruptedException e) {
        return; // Its process is gone.
      }
    }

    @Override
    public void close() {
      running.forEach(Thread::interrupt);
      running.clear();
    }
  }
}
