package dev.nanobot.agent;

import dev.nanobot.message.Asker;
import dev.nanobot.message.Effect;
import dev.nanobot.message.Event;
import dev.nanobot.message.Message;
import dev.nanobot.message.Message.Assistant;
import dev.nanobot.message.Message.ToolCall;
import dev.nanobot.message.Opening;
import dev.nanobot.message.Outcome;
import dev.nanobot.message.Recap;
import dev.nanobot.message.Reply;
import dev.nanobot.message.Reply.Finish;
import dev.nanobot.message.Settled;
import dev.nanobot.message.Usage;
import dev.nanobot.message.Waiting;
import dev.nanobot.message.Write;
import dev.nanobot.provider.Provider;
import dev.nanobot.provider.Provider.Request;
import dev.nanobot.tool.Call;
import dev.nanobot.tool.Toolbox;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/// The agent loop: it runs the calls that wait for results, or asks the model, until a reply calls
/// nothing. What comes next follows from the opening alone, so a turn that died after any commit
/// goes on in another thread or process as if nothing had happened.
///
/// Immutable: one turn serves all sessions; what a run knows are its locals.
public final class Turn {
  /// How often an empty reply is asked for again.
  private static final int EMPTY_REPLIES_MAX = 2;

  private static final String EMPTY = "The model gave no answer. Please ask again.";
  private static final String CUT = "\n\n[The answer was cut at the model's output limit.]";
  private static final String FILTERED = "The model's provider withheld the answer.";
  private static final String TOO_MANY =
      "I stopped after %d steps without reaching an end. " + "Say \"go on\" to continue.";

  private final Model model;
  private final Compaction compaction;
  private final Toolbox toolbox;
  private final Prompt prompt;
  private final int questionsMax;

  /// A turn without a budget, which compacts as usual.
  public Turn(Provider provider, Toolbox toolbox, Prompt prompt, int questionsMax) {
    this(
        Model.of(provider),
        new Compaction(Model.of(provider), prompt, Compaction.Settings.DEFAULTS),
        toolbox,
        prompt,
        questionsMax);
  }

  public Turn(
      Model model, Compaction compaction, Toolbox toolbox, Prompt prompt, int questionsMax) {
    if (questionsMax < 1) throw new IllegalArgumentException("a turn asks at least once");
    this.model = model;
    this.compaction = compaction;
    this.toolbox = toolbox;
    this.prompt = prompt;
    this.questionsMax = questionsMax;
  }

  /// Takes the turn to its end. Events go to `events` on this thread and those of tools.
  ///
  /// @throws dev.nanobot.provider.ProviderException when the model does not answer
  /// @throws OverBudget when it was not asked, because that could pass a limit
  public void run(Opening opening, Journal journal, Consumer<Event> events)
      throws InterruptedException {
    switch (opening.task()) {
      case COMPACT -> compaction.run(journal);
      case TALK, CONSOLIDATE ->
          talk(compaction.before(opening, toolbox.specs(), journal), journal, events);
    }
  }

  private void talk(Opening opening, Journal journal, Consumer<Event> events)
      throws InterruptedException {
    Recap recap = opening.history().recap();
    List<Message> transcript = new ArrayList<>(opening.transcript());
    List<Waiting> waiting = opening.waiting();
    boolean isUnsettled = opening.isUnsettled();
    int questions = opening.questions();
    Asker asker = opening.asker();
    while (true) {
      if (isUnsettled) {
        Settled settled = journal.settle(work(waiting, asker, journal, events));
        transcript.addAll(settled.appended());
        asker = settled.asker();
        questions++;
      }
      boolean isLast = questions >= questionsMax;
      Request request =
          isLast
              ? prompt.lastRequest(recap, transcript)
              : prompt.request(recap, transcript, toolbox.specs());
      Reply reply = isLast ? askLast(request, journal, events) : ask(request, journal, events);
      if (reply.message().isFinal()) {
        journal.finish(reply);
        return;
      }
      waiting = journal.plan(reply);
      transcript.add(reply.message());
      isUnsettled = true;
    }
  }

