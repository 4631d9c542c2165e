package dev.nanobot.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nanobot.message.Attachment;
import dev.nanobot.message.Effect;
import dev.nanobot.message.Message;
import dev.nanobot.message.Message.Assistant;
import dev.nanobot.message.Message.Result;
import dev.nanobot.message.Message.ToolCall;
import dev.nanobot.message.Message.User;
import dev.nanobot.message.Opening;
import dev.nanobot.message.Opening.History;
import dev.nanobot.message.Past.Said;
import dev.nanobot.message.Recap;
import dev.nanobot.message.Reply;
import dev.nanobot.message.Reply.Finish;
import dev.nanobot.message.Task;
import dev.nanobot.message.Usage;
import dev.nanobot.provider.Provider;
import dev.nanobot.provider.Provider.Request;
import dev.nanobot.provider.ProviderException;
import dev.nanobot.tool.Toolbox;
import dev.nanobot.world.RealWorld;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class CompactionTest {
  private static final User ASKED = new User("and now?", Instant.EPOCH, "chat:ann");

  private final RealWorld world = new RealWorld();
  private final List<Request> asked = new ArrayList<>();
  private final Notebook journal = new Notebook(tool -> Effect.PURE);
  private int summaries;

  /// Counts its summaries; fails when it is to.
  private Reply answer(Request request) {
    asked.add(request);
    String text = isSummary(request) ? "summary " + ++summaries : "answer";
    return new Reply(Assistant.of(text), Finish.STOP, new Usage(10, 1, 0, 0), "m");
  }

  private static boolean isSummary(Request request) {
    return request.system().startsWith("You condense");
  }

  private Turn turn(Provider provider, int windowTokens, Compaction.Settings settings) {
    Prompt prompt = Plain.prompt(world, "m", new Provider.Options(1_000, 0, ""), windowTokens);
    Model model = Model.of(provider);
    return new Turn(
        model, new Compaction(model, prompt, settings), new Toolbox(world, List.of()), prompt, 5);
  }

  private void run(int windowTokens, Opening opening) throws InterruptedException {
    turn((request, shown) -> answer(request), windowTokens, Compaction.Settings.DEFAULTS)
        .run(opening, journal, event -> {});
  }

  /// Tells the journal so many turns of four entries, each of about so many tokens.
  private void past(int turns, int tokens) {
    long last = journal.past.isEmpty() ? 0 : journal.past.getLast().turn();
    for (long turn = last + 1; turn <= last + turns; turn++) {
      add(turn, new User("question " + turn + " " + "q".repeat(tokens), Instant.EPOCH, "ann"));
      var call = new ToolCall("c" + turn, "look", "{}");
      add(turn, new Assistant("", List.of(call), List.of()));
      add(turn, new Result(call.id(), "seen " + turn + " " + "r".repeat(tokens), false));
      add(turn, Assistant.of("answer " + turn + " " + "a".repeat(2 * tokens)));
    }
  }

  private void add(long turn, Message message) {
    journal.past.add(new Said(journal.past.size() + 1, turn, message));
  }

  private Opening opening(long tokens) {
    List<Message> transcript = new ArrayList<>();
    int from = Math.max(0, journal.past.size() - History.ENTRIES_MAX);
    for (Said said : journal.past.subList(from, journal.past.size())) {
      transcript.add(said.message());
    }
    var history = new History(journal.recap, transcript.size(), tokens);
    transcript.add(ASKED);
    return new Opening(
        99, Task.TALK, 1, 1, history, transcript, List.of(), false, false, Notebook.ANN, "");
  }

  private static Opening compact() {
    return new Opening(
        99, Task.COMPACT, 1, 1, List.of(), List.of(), false, false, Notebook.ANN, "");
  }

  private List<String> told() {
    return asked.getLast().transcript().stream()
        .filter(User.class::isInstance)
        .map(message -> ((User) message).text().split(" q+$")[0])
        .toList();
  }

  @Test
  void aSummaryIsToldTheNamesOfFilesAndNotShownThem() throws Exception {
    var cat = new Attachment("ann.1", "cat.png", "image/png", 10);
    add(1, new User("look", Instant.EPOCH, "ann", List.of(cat)));
    add(1, Assistant.of("a cat"));
    past(10, 4_000);
    run(100_000, opening(60_000));
    Request summary = asked.getFirst();
    assertThat(((User) summary.transcript().getFirst()).text()).contains("look\n" + cat.told());
    assertThat(((User) summary.transcript().getFirst()).attachments()).isEmpty();
  }

  @Test
  void aConversationBelowTheShareIsLeftAlone() throws Exception {
    past(10, 10);
    run(100_000, opening(59_000));
    assertThat(journal.lines).containsExactly("finish");
    assertThat(told()).hasSize(11).startsWith("question 1");
  }

  @Test
  void aConversationAboveTheShareBeginsWithASummary() throws Exception {
    past(10, 4_000);
    run(100_000, opening(60_000));
    assertThat(journal.lines).containsExactly("summary", "compact 12", "finish");
    assertThat(asked).hasSize(2);
    assertThat(told())
        .containsExactly(
            "[Summary of the conversation before]\nsummary 1",
            "question 4",
            "question 5",
            "question 6",
            "question 7",
            "question 8",
            "question 9",
            "question 10",
            "and now?");
    assertThat(asked.getLast().system()).doesNotContain("summary 1");
    assertThat(((User) asked.getFirst().transcript().getFirst()).text())
        .contains("question 1 ", "question 3 ", "[calls look {}]", "[result: seen 3 ")
        .doesNotContain("question 4");
    assertThat(asked.getFirst().tools()).isEmpty();
  }

  @Test
  void withoutAnEarlierQuestionTheSizeIsEstimated() throws Exception {
    past(10, 4_000);
    run(100_000, opening(0));
    assertThat(journal.lines).containsExactly("finish");
    past(10, 4_000);
    run(100_000, opening(0));
    assertThat(journal.lines.toString()).contains("compact ");
  }

  @Test
  void whatIsNewCountsBesidesTheLastQuestion() throws Exception {
    past(10, 4_000);
    run(100_000, opening(59_999));
    assertThat(journal.lines).contains("compact 12");
  }

  @Test
  void manySmallEntriesAreCompactedBeforeTheyFallOut() throws Exception {
    past(37, 1);
    run(100_000, opening(100));
    assertThat(journal.lines).containsExactly("finish");
    past(1, 1);
    run(100_000, opening(100));
    assertThat(journal.lines).containsExactly("finish", "summary", "compact 52", "finish");
    assertThat(told()).hasSize(27).contains("question 14", "and now?");
  }

  @Test
  void aSummaryContainsTheOneBefore() throws Exception {
    past(10, 4_000);
    journal.recap = new Recap("how it all began", Instant.EPOCH);
    run(100_000, opening(60_000));
    assertThat(((User) asked.getFirst().transcript().getFirst()).text())
        .startsWith("# Earlier summary\n\nhow it all began\n\n# Conversation");
    assertThat(told()).first().asString().endsWith("summary 1");
  }

  @Test
  void aTurnThatIsUnderWayIsNotHeldUp() throws Exception {
    past(10, 4_000);
    Opening fresh = opening(90_000);
    List<Message> transcript = new ArrayList<>(fresh.transcript());
    var call = new ToolCall("x", "look", "{}");
    transcript.add(new Assistant("", List.of(call), List.of()));
    transcript.add(new Result("x", "seen", false));
    run(
        100_000,
        new Opening(
            99,
            Task.TALK,
            2,
            2,
            fresh.history(),
            transcript,
            List.of(),
            false,
            false,
            Notebook.ANN,
            ""));
    assertThat(journal.lines).containsExactly("finish");
  }

  @Test
  void whenTheModelGivesNoSummaryTheTurnGoesOnWithWhatFits() throws Exception {
    past(20, 8_000);
    turn(
            (request, shown) -> {
              if (isSummary(request)) {
                throw new ProviderException(ProviderException.Kind.UNAVAILABLE, "Down.");
              }
              return answer(request);
            },
            100_000,
            Compaction.Settings.DEFAULTS)
        .run(opening(160_000), journal, event -> {});
    assertThat(journal.lines).containsExactly("summary", "rest 20", "finish");
    assertThat(told()).contains("question 20", "and now?").doesNotContain("question 1");
  }

  @Test
  void aSummaryThatSaysNothingCountsAsSpent() throws Exception {
    past(20, 8_000);
    Provider blank =
        (request, shown) ->
            isSummary(request)
                ? new Reply(Assistant.of(" "), Reply.Finish.STOP, new Usage(90, 7, 0, 0), "m")
                : answer(request);
    turn(blank, 100_000, Compaction.Settings.DEFAULTS).run(opening(160_000), journal, event -> {});
    assertThat(journal.lines).containsExactly("summary", "waste 7", "rest 20", "finish");
  }

  @Test
  void compactionCanBeSwitchedOff() throws Exception {
    past(10, 4_000);
    turn((request, shown) -> answer(request), 100_000, new Compaction.Settings(false, 0.6, 0.3))
        .run(opening(60_000), journal, event -> {});
    assertThat(journal.lines).containsExactly("finish");
  }

  @Test
  void aWishToCompactKeepsTheLastFewEntries() throws Exception {
    past(10, 10);
    run(100_000, compact());
    assertThat(journal.lines).hasSize(2).first().isEqualTo("compact 32");
    assertThat(journal.lines)
        .last()
        .asString()
        .startsWith("end Compacted: what was said before is a summary of 2 words now, and the")
        .contains("last 8 entries");
  }

  @Test
  void aShortConversationIsNotCompacted() throws Exception {
    past(2, 10);
    run(100_000, compact());
    assertThat(asked).isEmpty();
    assertThat(journal.lines)
        .containsExactly("end There is nothing to compact: the conversation is short.");
  }

  @Test
  void aWishThatTheModelDoesNotFulfilChangesNothing() {
    past(10, 10);
    Turn turn =
        turn(
            (request, shown) ->
                new Reply(Assistant.of(" "), Finish.STOP, new Usage(90, 7, 0, 0), "m"),
            100_000,
            Compaction.Settings.DEFAULTS);
    assertThatThrownBy(() -> turn.run(compact(), journal, event -> {}))
        .isInstanceOf(ProviderException.class);
    assertThat(journal.lines).containsExactly("waste 7");
  }

  @ParameterizedTest
  @ValueSource(ints = {1_000, 4_000, 20_000, 100_000})
  void aVeryLongPastIsSummarisedInPartsThatFit(int windowTokens) throws Exception {
    past(400, 60);
    run(windowTokens, compact());
    int cut = 0;
    for (String line : journal.lines) {
      if (!line.startsWith("compact ")) continue;
      int upto = Integer.parseInt(line.substring("compact ".length()));
      assertThat(upto).isGreaterThan(cut);
      assertThat(upto % 4).as("whole turns").isZero();
      cut = upto;
    }
    for (Request request : asked) {
      assertThat(Window.tokens(request) + request.options().outputTokensMax())
          .as("a part of at most %d tokens", windowTokens)
          .isLessThanOrEqualTo(windowTokens);
    }
    if (windowTokens >= 20_000) assertThat(cut).isEqualTo(1_592);
    assertThat(asked.size()).isLessThanOrEqualTo(50);
  }

  @Test
  void nobodyWaitsForMoreThanAFewParts() throws Exception {
    past(400, 60);
    run(4_000, opening(3_900));
    assertThat(asked).hasSize(4);
    assertThat(told()).first().asString().endsWith("summary 3");
    assertThat(told()).last().isEqualTo("and now?");
  }

  @Test
  void aSingleTurnThatIsTooLongIsCutForItsSummary() throws Exception {
    past(1, 500_000);
    past(2, 1);
    run(20_000, compact());
    assertThat(Window.tokens(asked.getFirst())).isLessThan(20_000);
    assertThat(journal.lines).first().isEqualTo("compact 4");
  }

  @Test
  void whatIsKeptHoldsItsPairsWhateverTheSize() throws Exception {
    for (int tokens = 100; tokens < 20_000; tokens += 700) {
      journal.past.clear();
      journal.upto = 0;
      past(12, tokens);
      run(100_000, opening(99_000));
      assertPairs(asked.getLast().transcript());
    }
  }

  private static void assertPairs(List<Message> messages) {
    Set<String> open = new HashSet<>();
    for (Message message : messages) {
      if (message instanceof Assistant said) said.calls().forEach(call -> open.add(call.id()));
      if (message instanceof Result result) assertThat(open.remove(result.callId())).isTrue();
    }
    assertThat(open).isEmpty();
  }
}
