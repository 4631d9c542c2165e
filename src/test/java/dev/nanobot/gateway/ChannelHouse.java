package dev.nanobot.gateway;

import dev.nanobot.agent.Model;
import dev.nanobot.agent.Plain;
import dev.nanobot.agent.Turn;
import dev.nanobot.channel.Channel;
import dev.nanobot.channel.Steps;
import dev.nanobot.http.Backoff;
import dev.nanobot.message.Event;
import dev.nanobot.message.Json;
import dev.nanobot.message.Message;
import dev.nanobot.message.Message.Assistant;
import dev.nanobot.message.Opening;
import dev.nanobot.message.Redaction;
import dev.nanobot.message.Reply;
import dev.nanobot.message.SessionKey;
import dev.nanobot.provider.Provider;
import dev.nanobot.provider.ProviderException;
import dev.nanobot.provider.Transcriber;
import dev.nanobot.store.SqliteStore;
import dev.nanobot.store.Store;
import dev.nanobot.tool.Call;
import dev.nanobot.tool.ToolException;
import dev.nanobot.world.RealWorld;
import dev.nanobot.world.Until;
import dev.nanobot.world.World;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import tools.jackson.databind.node.ObjectNode;

/// A gateway over a real store, around channels of a test: a model repeats what it heard. Told to
/// `send` some of the `files`, by their names, or to `offer` labels with commas between, it sends
/// these, and says `sent`; told to `read` something, it says that it does, calls a tool, and then
/// answers. Chats are told `steps`.
public final class ChannelHouse implements AutoCloseable {
  private static final Backoff SOON =
      new Backoff(Duration.ofMillis(2), Duration.ofMillis(10), Integer.MAX_VALUE);
  private static final Backoff SOON_THEN_DEAD =
      new Backoff(Duration.ofMillis(2), Duration.ofMillis(10), 3);
  private static final Duration PATIENCE = Duration.ofMinutes(1);
  private static final Transcriber NOBODY =
      (name, type, bytes) -> {
        throw new ProviderException(ProviderException.Kind.ACCESS, "nobody writes it down");
      };

  public final World world;
  public final Store store;
  public final Map<String, byte[]> files = new ConcurrentHashMap<>();
  public volatile Steps steps = Steps.NONE;
  public volatile Transcriber transcriber;
  private final Dispatcher dispatcher;
  private final Crew crew;
  private final List<Courier> couriers = new ArrayList<>();
  private final List<Listening> listenings = new ArrayList<>();

  /// What the model says to what it heard, and shows before.
  @FunctionalInterface
  public interface Answerer {
    String answer(String heard, Consumer<Event> events) throws InterruptedException;
  }

  public ChannelHouse(Path folder, Channel... channels) throws InterruptedException {
    this(new RealWorld(), folder, (heard, events) -> "echo " + heard, channels);
  }

  public ChannelHouse(World world, Path folder, Answerer answerer, Channel... channels)
      throws InterruptedException {
    this(world, folder, answerer, NOBODY, channels);
  }

  /// One whose `transcriber` is there from its beginning, for what an earlier one left.
  public ChannelHouse(
      World world, Path folder, Answerer answerer, Transcriber transcriber, Channel... channels)
      throws InterruptedException {
    this.world = world;
    this.transcriber = transcriber;
    this.store = SqliteStore.open(world, folder.resolve("store.db"));
    var bells = new Bells(world, List.of(channels).stream().map(Channel::name).toList());
    var watchers = new Watchers();
    Turn turn = turn(answerer);
    dispatcher =
        new Dispatcher(
            world,
            store,
            new TellingTurns(turns(turn), session -> steps, () -> Redaction.SHAPES),
            bells,
            watchers,
            new Dispatcher.Limits(16, List.of()));
    var intake =
        new Intake(
            store, House.commands(store), bells, watchers, dispatcher::interrupt, this.ears());
    crew = new Crew(world);
    crew.start("dispatcher", dispatcher::run);
    for (Channel channel : channels) {
      var courier = new Courier(world, store, channel, SOON_THEN_DEAD, bells);
      couriers.add(courier);
      crew.start("courier", courier::run);
      var listening = new Listening(world, store, intake, channel, SOON, () -> Redaction.SHAPES);
      listenings.add(listening);
      crew.start("listen", listening::run);
      crew.start("signs", listening::show);
    }
  }

  private Turn turn(Answerer answerer) {
    Provider provider =
        (request, events) -> {
          List<Message> heard = request.transcript();
          String text = spoken(House.heard(heard));
          boolean isSending = text.startsWith("send ") || text.startsWith("offer ");
          boolean isCalling = isSending || text.startsWith("read ");
          if (isCalling && !(heard.getLast() instanceof Message.Result)) {
            Assistant step = isSending ? sending(text) : reading(text);
            return new Reply(step, Reply.Finish.CALLS, House.USAGE, "test");
          }
          String answer = isSending ? "sent" : answerer.answer(text, events);
          return new Reply(Assistant.of(answer), Reply.Finish.STOP, House.USAGE, "test");
        };
    var tool = new MessageTool(Set.of(), this::read, store.attachments());
    return Plain.turn(world, Model.of(provider), tool);
  }

  private Ears ears() {
    return new Ears(
        world, store.attachments(), (name, type, bytes) -> transcriber.text(name, type, bytes));
  }

  private Turns turns(Turn turn) {
    return new Turns() {
      @Override
      public Turn of(SessionKey session, Opening opening) {
        return turn;
      }

      @Override
      public boolean hear(SessionKey session) throws InterruptedException {
        return ears().hear(session);
      }
    };
  }

  private byte[] read(String path, Call call, int bytesMax) {
    byte[] bytes = files.get(path);
    if (bytes == null) throw new ToolException("there is no such file: " + path);
    return bytes;
  }

  private static Assistant sending(String text) {
    ObjectNode arguments = Json.object().put("content", "here");
    boolean isOffer = text.startsWith("offer ");
    var list = isOffer ? arguments.putArray("buttons").addArray() : arguments.putArray("media");
    String[] names = text.split(" ", 2)[1].split(isOffer ? ", " : " ");
    for (String name : names) list.add(name);
    var call = new Message.ToolCall("c1", "message", Json.write(arguments));
    return new Assistant("", List.of(call), List.of());
  }

  private static Assistant reading(String text) {
    String path = Json.write(Json.object().put("path", text.substring("read ".length())));
    var call = new Message.ToolCall("c1", "read_file", path);
    return new Assistant("Let me look.", List.of(call), List.of());
  }

  /// The way in for what the first channel's platform brings by itself.
  public Channel.Intake intake() {
    return listenings.getFirst().intake();
  }

  /// Without the heading that the model is told before it.
  private static String spoken(String heard) {
    return heard.substring(heard.indexOf('\n') + 1).strip();
  }

  /// Looks at a state until it is there, however fast the clocks of its world run.
  public void until(String what, BooleanSupplier state) throws InterruptedException {
    Until.is(new RealWorld(), PATIENCE, what, state);
  }

  @Override
  public void close() throws InterruptedException {
    crew.stop();
    for (Courier courier : couriers) courier.drain();
    dispatcher.drain(Duration.ZERO);
    store.close();
  }
}
