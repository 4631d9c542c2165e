package dev.nanobot.sim;

import dev.nanobot.channel.Channel;
import dev.nanobot.channel.DeliveryException;
import dev.nanobot.gateway.SpawnTool;
import dev.nanobot.message.Effect;
import dev.nanobot.message.Event;
import dev.nanobot.message.Json;
import dev.nanobot.message.Message;
import dev.nanobot.message.Message.Assistant;
import dev.nanobot.message.Message.Result;
import dev.nanobot.message.Message.ToolCall;
import dev.nanobot.message.Message.User;
import dev.nanobot.message.Outbound;
import dev.nanobot.message.Reply;
import dev.nanobot.message.SessionKey;
import dev.nanobot.message.Usage;
import dev.nanobot.message.Write;
import dev.nanobot.provider.Provider;
import dev.nanobot.provider.ProviderException;
import dev.nanobot.sim.Scenario.Life;
import dev.nanobot.tool.FakeTool;
import dev.nanobot.tool.Output;
import dev.nanobot.tool.Tool;
import dev.nanobot.tool.ToolException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/// The parts that a simulated process does not bring itself: a slow model that answers with what it
/// heard since its last answer, tools that the outside counts, a platform that fails at times.
final class Script {
  /// An answer to nothing but reports.
  static final String NOTHING = "-";

  private static final Usage USAGE = new Usage(100, 10, 0, 0);
  private static final int THINKING_MS_MAX = 40_000;
  private static final int THINKING_BUSY_MS_MAX = 20_000; // In a household there is more to do.
  private static final int TOOL_MS_MAX = 3_000;
  private static final int SENDING_MS_MAX = 500;
  private static final int SENDING_LONG_MS_MAX = 70_000;

  private final SimWorld world;
  private final Outside outside;
  private final boolean delegates;
  private final Optional<Chores> chores;
  private final Set<SessionKey> sending = new HashSet<>();

  Script(SimWorld world, Outside outside, Life life) {
    this.world = world;
    this.outside = outside;
    this.delegates = life == Life.DELEGATING;
    this.chores =
        life == Life.HOUSEHOLD ? Optional.of(new Chores(world, outside)) : Optional.empty();
  }

  Provider model() {
    return new Provider() {
      @Override
      public Reply complete(Request request, Consumer<Event> events) throws InterruptedException {
        outside.modelCalls++;
        int longest = chores.isPresent() ? THINKING_BUSY_MS_MAX : THINKING_MS_MAX;
        world.sleep(Duration.ofMillis(world.chance(longest)));
        if (world.chance(50) == 0) {
          throw new ProviderException(ProviderException.Kind.UNAVAILABLE, "simulated");
        }
        boolean isSummary = request.system().startsWith("You condense");
        if (isSummary) outside.summaries++;
        Assistant reply = isSummary ? Assistant.of("summary") : reply(request.transcript());
        return new Reply(
            reply, reply.isFinal() ? Reply.Finish.STOP : Reply.Finish.CALLS, USAGE, "sim");
      }
    };
  }

  private Assistant reply(List<Message> transcript) {
    checkPairs(transcript);
    if (delegates && isTask(transcript.getLast()) && world.chance(3) == 0) {
      return spawn(((User) transcript.getLast()).text());
    }
    Optional<Assistant> chore = chores.flatMap(all -> all.reply(transcript));
    if (chore.isPresent()) return chore.get();
    if (chores.isEmpty() && transcript.getLast() instanceof User && world.chance(2) == 0) {
      List<ToolCall> calls = new ArrayList<>();
      int count = 1 + world.chance(3);
      for (int i = 0; i < count; i++) {
        String tool = List.of("look", "tap", "tell").get(world.chance(3));
        calls.add(new ToolCall("c" + transcript.size() + "_" + i, tool, "{}"));
      }
      return new Assistant("looking", calls, List.of());
    }
    var heard = new ArrayDeque<String>();
    for (Message message : transcript.reversed()) {
      if (message instanceof Assistant earlier && earlier.isFinal()) break;
      if (isTask(message)) heard.addFirst(((User) message).text());
    }
    return Assistant.of(heard.isEmpty() ? NOTHING : String.join(" ", heard));
  }

  /// What somebody wants, and not a summary or what a subagent reports.
  private static boolean isTask(Message message) {
    return message instanceof User user
        && !user.sender().equals("summary")
        && !user.text().startsWith("[Subagent");
  }

  private Assistant spawn(String text) {
    List<ToolCall> calls = new ArrayList<>();
    int count = 1 + world.chance(4);
    for (int i = 0; i < count; i++) {
      String task = Json.write(Json.object().put("task", text + "/" + i));
      calls.add(new ToolCall("s" + text + "_" + i, "spawn", task));
    }
    return new Assistant("", calls, List.of());
  }

  /// A model refuses a transcript in which a call has no result, or a result no call.
  private void checkPairs(List<Message> transcript) {
    List<String> open = new ArrayList<>();
    for (Message message : transcript) {
      switch (message) {
        case Assistant assistant -> {
          if (!open.isEmpty()) outside.faults.add("calls without a result: " + open);
          assistant.calls().forEach(call -> open.add(call.id()));
        }
        case Result result -> {
          if (!open.remove(result.callId())) {
            outside.faults.add("a result without a call: " + result.callId());
          }
        }
        case User user -> {
          if (!open.isEmpty()) outside.faults.add("calls without a result: " + open);
        }
      }
    }
  }

  List<Tool> tools() {
    List<Tool> tools = new ArrayList<>();
    tools.add(tool("look", Effect.PURE));
    tools.add(tool("tap", Effect.ONCE));
    tools.add(tool("tell", Effect.PURE));
    if (delegates) tools.add(new SpawnTool(2, new Write.Room(2, 1)));
    return tools;
  }

  private Tool tool(String name, Effect effect) {
    return new FakeTool(
        name,
        effect,
        (arguments, call) -> {
          if (effect == Effect.ONCE) outside.onceRuns.merge(call.key(), 1, Integer::sum);
          world.sleep(Duration.ofMillis(world.chance(TOOL_MS_MAX)));
          if (!name.equals("tell")) return Output.of("ok");
          boolean isHeard = call.session().channel().equals("chat");
          if (!isHeard) throw new ToolException("nobody hears what is said here");
          return new Output("ok", List.of(new Write.Say(call.session(), "tell " + call.key())));
        });
  }

  Channel channel() {
    return new Channel() {
      @Override
      public String name() {
        return "chat";
      }

      @Override
      public void listen(Intake intake) {
        throw new UnsupportedOperationException("people bring their messages themselves");
      }

      @Override
      public Optional<String> send(Outbound message) throws InterruptedException {
        if (!sending.add(message.target())) {
          outside.faults.add("two at once into " + message.target());
        }
        try {
          return say(message);
        } finally {
          sending.remove(message.target());
        }
      }

      private Optional<String> say(Outbound message) throws InterruptedException {
        int longest = world.chance(20) == 0 ? SENDING_LONG_MS_MAX : SENDING_MS_MAX;
        world.sleep(Duration.ofMillis(world.chance(longest)));
        if (world.chance(10) == 0) {
          boolean isAboutAll = message.attempts() % 2 == 0;
          throw isAboutAll
              ? DeliveryException.notNow("busy", Optional.empty())
              : new DeliveryException("busy with it", true, null);
        }
        outside.said.add(message);
        if (world.chance(20) == 0) throw DeliveryException.undecided("answer lost");
        return Optional.of("p" + outside.said.size());
      }
    };
  }
}
