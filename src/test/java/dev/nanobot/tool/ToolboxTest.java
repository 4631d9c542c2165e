package dev.nanobot.tool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nanobot.message.Asker;
import dev.nanobot.message.Effect;
import dev.nanobot.message.Event;
import dev.nanobot.message.Json;
import dev.nanobot.message.Message;
import dev.nanobot.message.Outcome;
import dev.nanobot.message.Principal;
import dev.nanobot.message.SessionKey;
import dev.nanobot.message.ToolSpec;
import dev.nanobot.message.Trust;
import dev.nanobot.message.Waiting;
import dev.nanobot.world.RealWorld;
import dev.nanobot.world.World;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

class ToolboxTest {
  private final World world = new RealWorld();
  private final ConcurrentLinkedQueue<Event> events = new ConcurrentLinkedQueue<>();
  private final ConcurrentLinkedQueue<String> finished = new ConcurrentLinkedQueue<>();

  @Test
  void callsRunSideBySideAndAnswerInOrder() throws Exception {
    var met = new CountDownLatch(2);
    var box =
        box(
            tool(
                "meet",
                Effect.PURE,
                (arguments, call) -> {
                  met.countDown();
                  met.await(); // Ends only when both run at the same time.
                  return Output.of("met " + arguments.path("text").asString());
                }));
    assertThat(
            run(box, call("1", "meet", "{\"text\":\"a\"}"), call("2", "meet", "{\"text\":\"b\"}")))
        .extracting(outcome -> outcome.result().text())
        .containsExactly("met a", "met b");
    assertThat(finished).containsExactlyInAnyOrder("1", "2");
    assertThat(events).hasSize(4);
  }

  @Test
  void manyCallsTakeTurnsAndTooManyAreAnsweredWithoutARun() throws Exception {
    var inside = new AtomicInteger();
    var most = new AtomicInteger();
    var runs = new AtomicInteger();
    var box =
        box(
            tool(
                "work",
                Effect.PURE,
                (arguments, call) -> {
                  runs.incrementAndGet();
                  most.accumulateAndGet(inside.incrementAndGet(), Math::max);
                  Thread.yield();
                  inside.decrementAndGet();
                  return Output.of("done");
                }));
    Waiting[] calls = new Waiting[Toolbox.CALLS_MAX + 5];
    for (int i = 0; i < calls.length; i++) calls[i] = call("c" + i, "work", "{}");
    List<Outcome> outcomes = run(box, calls);
    assertThat(runs).hasValue(Toolbox.CALLS_MAX);
    assertThat(most.get()).isLessThanOrEqualTo(Toolbox.SIDE_BY_SIDE_MAX);
    assertThat(outcomes).hasSize(calls.length);
    assertThat(outcomes.subList(Toolbox.CALLS_MAX, calls.length))
        .allMatch(outcome -> outcome.result().failed())
        .allMatch(outcome -> outcome.result().text().contains("at most 40 tools"));
  }

  @Test
  void oneCallRunsOnTheCallersThread() throws Exception {
    Thread caller = Thread.currentThread();
    var box =
        box(
            tool(
                "who",
                Effect.PURE,
                (arguments, call) ->
                    Output.of(Boolean.toString(Thread.currentThread() == caller))));
    assertThat(text(box, call("1", "who", ""))).isEqualTo("true");
    assertThat(finished).isEmpty();
  }

  @Test
  void everyProblemOfTheArgumentsIsNamed() throws Exception {
    var box = box(new ReadFileLike());
    Outcome outcome = run(box, call("1", "like", "{\"offset\":0,\"mode\":\"x\"}")).getFirst();
    assertThat(outcome.result().failed()).isTrue();
    assertThat(outcome.result().text())
        .startsWith("Error: Invalid parameters for tool 'like': ")
        .contains("path")
        .contains("offset")
        .contains("mode");
    assertThat(text(box, call("1", "like", "{\"path\":")))
        .startsWith("Error: Invalid parameters for tool 'like': not valid JSON");
    assertThat(text(box, call("1", "like", "[]"))).startsWith("Error: Invalid parameters");
    assertThat(text(box, call("1", "like", "{\"path\":\"a\",\"extra\":1}"))).isEqualTo("ran");
    assertThat(text(box, call("1", "like", "{\"path\":\"a\",\"offset\":3}"))).isEqualTo("ran");
  }

  @Test
  void aSchemaOfAnyKindIsChecked() throws Exception {
    JsonNode schema =
        Json.parse(
            """
        {"type":"object","properties":{"tags":{"type":"array","items":{"type":"string"},
        "minItems":1}},"required":["tags"],"additionalProperties":false}""");
    assertThat(Parameters.read("{\"tags\":[\"a\"]}", schema).path("tags").size()).isEqualTo(1);
    for (String wrong :
        List.of("{}", "{\"tags\":[]}", "{\"tags\":[1]}", "{\"tags\":[\"a\"],\"x\":1}")) {
      assertThatThrownBy(() -> Parameters.read(wrong, schema)).isInstanceOf(ToolException.class);
    }
  }

  @Test
  void anUnknownToolIsAResult() throws Exception {
    var box = box(new ReadFileLike());
    assertThat(box.effect("none")).isEqualTo(Effect.PURE);
    assertThat(text(box, call("1", "none", "{}"))).contains("Unknown tool 'none'").contains("like");
  }

