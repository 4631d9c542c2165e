package dev.nanobot.store;

import dev.nanobot.message.Effect;
import dev.nanobot.message.Inbound;
import dev.nanobot.message.Message;
import dev.nanobot.message.Message.Assistant;
import dev.nanobot.message.Message.Result;
import dev.nanobot.message.Message.ToolCall;
import dev.nanobot.message.Opening;
import dev.nanobot.message.Outbound;
import dev.nanobot.message.Outcome;
import dev.nanobot.message.Principal;
import dev.nanobot.message.Reply;
import dev.nanobot.message.SessionKey;
import dev.nanobot.message.Trust;
import dev.nanobot.message.Usage;
import dev.nanobot.message.Waiting;
import dev.nanobot.message.Write;
import dev.nanobot.store.Store.Entry;
import dev.nanobot.store.Store.Receipt;
import dev.nanobot.store.Store.Refusal;
import dev.nanobot.store.Store.Room;
import dev.nanobot.store.Subagents.Cancellation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/// Two processes with the same store open, the clock they share, and words for what tests do
/// with them.
final class Desk implements AutoCloseable {
  static final Duration TTL = Duration.ofSeconds(30);
  static final SessionKey ANN = SessionKey.of("chat", "ann");
  static final SessionKey BOB = SessionKey.of("chat", "bob");
  static final Refusal FULL = new Refusal("queue full", "Too many messages wait.");
  static final Principal SENDER = new Principal("chat:7");

  final TestWorld here = TestWorld.of("one");
  final TestWorld there = here.beside("two");
  final Store store;
  final Store other;
  private int posted;

  /// Opens a handle on one and the same store.
  interface Opener {
    Store open(TestWorld world);
  }

  Desk(Opener opener) {
    store = opener.open(here);
    other = opener.open(there);
  }

  @Override
  public void close() {
    store.close();
    other.close();
  }

  void pass(Duration time) {
    here.pass(time);
  }

  static Inbound inbound(SessionKey session, String id, String text) {
    return new Inbound("chat", id, session, SENDER, Trust.OWNER, text);
  }

  Receipt post(Inbound message) {
    return store.post(message, 100, FULL);
  }

  long post(SessionKey session, String text) {
    return post(inbound(session, "x" + ++posted, text)).messageId();
  }

  long stop(SessionKey session) {
    return store
        .controls()
        .stop(
            inbound(session, "x" + ++posted, "/stop"),
            found ->
                "stopped "
                    + found.wasRunning()
                    + " "
                    + found.waiting()
                    + (found.subagents() == 0 ? "" : " " + found.subagents()))
        .messageId();
  }

  /// Ends a subagent by a control word.
  Cancellation cancel(SessionKey session, String id) {
    List<Cancellation> found = new ArrayList<>();
    Function<Cancellation, String> answer =
        cancellation -> {
          found.add(cancellation);
          return cancellation.name();
        };
    var word = inbound(session, "x" + ++posted, "/subagents stop " + id);
    store.controls().cancel(word, id, answer);
    return found.getFirst();
  }

  /// The lease on the only session that waits.
  Lease lease() {
    List<Lease> leases = store.lease("one", TTL, 9, Set.of(), List.of());
    if (leases.size() != 1) throw new AssertionError("one session waits: " + leases);
    return leases.getFirst();
  }

  Lease lease(SessionKey session) {
    return store.lease("one", TTL, 1, Set.of(session), List.of()).getFirst();
  }

  /// Lets the lease of a worker that says nothing any more run out; another worker takes over.
  Lease takeOver(SessionKey session) {
    pass(TTL.plusSeconds(1));
    return other.lease("two", TTL, 1, Set.of(session), List.of()).getFirst();
  }

  /// A session's turn that has asked its first question.
  Lease asking(SessionKey session, String text) {
    post(session, text);
    Lease lease = lease(session);
    open(lease);
    return lease;
  }

  Opening open(Lease lease) {
    return store.open(lease).orElseThrow();
  }

  /// A whole turn that answers.
  void turn(SessionKey session, String text, String answer) {
    store.finish(asking(session, text), answer(answer));
  }

  static Reply answer(String text) {
    return new Reply(Assistant.of(text), Reply.Finish.STOP, new Usage(10, 2, 1, 0), "model-a");
  }

  /// A reply that calls a tool once for each id.
  static Reply calls(String... ids) {
    List<ToolCall> calls =
        Arrays.stream(ids).map(id -> new ToolCall(id, "tool-" + id, "{\"n\":1}")).toList();
    return new Reply(
        new Assistant("", calls, List.of()), Reply.Finish.CALLS, new Usage(5, 1, 0, 0), "model-a");
  }

  List<Waiting> plan(Lease lease, String... ids) {
    return store.plan(lease, calls(ids), tool -> Effect.ONCE, "");
  }

  Outcome outcome(Waiting call, String text, Write... writes) {
    return new Outcome(
        new Result(call.call().id(), text, false), List.of(writes), here.now(), here.now());
  }

  String state(long message) {
    return store.status(message).orElseThrow().state();
  }

  /// A session's transcript, an entry a word: `user hi`, `calls a`, `result a done`, `says hello`.
  List<String> told(SessionKey session) {
    return words(store.transcript(session, 0, 10_000).stream().map(Entry::message).toList());
  }

  static List<String> words(List<Message> messages) {
    return messages.stream()
        .map(
            message ->
                switch (message) {
                  case Message.User user -> "user " + user.text();
                  case Result result -> "result " + result.callId() + " " + result.text();
                  case Assistant assistant ->
                      assistant.isFinal()
                          ? "says " + assistant.text()
                          : "calls "
                              + String.join(
                                  " ", assistant.calls().stream().map(ToolCall::id).toList());
                })
        .toList();
  }

  List<String> unsent(SessionKey session) {
    return store.unsent(session).stream().map(Outbound::text).toList();
  }

  List<Outbound> take(int messagesMax) {
    return store.take("one", "chat", TTL, Room.of(messagesMax), List.of());
  }

  static List<String> texts(List<Outbound> messages) {
    return messages.stream().map(Outbound::text).toList();
  }

  /// How often a race was seen whose name contains `word`.
  long races(String word) {
    return store.health().races().stream()
        .filter(race -> race.name().contains(word))
        .mapToLong(Store.Race::count)
        .sum();
  }
}