  /// The effect of a tool by its name.
  public Effect effect(String tool) {
    return toolbox.effect(tool);
  }

  private Map<String, Outcome> work(
      List<Waiting> waiting, Asker asker, Journal journal, Consumer<Event> events)
      throws InterruptedException {
    for (Waiting call : waiting) {
      if (call.effect() == Effect.ONCE && !call.mayHaveRun()) journal.begin(call);
    }
    List<Outcome> outcomes =
        toolbox.run(
            waiting,
            call -> new Call(journal.session(), asker, call.key(), journal::seen),
            (call, outcome) -> {
              if (isNoted(call, outcome, waiting)) journal.note(call, outcome);
            },
            events);
    Map<String, Outcome> byKey = new HashMap<>();
    for (int i = 0; i < waiting.size(); i++) byKey.put(waiting.get(i).key(), outcomes.get(i));
    return byKey;
  }

  /// Whether an outcome is noted before its batch is settled. What several calls of one tool say is
  /// not: they end in any order, and a chat hears them in the order of the calls.
  private static boolean isNoted(Waiting call, Outcome outcome, List<Waiting> batch) {
    if (call.mayHaveRun()) return false;
    String tool = call.call().tool();
    boolean isAlone = batch.stream().filter(other -> other.call().tool().equals(tool)).count() == 1;
    return isAlone || outcome.writes().stream().noneMatch(Write.Say.class::isInstance);
  }

  /// Asks with all tools; an empty reply is asked for again a few times.
  private Reply ask(Request request, Journal journal, Consumer<Event> events)
      throws InterruptedException {
    Usage usage = Usage.NONE;
    for (int attempt = 0; ; attempt++) {
      Reply reply = model.ask(request, usage, journal, events);
      usage = usage.plus(reply.usage());
      boolean isEmpty =
          reply.message().isFinal()
              && reply.message().text().isBlank()
              && reply.finish() != Finish.FILTERED;
      if (!isEmpty) return tidy(reply, usage);
      if (attempt == EMPTY_REPLIES_MAX) return withText(reply, EMPTY, usage);
    }
  }

  /// Asks without tools, since no more steps are allowed.
  private Reply askLast(Request request, Journal journal, Consumer<Event> events)
      throws InterruptedException {
    Reply reply = model.ask(request, Usage.NONE, journal, events);
    boolean isAnswer = reply.message().isFinal() && !reply.message().text().isBlank();
    return isAnswer
        ? tidy(reply, reply.usage())
        : withText(reply, TOO_MANY.formatted(questionsMax), reply.usage());
  }

  private static Reply tidy(Reply reply, Usage usage) {
    Assistant message = reply.message();
    if (!message.isFinal()) {
      var distinct = new Assistant(message.text(), distinct(message.calls()), message.thoughts());
      return new Reply(distinct, reply.finish(), usage, reply.model());
    }
    return switch (reply.finish()) {
      case LENGTH -> withText(reply, message.text() + CUT, usage);
      case FILTERED ->
          message.text().isBlank()
              ? withText(reply, FILTERED, usage)
              : new Reply(message, reply.finish(), usage, reply.model());
      case STOP, CALLS -> new Reply(message, reply.finish(), usage, reply.model());
    };
  }

  private static Reply withText(Reply reply, String text, Usage usage) {
    var message = new Assistant(text, List.of(), reply.message().thoughts());
    return new Reply(message, reply.finish(), usage, reply.model());
  }

  /// Every call of a reply has an id of its own, whatever the model wrote.
  private static List<ToolCall> distinct(List<ToolCall> calls) {
    Set<String> ids = new HashSet<>();
    List<ToolCall> distinct = new ArrayList<>();
    for (ToolCall call : calls) {
      String id = call.id();
      for (int i = 2; id.isBlank() || !ids.add(id); i++) id = call.id() + "_" + i;
      distinct.add(new ToolCall(id, call.tool(), call.arguments()));
    }
    return distinct;
  }
}
