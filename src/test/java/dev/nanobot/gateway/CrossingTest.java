package dev.nanobot.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nanobot.message.Effect;
import dev.nanobot.message.ToolSpec;
import dev.nanobot.tool.Call;
import dev.nanobot.tool.Output;
import dev.nanobot.tool.Tool;
import dev.nanobot.world.RealWorld;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// Two chats, a job and a subagent that say things at the same time.
@Timeout(1_200)
class CrossingTest {
  private static final int MESSAGES = Integer.getInteger("crossing.messages", 400);
  private static final long SEED = Long.getLong("seed", 1);

  @TempDir private Path folder;

  @Test
  void whatManySayAtOnceIsSaidOnceAndWhereItWasMeant() throws Exception {
    Crossing.Outcome outcome = new Crossing(folder, new Crossing.Plan(MESSAGES, SEED)).run();
    System.out.println(outcome);
    assertThat(outcome.blame()).isEmpty();
    assertThat(outcome.said()).isGreaterThanOrEqualTo(MESSAGES);
  }

  @Test
  void aToolThatRemembersWhereItIsIsCaught() throws Exception {
    var plan = new Crossing.Plan(200, SEED);
    Crossing.Outcome outcome = new Crossing(folder, plan, Remembering::new).run();
    assertThat(outcome.blame()).anyMatch(wrong -> wrong.startsWith("in "));
  }

  /// The tool, as one object that is told where it is before it speaks.
  private static final class Remembering implements Tool {
    private final Tool tool;
    private final RealWorld world = new RealWorld();
    private volatile Optional<Call> here = Optional.empty();

    Remembering(Tool tool) {
      this.tool = tool;
    }

    @Override
    public ToolSpec spec() {
      return tool.spec();
    }

    @Override
    public Effect effect() {
      return tool.effect();
    }

    @Override
    public Output run(JsonNode arguments, Call call) throws InterruptedException {
      if (!call.session().channel().equals("chat")) return tool.run(arguments, call);
      here = Optional.of(call);
      world.sleep(Duration.ofMillis(1));
      return tool.run(arguments, here.orElseThrow());
    }
  }
}
