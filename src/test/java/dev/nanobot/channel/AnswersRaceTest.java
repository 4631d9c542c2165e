package dev.nanobot.channel;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nanobot.world.BareWorld;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.jetbrains.lincheck.Lincheck;
import org.junit.jupiter.api.Test;

/// ask ── waits ──┬─ answered in time ─ true ──> the answer
///                └─ deadline ───────── false ─> empty
final class AnswersRaceTest {
  private static final int INVOCATIONS = 2_000;

  @Test
  void anAnswerIsGivenOrRefusedNeverLost() {
    Lincheck.runConcurrentTest(
        INVOCATIONS,
        () -> {
          var answers = new Answers(new Ticking());
          explore((id) -> answers.ask(id, () -> {}, Duration.ofNanos(3)), answers::answer);
        });
  }

  /// The canary: the same promise over a map without the atomic step must be found out.
  @Test
  void anAnswerThatIsLostWouldBeFound() {
    assertThatThrownBy(
            () ->
                Lincheck.runConcurrentTest(
                    INVOCATIONS,
                    () -> {
                      Map<Long, Object> waiting =
                          java.util.Collections.synchronizedMap(new HashMap<>());
                      explore(
                          id -> {
                            waiting.put(id, "waiting");
                            Object last = waiting.remove(id);
                            return last instanceof Heard.Answer answer
                                ? Optional.of(answer)
                                : Optional.empty();
                          },
                          answer -> {
                            if (!waiting.containsKey(answer.id())) return false;
                            waiting.put(answer.id(), answer);
                            return true;
                          });
                    }))
        .isInstanceOf(AssertionError.class);
  }

  private static void explore(Asker asker, Answerer answerer) {
    var got = new Box();
    var given = new Box();
    var asking = new Starter(() -> got.value = asker.ask(1).isPresent());
    var answering =
        new Starter(() -> given.value = answerer.answer(new Heard.Said(1, Optional.empty())));
    asking.start();
    answering.start();
    join(asking);
    join(answering);
    if (got.value != given.value) {
      throw new AssertionError("got " + got.value + ", given " + given.value);
    }
  }

  private static void join(Thread thread) {
    try {
      thread.join();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private interface Asker {
    Optional<Heard.Answer> ask(long id) throws InterruptedException;
  }

  private interface Answerer {
    boolean answer(Heard.Answer answer);
  }

  private interface Body {
    void run() throws InterruptedException;
  }

  private static final class Box {
    boolean value; // written by one thread, read after its end
  }

  /// A subclass, because races of a `new Thread(runnable)` are not found on this JDK.
  private static final class Starter extends Thread {
    private final Body body;

    Starter(Body body) {
      this.body = body;
    }

    @Override
    public void run() {
      try {
        body.run();
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
    }
  }

  /// A world in which a look at the clock is a nanosecond, so that deadlines pass at every place.
  private static final class Ticking extends BareWorld {
    private long nanos; // the asking thread only

    @Override
    public long nanos() {
      return nanos++;
    }

    @Override
    public void park(Duration longest) {
      LockSupport.parkNanos(longest.toNanos());
    }
  }
}
