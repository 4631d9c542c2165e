package dev.nanobot.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nanobot.agent.Budget;
import dev.nanobot.agent.Plain;
import dev.nanobot.agent.Turn;
import dev.nanobot.channel.Channel;
import dev.nanobot.http.Backoff;
import dev.nanobot.message.Attachment;
import dev.nanobot.message.Buttons;
import dev.nanobot.message.Effect;
import dev.nanobot.message.Inbound;
import dev.nanobot.message.Message;
import dev.nanobot.message.Message.Assistant;
import dev.nanobot.message.Message.ToolCall;
import dev.nanobot.message.Message.User;
import dev.nanobot.message.Outcome;
import dev.nanobot.message.Principal;
import dev.nanobot.message.Reply;
import dev.nanobot.message.SessionKey;
import dev.nanobot.message.Trust;
import dev.nanobot.message.Upload;
import dev.nanobot.message.Usage;
import dev.nanobot.message.Write;
import dev.nanobot.provider.Provider;
import dev.nanobot.store.Lease;
import dev.nanobot.store.SqliteStore;
import dev.nanobot.store.Store;
import dev.nanobot.store.Store.Status;
import dev.nanobot.tool.Call;
import dev.nanobot.tool.FakeTool;
import dev.nanobot.tool.Output;
import dev.nanobot.tool.Tool;
import dev.nanobot.world.RealWorld;
import dev.nanobot.world.Until;
import dev.nanobot.world.World;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;

/// One instance over a real store: the parts of a gateway around a model and tools of a test.
final class House implements AutoCloseable {
  /// How long a test waits for what must happen.
  static final Duration PATIENCE = Duration.ofSeconds(30);

  static final Trust OWNER = Trust.OWNER;

  private static final World REAL = new RealWorld();

  /// What each question takes.
  static final Usage USAGE = new Usage(40, 10, 0, 0);

  final World world;
  final Store store;
  final Bells bells;
  final Watchers watchers = new Watchers();
  final Dispatcher dispatcher;
  final Intake intake;
  final Crew crew;

  /// What a model says to a transcript.
  @FunctionalInterface
  interface Model {
    Assistant reply(List<Message> transcript) throws InterruptedException;
  }

  /// What a tool does.
  @FunctionalInterface
  interface Act {
    String run(Call call) throws InterruptedException;
  }

  House(World world, Path file, int turnsMax, Model model, Tool... tools) {
    this(world, file, turnsMax, Budget.NONE, model, tools);
  }

  House(World world, Path file, int turnsMax, Budget budget, Model model, Tool... tools) {
    this(world, file, turnsMax, budget, provider(model), tools);
  }

  /// A house whose model says something before it answers.
  House(World world, Path file, int turnsMax, Budget budget, Provider provider, Tool... tools) {
    this.world = world;
    this.store = SqliteStore.open(world, file);
    this.bells = new Bells(world, List.of("chat"));
    Turn turn = Plain.turn(world, new dev.nanobot.agent.Model(provider, budget), tools);
    this.dispatcher =
        new Dispatcher(
            world,
            store,
            (session, opening) -> turn,
            bells,
            watchers,
            new Dispatcher.Limits(turnsMax, List.of()));
    this.intake =
        new Intake(store, commands(store, budget), bells, watchers, dispatcher::interrupt);
    this.crew = new Crew(world);
  }

  private static Provider provider(Model model) {
    return (request, events) -> {
      Assistant said = model.reply(request.transcript());
      return new Reply(
          said, said.isFinal() ? Reply.Finish.STOP : Reply.Finish.CALLS, USAGE, "test");
    };
  }

  /// The control words of a session.
  static Commands commands(Store store) {
    return commands(store, Budget.NONE);
  }

  private static Commands commands(Store store, Budget budget) {
    List<Command> all =
        new ArrayList<>(new SessionCommands(store, "test", List.of("fast", "deep")).all());
    all.addAll(new SpendingCommands(store, budget.limits()).all());
    all.add(new SubagentsCommand(new RealWorld(), store));
    all.add(new PairingControl(new RealWorld(), store));
    return new Commands(store, all);
  }

  House work() {
    crew.start("dispatcher", dispatcher::run);
    return this;
  }

  static SessionKey session(String chat) {
    return SessionKey.of("chat", chat);
  }

  long hear(String chat, String text) {
    return intake.accept(inbound(chat, world.id(), text));
  }

  /// A call of a tool in a turn of the chat says something with buttons and a file.
  void say(String chat, String text, Buttons buttons, Upload upload) {
    Attachment file = store.attachments().put(new Principal("chat:ann"), upload);
    hear(chat, "x");
    Lease lease =
        store.lease("one", Duration.ofHours(1), 1, Set.of(session(chat)), List.of()).getFirst();
    assertThat(store.open(lease)).isPresent();
    var said = new Assistant("", List.of(new ToolCall("a", "message", "{}")), List.of());
    var reply = new Reply(said, Reply.Finish.CALLS, USAGE, "test");
    var call = store.plan(lease, reply, tool -> Effect.PURE, "").getFirst();
    var say = new Write.Say(session(chat), text, buttons, List.of(file));
    var result = new Message.Result("a", "done", false);
    var now = world.now();
    store.settle(lease, Map.of(call.key(), new Outcome(result, List.of(say), now, now)));
  }

  /// From now on what is to be said is brought to the platform.
  Courier carry(Channel channel, Backoff backoff) {
    var courier = new Courier(world, store, channel, backoff, bells);
    crew.start("courier", courier::run);
    return courier;
  }

  static Inbound inbound(String chat, String id, String text) {
    return new Inbound("chat", id, session(chat), new Principal("chat:ann"), OWNER, text);
  }

  /// Waits until a message has reached its end.
  Status end(long message) throws InterruptedException {
    until(
        "the message " + message + " reaches its end",
        () -> {
          String state = state(message);
          return !state.equals("new") && !state.equals("taken");
        });
    return store.status(message).orElseThrow();
  }

  String state(long message) {
    return store.status(message).orElseThrow().state();
  }

  /// Looks at a state until it is there, however fast the clocks of its world run.
  void until(String what, BooleanSupplier state) throws InterruptedException {
    Until.is(REAL, PATIENCE.multipliedBy(100), what, state);
  }

  List<String> notices(String chat) {
    return store.unsent(session(chat)).stream().map(outbound -> outbound.text()).toList();
  }

  List<String> transcript(String chat) {
    var entries = store.transcript(session(chat), 0, 1_000);
    return entries.stream()
        .map(
            entry ->
                switch (entry.message()) {
                  case User user -> "user: " + user.text();
                  case Assistant assistant -> "assistant: " + assistant.text();
                  case Message.Result result -> "result: " + result.text();
                })
        .toList();
  }

  /// Answers with what was heard last.
  static Assistant echo(List<Message> transcript) {
    return Assistant.of("echo " + heard(transcript));
  }

  static String heard(List<Message> transcript) {
    for (Message message : transcript.reversed()) {
      if (message instanceof User user) return user.text();
    }
    throw new AssertionError("nothing was heard");
  }

  static Assistant calls(String... tools) {
    var calls = new ArrayList<ToolCall>();
    for (String tool : tools) calls.add(new ToolCall("c" + calls.size(), tool, "{}"));
    return new Assistant("", calls, List.of());
  }

  static Tool tool(String name, Effect effect, Act act) {
    return new FakeTool(name, effect, (arguments, call) -> Output.of(act.run(call)));
  }

  @Override
  public void close() throws InterruptedException {
    crew.stop();
    dispatcher.drain(Duration.ZERO);
    store.close();
  }
}
