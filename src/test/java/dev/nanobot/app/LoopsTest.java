package dev.nanobot.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nanobot.agent.Model;
import dev.nanobot.agent.Plain;
import dev.nanobot.agent.Turn;
import dev.nanobot.gateway.Ears;
import dev.nanobot.message.Asker;
import dev.nanobot.message.Opening;
import dev.nanobot.message.Principal;
import dev.nanobot.message.SessionKey;
import dev.nanobot.message.Subagent;
import dev.nanobot.message.Task;
import dev.nanobot.message.Trust;
import dev.nanobot.provider.Provider;
import dev.nanobot.store.SqliteStore;
import dev.nanobot.store.Store;
import dev.nanobot.world.RealWorld;
import dev.nanobot.world.World;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LoopsTest {
  private static final SessionKey CHAT = SessionKey.of("chat", "ann");

  private final World world = new RealWorld();
  private final Turn chat = turn();
  private final Turn fast = turn();
  private final Turn starting = turn();
  private final Turn deepest = turn();

  @TempDir private Path folder;
  private Store store;

  @BeforeEach
  void open() {
    store = SqliteStore.open(world, folder.resolve("store.db"));
  }

  @AfterEach
  void close() {
    store.close();
  }

  private Turn turn() {
    Provider silent =
        (request, events) -> {
          throw new AssertionError("nobody asks");
        };
    return Plain.turn(world, Model.of(silent));
  }

  private Loops loops(int depthMax) {
    return new Loops(
        new Loops.Choice(chat, Map.of("fast", fast)),
        new Loops.Choice(starting, Map.of()),
        new Loops.Choice(deepest, Map.of("fast", fast)),
        depthMax,
        Map.of(),
        new Ears(world, store.attachments(), (name, type, bytes) -> ""));
  }

  private static Opening opening(String model) {
    var asker = new Asker(new Principal("chat:7"), Trust.OWNER);
    return new Opening(1, Task.TALK, 1, 1, List.of(), List.of(), false, false, asker, model);
  }

  @Test
  void theDepthOfASubagentDecidesWhetherItMayStartOthers() {
    SessionKey first = Subagent.session(CHAT, "t1.2");
    SessionKey second = Subagent.session(first, "t2.2");
    assertThat(loops(2).of(CHAT, opening(""))).isSameAs(chat);
    assertThat(loops(2).of(first, opening(""))).isSameAs(starting);
    assertThat(loops(2).of(second, opening(""))).isSameAs(deepest);
    assertThat(loops(1).of(first, opening(""))).isSameAs(deepest);
    assertThat(loops(1).of(second, opening(""))).isSameAs(deepest);
  }

  @Test
  void theModelThatWasChosenAnswersWhereThereIsOne() {
    SessionKey child = Subagent.session(CHAT, "t1.2");
    assertThat(loops(1).of(CHAT, opening("fast"))).isSameAs(fast);
    assertThat(loops(1).of(child, opening("fast"))).isSameAs(fast);
    assertThat(loops(2).of(child, opening("fast"))).isSameAs(starting);
    assertThat(loops(1).of(CHAT, opening("gone"))).isSameAs(chat);
  }
}
