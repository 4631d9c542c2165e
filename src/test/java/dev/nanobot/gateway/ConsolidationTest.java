package dev.nanobot.gateway;

import static dev.nanobot.store.Memories.LONG_TERM;
import static org.assertj.core.api.Assertions.assertThat;

import dev.nanobot.agent.Budget;
import dev.nanobot.agent.Model;
import dev.nanobot.message.Budgets;
import dev.nanobot.message.Budgets.Limit;
import dev.nanobot.message.Message.Assistant;
import dev.nanobot.message.Message.User;
import dev.nanobot.message.Opening;
import dev.nanobot.message.Reply;
import dev.nanobot.message.Usage;
import dev.nanobot.provider.Prices;
import dev.nanobot.provider.Provider;
import dev.nanobot.provider.ProviderException;
import dev.nanobot.provider.ProviderException.Kind;
import dev.nanobot.store.Lease;
import dev.nanobot.store.Memories.Draft;
import dev.nanobot.store.Memories.Version;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConsolidationTest {
  private static final Duration TTL = Duration.ofSeconds(30);

  @TempDir Path home;
  private final List<Provider.Request> asked = new ArrayList<>();
  private Shelf shelf;
  private Function<String, String> model = question -> "nothing";
  private Budget budget = Budget.NONE;
  private int said;

  @BeforeEach
  void open() {
    shelf = new Shelf(home);
  }

  @AfterEach
  void close() {
    shelf.close();
  }

  private Consolidation consolidation(int tokensPerDay) {
    Provider provider =
        (request, events) -> {
          asked.add(request);
          String text = model.apply(((User) request.transcript().getFirst()).text());
          return new Reply(
              Assistant.of(text), Reply.Finish.STOP, new Usage(100, 20, 0, 0), "small");
        };
    var settings = new Consolidation.Settings("small", Duration.ZERO, tokensPerDay);
    return new Consolidation(shelf.store, shelf.memory, new Model(provider, budget), settings);
  }

  private void talk(String text, String answer) {
    var message = House.inbound("ann", "m" + ++said, text);
    shelf.store.post(message, 9, new dev.nanobot.store.Store.Refusal("full", ""));
    Lease lease = lease();
    shelf.store.open(lease);
    shelf.store.finish(lease, new Reply(Assistant.of(answer), Reply.Finish.STOP, Usage.NONE, "m"));
    shelf.memory.world().park(Duration.ofMillis(3)); // idle for longer than nothing
  }

  private Lease lease() {
    return shelf.store.lease("w", TTL, 1, Set.of(), List.of()).getFirst();
  }

  /// What the crew and the dispatcher do; returns whether there was something to do.
  private boolean consolidate(int tokensPerDay) throws InterruptedException {
    Consolidation consolidation = consolidation(tokensPerDay);
    long start = shelf.world.nanos();
    while (shelf.world.since(start).toMillis() < 5) Thread.onSpinWait();
    consolidation.look();
    List<Lease> leases = shelf.store.lease("w", TTL, 1, Set.of(), List.of());
    if (leases.isEmpty()) return false;
    Opening opening = shelf.store.open(leases.getFirst()).orElseThrow();
    try {
      consolidation.run(leases.getFirst(), opening);
    } catch (ProviderException e) {
      shelf.store.fail(leases.getFirst(), "model: " + e.getMessage(), "");
    }
    assertThat(shelf.store.sessions(1).getFirst().isRunning()).isFalse();
    return true;
  }

  @Test
  void whatAConversationTaughtBecomesAVersionOnce() throws Exception {
    shelf.addLine("- likes tea");
    talk("I moved to Bern", "Noted.");
    model = question -> "<memory>\n- likes tea\n- lives in Bern\n</memory>";
    assertThat(consolidate(10_000)).isTrue();
    assertThat(shelf.text(LONG_TERM).body()).isEqualTo("- likes tea\n- lives in Bern\n");
    User question = (User) asked.getFirst().transcript().getFirst();
    assertThat(question.text()).contains("- likes tea", "I moved to Bern", "assistant: Noted.");
    assertThat(asked.getFirst().tools()).isEmpty();
    assertThat(shelf.memories.log("owner", LONG_TERM, 9).getFirst())
        .extracting(Version::author)
        .isEqualTo("consolidation of chat:ann");
    assertThat(consolidate(10_000)).isFalse();
    assertThat(shelf.store.unsent(House.session("ann"))).hasSize(1);
  }

  @Test
  void nothingToLearnMovesOnWithoutAVersion() throws Exception {
    talk("hi", "hello");
    assertThat(consolidate(10_000)).isTrue();
    assertThat(shelf.memories.log("owner", LONG_TERM, 9)).isEmpty();
    assertThat(consolidate(10_000)).isFalse();
  }

  @Test
  void aChangeMeanwhileIsKeptAndTheHistoryTriedAgain() throws Exception {
    talk("I moved to Bern", "Noted.");
    model =
        question -> {
          shelf.addLine("- by hand");
          return "<memory>\n- lives in Bern\n</memory>";
        };
    consolidate(10_000);
    assertThat(shelf.text(LONG_TERM).body()).isEqualTo("- by hand\n");
    model = question -> "<memory>\n- by hand\n- lives in Bern\n</memory>";
    assertThat(consolidate(10_000)).isTrue();
    assertThat(shelf.text(LONG_TERM).body()).isEqualTo("- by hand\n- lives in Bern\n");
  }

  @Test
  void anAnswerThatIsNoDocumentChangesNothing() throws Exception {
    shelf.addLine("- a long memory that should not be lost by a careless model");
    String before = shelf.text(LONG_TERM).body();
    talk("I moved to Bern", "Noted.");
    List<String> answers = List.of("Sure!", "<memory>\n- cut", "<memory>\n-\n</memory>");
    for (String answer : answers) {
      model = question -> answer;
      assertThat(consolidate(10_000)).isTrue();
      assertThat(shelf.text(LONG_TERM).body()).isEqualTo(before);
    }
    assertThat(consolidate(10_000)).as("no fourth attempt").isFalse();
    talk("and I like it", "Good.");
    model = question -> "<memory>\n" + before + "- lives in Bern\n</memory>";
    assertThat(consolidate(10_000)).isTrue();
    assertThat(shelf.text(LONG_TERM).body()).endsWith("- lives in Bern\n");
  }

  @Test
  void anOutageOrASpentBudgetIsNoAttempt() throws Exception {
    talk("I moved to Bern", "Noted.");
    for (Kind outage : List.of(Kind.UNAVAILABLE, Kind.RATE, Kind.QUOTA, Kind.ACCESS)) {
      model = question -> failed(outage);
      assertThat(consolidate(10_000)).as("" + outage).isTrue();
    }
    var day = new Budgets(new Limit(1, 0), Limit.NONE, Limit.NONE, Limit.NONE);
    budget = new Budget(day, Prices.NONE, List.of("small"), ZoneOffset.UTC);
    assertThat(consolidate(10_000)).isTrue();
    budget = Budget.NONE;
    model = question -> failed(Kind.FILTERED);
    for (int i = 0; i < 3; i++) assertThat(consolidate(10_000)).as("attempt " + i).isTrue();
    assertThat(consolidate(10_000)).as("no fourth attempt").isFalse();
    assertThat(shelf.store.unsent(House.session("ann"))).hasSize(1);
  }

  private static String failed(Kind kind) {
    throw new ProviderException(kind, "no answer");
  }

  @Test
  void whenTheDaysTokensAreSpentNobodyIsAsked() throws Exception {
    talk("one", "1");
    assertThat(consolidate(120)).isTrue();
    talk("two", "2");
    assertThat(consolidate(120)).isFalse();
    assertThat(consolidate(1_000)).isTrue();
    assertThat(asked).hasSize(2);
  }

  @Test
  void anEarlierVersionCanBeRestored() throws Exception {
    shelf.addLine("- good");
    talk("x", "y");
    model = question -> "<memory>\n- misread\n</memory>";
    consolidate(10_000);
    String good = shelf.memories.version("owner", LONG_TERM, 1).orElseThrow();
    Draft restored = shelf.draft(shelf.text(LONG_TERM), good);
    assertThat(shelf.memories.save(restored).now().body()).isEqualTo("- good\n");
  }

  @Test
  void whatWasTakenBackIsNotLearned() throws Exception {
    talk("I moved to Bern", "Noted.");
    talk("my number is 4711", "I know it now.");
    var undo = House.inbound("ann", "undo", "/undo");
    shelf.store.controls().undo(undo, Enum::name);
    assertThat(consolidate(10_000)).isTrue();
    User question = (User) asked.getFirst().transcript().getFirst();
    assertThat(question.text()).contains("Bern").doesNotContain("4711", "I know it now");
    assertThat(shelf.memories.consolidated(House.session("ann"))).isEqualTo(4);
    assertThat(consolidate(10_000)).isFalse();
  }
}
