package dev.nanobot.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nanobot.message.Effect;
import dev.nanobot.message.Event;
import dev.nanobot.message.Message;
import dev.nanobot.message.Message.Assistant;
import dev.nanobot.message.Message.Result;
import dev.nanobot.message.Message.ToolCall;
import dev.nanobot.message.Message.User;
import dev.nanobot.message.Opening;
import dev.nanobot.message.Reply;
import dev.nanobot.message.Reply.Finish;
import dev.nanobot.message.Task;
import dev.nanobot.message.ToolSpec;
import dev.nanobot.message.Trust;
import dev.nanobot.message.Usage;
import dev.nanobot.message.Waiting;
import dev.nanobot.provider.Provider;
import dev.nanobot.provider.Provider.Request;
import dev.nanobot.provider.ProviderException;
import dev.nanobot.tool.Call;
import dev.nanobot.tool.Tool;
import dev.nanobot.tool.Toolbox;
import dev.nanobot.world.RealWorld;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class TurnTest {
  private static final int QUESTIONS_MAX = 5;
  private static final User USER = new User("hello", Instant.EPOCH, "chat:ann");

  private final RealWorld world = new RealWorld();
  private final List<Request> asked = new ArrayList<>();
  private final ArrayDeque<Reply> replies = new ArrayDeque<>();
  private final LinkedBlockingQueue<Call> ran = new LinkedBlockingQueue<>();
  private final LinkedBlockingQueue<Event> events = new LinkedBlockingQueue<>();
  private final Toolbox toolbox =
      new Toolbox(
          world,
          List.of(tool("look", Effect.PURE), tool("tap", Effect.ONCE), tool("say", Effect.PURE)));
  private final Notebook journal = new Notebook(toolbox::effect);

  private Tool tool(String name, Effect effect) {
    return new NotedTool(name, effect, line -> journal.lines.add(line), ran);
  }

  private Turn turn(Provider provider, int questionsMax) {
    Prompt prompt = Plain.prompt(world, "m", new Provider.Options(10, 0, ""), 100_000);
    return new Turn(provider, toolbox, prompt, questionsMax);
  }

  private void run(Opening opening) throws InterruptedException {
    Provider told =
        (request, shown) -> {
          asked.add(request);
          shown.accept(new Event.TextDelta("…"));
          return replies.remove();
        };
    turn(told, QUESTIONS_MAX).run(opening, journal, events::add);
  }

  private static Opening fresh() {
    return new Opening(
        1, Task.TALK, 1, 1, List.of(USER), List.of(), false, false, Notebook.ANN, "");
  }

  private void say(String text, Finish finish) {
    replies.add(new Reply(Assistant.of(text), finish, new Usage(10, 1, 0, 0), "m"));
  }

  private void call(ToolCall... calls) {
    var message = new Assistant("", List.of(calls), List.of());
    replies.add(new Reply(message, Finish.CALLS, new Usage(10, 1, 0, 0), "m"));
  }

  private static ToolCall look(String id) {
    return new ToolCall(id, "look", "{}");
  }

  private static ToolCall tap(String id) {
    return new ToolCall(id, "tap", "{}");
  }

  @Test
  void aReplyWithoutCallsEndsTheTurn() throws Exception {
    say("hi", Finish.STOP);
    run(fresh());
    assertThat(journal.lines).containsExactly("finish");
    assertThat(journal.answer()).isEqualTo("hi");
    assertThat(asked.getFirst().transcript()).containsExactly(USER);
    assertThat(asked.getFirst().tools())
        .extracting(ToolSpec::name)
        .containsExactly("look", "tap", "say");
  }

  @Test
  void resultsAreToldInTheOrderOfTheCalls() throws Exception {
    call(look("a"), look("b"), look("c"));
    say("done", Finish.STOP);
    run(fresh());
    assertThat(journal.lines).first().isEqualTo("plan");
    assertThat(journal.lines).contains("note a", "note b", "note c");
    List<Message> told = asked.getLast().transcript();
    assertThat(told.subList(2, told.size()))
        .containsExactly(
            new Result("a", "look k1", false),
            new Result("b", "look k2", false),
            new Result("c", "look k3", false));
  }

  @Test
  void whatSeveralCallsOfOneToolSayIsWrittenInTheirOrder() throws Exception {
    call(new ToolCall("a", "say", "{}"), look("b"), new ToolCall("c", "say", "{}"));
    call(new ToolCall("d", "say", "{}"), look("e"));
    say("done", Finish.STOP);
    run(fresh());
    assertThat(journal.lines)
        .contains("note b", "note d", "note e")
        .doesNotContain("note a", "note c");
    assertThat(journal.results()).contains("say k1", "say k3");
  }

  @Test
  void aCallThatMustRunOnceIsBegunBeforeItRuns() throws Exception {
    call(tap("a"), look("b"), tap("c"));
    say("done", Finish.STOP);
    run(fresh());
    List<String> lines = List.copyOf(journal.lines);
    assertThat(lines).startsWith("plan", "begin a", "begin c").doesNotContain("begin b");
    assertThat(lines.indexOf("run k1")).isGreaterThan(lines.indexOf("begin a"));
    assertThat(lines.indexOf("run k3")).isGreaterThan(lines.indexOf("begin c"));
    assertThat(lines).endsWith("settle", "finish");
  }

  @Test
  void aToolIsToldWhoAsks() throws Exception {
    journal.askerAfter = Notebook.BOB;
    call(look("a"));
    call(look("b"));
    say("done", Finish.STOP);
    run(fresh());
    Call first = ran.take();
    assertThat(first.principal()).isEqualTo(Notebook.ANN.principal());
    assertThat(first.trust()).isEqualTo(Trust.OWNER);
    assertThat(first.session()).isEqualTo(journal.session());
    assertThat(first.seen().version("x")).contains("version of x");
    Call second = ran.take();
    assertThat(second.principal()).isEqualTo(Notebook.BOB.principal());
    assertThat(second.trust()).isEqualTo(Trust.ALLOWED);
  }

  @Test
  void whatArrivesMeanwhileIsSeenBeforeTheNextQuestion() throws Exception {
    var more = new User("and this", Instant.EPOCH, "chat:bob");
    journal.arriving.add(more);
    call(look("a"));
    say("done", Finish.STOP);
    run(fresh());
    assertThat(asked.getLast().transcript()).last().isEqualTo(more);
  }

  @Test
  void aTurnGoesOnFromCallsThatWait() throws Exception {
    var waiting =
        List.of(
            new Waiting(look("a"), "k1", Effect.PURE, false),
            new Waiting(tap("b"), "k2", Effect.ONCE, false));
    List<Message> transcript =
        List.of(USER, new Assistant("", List.of(look("a"), tap("b")), List.of()));
    say("done", Finish.STOP);
    run(new Opening(1, Task.TALK, 2, 1, transcript, waiting, true, false, Notebook.ANN, ""));
    assertThat(journal.lines).first().isEqualTo("begin b");
    assertThat(journal.results()).containsExactlyInAnyOrder("look k1", "tap k2");
    assertThat(asked).hasSize(1);
    assertThat(asked.getFirst().transcript()).hasSize(4);
  }

  @Test
  void aCallThatMayHaveRunIsNeverRunAgain() throws Exception {
    var waiting = List.of(new Waiting(tap("a"), "k1", Effect.ONCE, true));
    List<Message> transcript = List.of(USER, new Assistant("", List.of(tap("a")), List.of()));
    say("done", Finish.STOP);
    run(new Opening(1, Task.TALK, 2, 1, transcript, waiting, true, false, Notebook.ANN, ""));
    assertThat(ran).isEmpty();
    assertThat(journal.lines).containsExactly("settle", "finish");
    assertThat(journal.results()).singleElement().asString().contains("outcome is unknown");
  }

  @Test
  void callsThatWereAllNotedAreOnlySettled() throws Exception {
    List<Message> transcript = List.of(USER, new Assistant("", List.of(look("a")), List.of()));
    say("done", Finish.STOP);
    run(new Opening(1, Task.TALK, 2, 1, transcript, List.of(), true, false, Notebook.ANN, ""));
    assertThat(ran).isEmpty();
    assertThat(journal.lines).containsExactly("settle", "finish");
  }

  @Test
  void theLastQuestionOffersNoTools() throws Exception {
    for (int i = 1; i < QUESTIONS_MAX; i++) call(look("c" + i));
    say("as far as I came", Finish.STOP);
    run(fresh());
    assertThat(asked).hasSize(QUESTIONS_MAX);
    assertThat(asked.subList(0, QUESTIONS_MAX - 1)).allMatch(request -> !request.tools().isEmpty());
    assertThat(asked.getLast().tools()).isEmpty();
    assertThat(asked.getLast().system())
        .startsWith(asked.getFirst().system())
        .contains("You have used all your steps");
    assertThat(journal.answer()).isEqualTo("as far as I came");
    assertThat(journal.reply().finish()).isEqualTo(Finish.STEPS);
  }

  @Test
  void aTurnOpenedAtItsLastQuestionEndsWithIt() throws Exception {
    for (int questions : new int[] {QUESTIONS_MAX, QUESTIONS_MAX + 3}) {
      say("end", Finish.STOP);
      run(
          new Opening(
              1,
              Task.TALK,
              2,
              questions,
              List.of(USER),
              List.of(),
              false,
              false,
              Notebook.ANN,
              ""));
      assertThat(asked.getLast().tools()).isEmpty();
    }
  }

  @Test
  void aLastReplyThatStillCallsIsASentence() throws Exception {
    call(look("a"));
    run(
        new Opening(
            1,
            Task.TALK,
            2,
            QUESTIONS_MAX,
            List.of(USER),
            List.of(),
            false,
            false,
            Notebook.ANN,
            ""));
    assertThat(journal.answer()).startsWith("I stopped after 5 steps");
    assertThat(ran).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " \n"})
  void anEmptyReplyIsAskedForTwiceAgainAndThenASentence(String empty) throws Exception {
    for (int i = 0; i < 3; i++) say(empty, Finish.STOP);
    run(fresh());
    assertThat(asked).hasSize(3);
    assertThat(journal.answer()).isEqualTo("The model gave no answer. Please ask again.");
    assertThat(journal.usage()).isEqualTo(new Usage(30, 3, 0, 0));
  }

  @Test
  void aReplyAfterAnEmptyOneCountsBoth() throws Exception {
    for (Finish finish : Finish.values()) {
      say("", Finish.STOP);
      say("hi", finish);
      run(fresh());
      assertThat(journal.answer()).startsWith("hi");
      assertThat(journal.usage()).as("%s", finish).isEqualTo(new Usage(20, 2, 0, 0));
    }
  }

  @Test
  void aReplyCutAtTheLimitSaysSo() throws Exception {
    say("half an ans", Finish.LENGTH);
    run(fresh());
    assertThat(journal.answer())
        .isEqualTo("half an ans\n\n[The answer was cut at the model's output limit.]");
  }

  @Test
  void aWithheldReplySaysSoAndIsNotAskedForAgain() throws Exception {
    say("", Finish.FILTERED);
    run(fresh());
    assertThat(asked).hasSize(1);
    assertThat(journal.answer()).isEqualTo("The model's provider withheld the answer.");
  }

  @Test
  void everyCallHasAnIdOfItsOwn() throws Exception {
    call(look("a"), look("a"), look(""), look(" "), look("a_2"), look(""));
    say("done", Finish.STOP);
    run(fresh());
    var reply = (Assistant) asked.getLast().transcript().get(1);
    assertThat(reply.calls())
        .extracting(ToolCall::id)
        .doesNotHaveDuplicates()
        .noneMatch(String::isBlank)
        .startsWith("a");
    List<Message> told = asked.getLast().transcript();
    assertThat(told.subList(2, 8))
        .extracting(result -> ((Result) result).callId())
        .containsExactlyElementsOf(reply.calls().stream().map(ToolCall::id).toList());
  }

  @Test
  void whatHappensIsShown() throws Exception {
    call(look("a"));
    say("done", Finish.STOP);
    run(fresh());
    assertThat(events)
        .containsExactly(
            new Event.TextDelta("…"),
            new Event.ToolStarted("a", "look", "{}"),
            new Event.ToolFinished("a", "look", "look k1", false),
            new Event.TextDelta("…"));
  }

  @Test
  void anUnknownToolIsAResultLikeAnyOther() throws Exception {
    call(new ToolCall("a", "nonsense", "{}"));
    say("done", Finish.STOP);
    run(fresh());
    assertThat(journal.results()).singleElement().asString().contains("Unknown tool 'nonsense'");
  }

  @Test
  void anInterruptPasses() {
    Provider slow =
        (request, shown) -> {
          Thread.currentThread().interrupt();
          new CountDownLatch(1).await();
          throw new AssertionError("not reached");
        };
    assertThatThrownBy(() -> turn(slow, QUESTIONS_MAX).run(fresh(), journal, events::add))
        .isInstanceOf(InterruptedException.class);
    assertThat(journal.lines).isEmpty();
  }

  @Test
  void aFailureOfTheModelPasses() {
    Provider busy =
        (request, shown) -> {
          throw new ProviderException(ProviderException.Kind.RATE, "too many");
        };
    assertThatThrownBy(() -> turn(busy, QUESTIONS_MAX).run(fresh(), journal, events::add))
        .isInstanceOf(ProviderException.class)
        .hasMessage("too many");
    assertThat(journal.lines).isEmpty();
  }

  @Test
  void aTurnAsksAtLeastOnce() {
    assertThatThrownBy(() -> turn((request, shown) -> replies.remove(), 0))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