  @Test
  void aFailureIsAResult() throws Exception {
    var box =
        box(
            tool(
                "bug",
                Effect.PURE,
                (arguments, call) -> {
                  throw new IllegalStateException("secret detail");
                }));
    Outcome outcome = run(box, call("1", "bug", "")).getFirst();
    assertThat(outcome.result().failed()).isTrue();
    assertThat(outcome.result().text()).contains("failed unexpectedly").doesNotContain("secret");
  }

  @Test
  void whatMustNotRunTwiceIsNotRepeated() throws Exception {
    var box =
        box(
            tool(
                "once",
                Effect.ONCE,
                (arguments, call) -> {
                  throw new AssertionError("it ran");
                }));
    var waiting = new Waiting(new Message.ToolCall("1", "once", ""), "k", Effect.ONCE, true);
    Outcome outcome = run(box, waiting).getFirst();
    assertThat(outcome.result().failed()).isTrue();
    assertThat(outcome.result().text()).contains("outcome is unknown").contains("Verify");
  }

  @Test
  void anInterruptEndsAllCallsBeforeItIsPassedOn() throws Exception {
    var running = new CountDownLatch(2);
    var ended = new CountDownLatch(2);
    var box =
        box(
            tool(
                "wait",
                Effect.PURE,
                (arguments, call) -> {
                  running.countDown();
                  try {
                    new CountDownLatch(1).await();
                    return Output.of("");
                  } finally {
                    ended.countDown();
                  }
                }));
    var thrown = new ConcurrentLinkedQueue<String>();
    Thread turn =
        world.start(
            "turn",
            () -> {
              try {
                run(box, call("1", "wait", ""), call("2", "wait", ""));
              } catch (InterruptedException e) {
                thrown.add("interrupted with " + ended.getCount() + " left");
              }
            });
    running.await();
    turn.interrupt();
    turn.join();
    assertThat(thrown).containsExactly("interrupted with 0 left");
    assertThat(finished).isEmpty();
  }

  @Test
  void whatTheRecorderThrowsIsThrownWhenAllHaveEnded() {
    var box = box(tool("fine", Effect.PURE, (arguments, call) -> Output.of("")));
    assertThatThrownBy(
            () ->
                box.run(
                    List.of(call("1", "fine", ""), call("2", "fine", "")),
                    ToolboxTest::asker,
                    (call, outcome) -> {
                      throw new IllegalStateException("the lease is lost");
                    },
                    events::add))
        .hasMessage("the lease is lost");
  }

  @Test
  void aLongResultIsKeptWholeAndSaidInPart(@TempDir Path directory) throws Exception {
    var desk = new Desk(directory);
    String whole = "head" + "x".repeat(50_000) + "tail";
    var box =
        new Toolbox(
            world,
            List.of(tool("long", Effect.PURE, (arguments, call) -> Output.of(whole))),
            new Results(desk.reach, 1_000));
    String text = text(box, call("1", "long", ""));
    assertThat(text)
        .startsWith("head")
        .endsWith("tail")
        .hasSizeLessThan(1_300)
        .contains("more chars")
        .contains("read_file");
    String path = text.replaceAll("(?s).*whole result is in (\\S+):.*", "$1");
    assertThat(Files.readString(desk.workspace.resolve(path))).isEqualTo(whole);
    assertThat(text(box, call("1", "long", ""))).isEqualTo(text);
  }

  @Test
  void twoToolsOfOneNameAreRefused() {
    assertThatThrownBy(() -> box(new ReadFileLike(), new ReadFileLike()))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private Toolbox box(Tool... tools) {
    return new Toolbox(world, List.of(tools));
  }

  private String text(Toolbox box, Waiting call) throws InterruptedException {
    return run(box, call).getFirst().result().text();
  }

  private List<Outcome> run(Toolbox box, Waiting... calls) throws InterruptedException {
    return box.run(
        List.of(calls),
        ToolboxTest::asker,
        (call, outcome) -> finished.add(call.call().id()),
        events::add);
  }

  private static Call asker(Waiting waiting) {
    return new Call(
        SessionKey.of("cli", "test"),
        new Asker(Principal.LOCAL, Trust.OWNER),
        waiting.key(),
        path -> Optional.empty());
  }

  private static Waiting call(String id, String tool, String arguments) {
    return new Waiting(new Message.ToolCall(id, tool, arguments), "turn/" + id, Effect.PURE, false);
  }

  private static Tool tool(String name, Effect effect, Body body) {
    return new Tool() {
      @Override
      public ToolSpec spec() {
        return new ToolSpec(name, "", Parameters.none().optional("text", "string", "").schema());
      }

      @Override
      public Effect effect() {
        return effect;
      }

      @Override
      public Output run(JsonNode arguments, Call call) throws InterruptedException {
        return body.run(arguments, call);
      }
    };
  }

  @FunctionalInterface
  private interface Body {
    Output run(JsonNode arguments, Call call) throws InterruptedException;
  }

  private static final class ReadFileLike implements Tool {
    @Override
    public ToolSpec spec() {
      return new ToolSpec(
          "like",
          "",
          Parameters.none()
              .required("path", "string", "")
              .optional("offset", "", 1, 10)
              .oneOf("mode", "", List.of("a", "b"))
              .schema());
    }

    @Override
    public Effect effect() {
      return Effect.PURE;
    }

    @Override
    public Output run(JsonNode arguments, Call call) {
      return Output.of("ran");
    }
  }
}
