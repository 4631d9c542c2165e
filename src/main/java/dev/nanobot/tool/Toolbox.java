package dev.nanobot.tool;

import dev.nanobot.message.Effect;
import dev.nanobot.message.Event;
import dev.nanobot.message.Message;
import dev.nanobot.message.Outcome;
import dev.nanobot.message.ToolSpec;
import dev.nanobot.message.Waiting;
import dev.nanobot.message.Write;
import dev.nanobot.world.World;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;

/// The tools of one agent, by name.
///
/// Shared: immutable; any number of turns may run calls at the same time.
public final class Toolbox {
  private static final Logger LOG = LoggerFactory.getLogger(Toolbox.class);
  private static final String UNKNOWN_OUTCOME =
      "Error: this call was begun before an interruption and its outcome is unknown: it may or may"
          + " not have taken effect. It was not repeated. Verify the actual state before you"
          + " repeat it.";

  /// The most calls of one reply that run; the others are answered with an error.
  static final int CALLS_MAX = 40;

  /// The most of them that run at the same time.
  static final int SIDE_BY_SIDE_MAX = 8;

  private static final String ONE_TOO_MANY =
      "Error: not run: one reply may call at most " + CALLS_MAX + " tools. Call it again.";

  private final World world;
  private final Map<String, Tool> tools;
  private final Results results;

  /// Tools are offered in the order of the list.
  ///
  /// @throws IllegalArgumentException when two tools have one name
  public Toolbox(World world, List<Tool> tools, Results results) {
    this.world = world;
    this.results = results;
    this.tools = new LinkedHashMap<>();
    for (Tool tool : tools) {
      if (this.tools.putIfAbsent(tool.spec().name(), tool) != null) {
        throw new IllegalArgumentException("a tool's name is unique, not " + tool.spec().name());
      }
    }
  }

  /// A box that keeps no long results: they are only cut.
  public Toolbox(World world, List<Tool> tools) {
    this(world, tools, Results.CUT_ONLY);
  }

  /// What a model is told, always in the same order.
  public List<ToolSpec> specs() {
    return tools.values().stream().map(Tool::spec).toList();
  }

  /// What running `tool` again would do; asking for an unknown one changes nothing.
  public Effect effect(String tool) {
    Tool known = tools.get(tool);
    return known == null ? Effect.PURE : known.effect();
  }

  /// Runs calls side by side, within limits, and returns their outcomes in the order of the calls,
  /// when all have ended. A failure is an outcome like any other.
  ///
  /// One call runs on the calling thread. Several run on a thread each, where `asker`, `finished`
  /// (as each call ends) and `events` are called, possibly at the same time. What `finished` or
  /// `asker` throw is thrown from here once every call has ended.
  ///
  /// @throws InterruptedException after an interrupt, when every call has ended
  public List<Outcome> run(
      List<Waiting> calls,
      Function<Waiting, Call> asker,
      BiConsumer<Waiting, Outcome> finished,
      Consumer<Event> events)
      throws InterruptedException {
    if (calls.size() == 1) return List.of(run(calls.getFirst(), asker, events));
    var runs = new ArrayList<Run<Outcome>>(calls.size());
    var places = new Semaphore(SIDE_BY_SIDE_MAX);
    for (int i = 0; i < calls.size(); i++) {
      Waiting call = calls.get(i);
      boolean isOneTooMany = i >= CALLS_MAX;
      runs.add(
          new Run<>(
              world::start,
              "tool " + call.call().tool(),
              () -> {
                places.acquire();
                try {
                  Outcome outcome = isOneTooMany ? notRun(call) : run(call, asker, events);
                  finished.accept(call, outcome);
                  return outcome;
                } finally {
                  places.release();
                }
              }));
    }
    return Run.joinAll(runs);
  }

  private Outcome notRun(Waiting call) {
    var result = new Message.Result(call.call().id(), ONE_TOO_MANY, true);
    return new Outcome(result, List.of(), world.now(), world.now());
  }

  private Outcome run(Waiting waiting, Function<Waiting, Call> asker, Consumer<Event> events)
      throws InterruptedException {
    Message.ToolCall call = waiting.call();
    Call who = asker.apply(waiting);
    events.accept(new Event.ToolStarted(call.id(), call.tool(), call.arguments()));
    Instant started = world.now();
    Told told = told(waiting, who);
    String text = results.fit(who, told.text());
    var result = new Message.Result(call.id(), text, told.failed());
    events.accept(new Event.ToolFinished(call.id(), call.tool(), text, told.failed()));
    return new Outcome(result, told.writes(), started, world.now());
  }

  private Told told(Waiting waiting, Call who) throws InterruptedException {
    String name = waiting.call().tool();
    Tool tool = tools.get(name);
    if (tool == null) {
      return Told.failure(
          "Error: Unknown tool '" + name + "'. Known are: " + String.join(", ", tools.keySet()));
    }
    if (waiting.mayHaveRun() && waiting.effect() == Effect.ONCE) {
      return Told.failure(UNKNOWN_OUTCOME);
    }
    try {
      return ran(tool, waiting.call().arguments(), who);
    } catch (ToolException e) {
      return Told.failure("Error: " + e.getMessage());
    } catch (RuntimeException | StackOverflowError e) {
      // A bug in one tool must not end the conversation.
      LOG.error("tool {} failed unexpectedly", name, e);
      return Told.failure("Error: the tool failed unexpectedly");
    }
  }

  private static Told ran(Tool tool, String text, Call who) throws InterruptedException {
    ToolSpec spec = tool.spec();
    JsonNode arguments;
    try {
      arguments = Parameters.read(text, spec.schema());
    } catch (ToolException e) {
      return Told.failure(
          "Error: Invalid parameters for tool '" + spec.name() + "': " + e.getMessage());
    }
    Output output = tool.run(arguments, who);
    return new Told(output.text(), output.writes(), false);
  }

  private record Told(String text, List<Write> writes, boolean failed) {
    static Told failure(String text) {
      return new Told(text, List.of(), true);
    }
  }
}
