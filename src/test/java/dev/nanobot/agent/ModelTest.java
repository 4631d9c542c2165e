package dev.nanobot.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.nanobot.message.Bill;
import dev.nanobot.message.Budgets;
import dev.nanobot.message.Budgets.Limit;
import dev.nanobot.message.Effect;
import dev.nanobot.message.Message.Assistant;
import dev.nanobot.message.Message.User;
import dev.nanobot.message.Overdraft;
import dev.nanobot.message.Reply;
import dev.nanobot.message.Reply.Finish;
import dev.nanobot.message.Reservation;
import dev.nanobot.message.Usage;
import dev.nanobot.provider.Prices;
import dev.nanobot.provider.Prices.Price;
import dev.nanobot.provider.Provider.Options;
import dev.nanobot.provider.Provider.Request;
import dev.nanobot.provider.ProviderException;
import dev.nanobot.provider.ProviderException.Kind;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ModelTest {
  private static final Reply REPLY =
      new Reply(Assistant.of("hi"), Finish.STOP, Usage.NONE, "cheap-1");
  private static final Budgets TOKENS = day(new Limit(1_000, 0));
  private static final Budgets MONEY = day(new Limit(0, 1_000_000));

  private final Notebook journal = new Notebook(tool -> Effect.PURE);
  private final Prices prices =
      new Prices(Map.of("cheap", new Price(1, 2, 0.1), "dear", new Price(10, 20, 1)));

  private static Budgets day(Limit limit) {
    return new Budgets(limit, Limit.NONE, Limit.NONE, Limit.NONE);
  }

  private Budget budget(Budgets limits, String... models) {
    return new Budget(limits, prices, List.of(models), ZoneId.of("Europe/Berlin"));
  }

  private static Request request() {
    return new Request(
        "cheap-1",
        "s".repeat(400),
        List.of(new User("u".repeat(368), Instant.EPOCH, "ann")),
        List.of(),
        new Options(50, 0, ""));
  }

  private Reply ask(Budget budget, Usage known) throws InterruptedException {
    return new Model((request, events) -> REPLY, budget).ask(request(), known, journal, e -> {});
  }

  @Test
  void withoutALimitNothingIsSetAside() throws Exception {
    assertThat(ask(Budget.NONE, Usage.NONE)).isSameAs(REPLY);
    assertThat(journal.lines).isEmpty();
  }

  @Test
  void theWorstCaseIsSetAsideAtTheDearestPrice() throws Exception {
    assertThat(ask(budget(MONEY, "cheap-1", "dear-1"), Usage.NONE)).isSameAs(REPLY);
    assertThat(journal.reserved)
        .containsExactly(new Reservation("cheap-1", 200, 50, 200 * 10 + 50 * 20, true));
  }

  @Test
  void whatIsKnownOfEarlierAnswersIsSetAsideToo() throws Exception {
    ask(budget(MONEY, "cheap-1"), new Usage(7, 3, 0, 0).billed(new Bill(1, 13, 0)));
    assertThat(journal.reserved)
        .containsExactly(new Reservation("cheap-1", 207, 53, 200 + 100 + 13, true));
  }

  @Test
  void aQuestionPastTheLimitIsNotPut() {
    journal.overdraft = new Overdraft("sessionDay", false, 9_900, 250, 10_000);
    OverBudget refused =
        catchThrowableOfType(
            OverBudget.class,
            () ->
                new Model(
                        (request, events) -> {
                          throw new AssertionError("it was put");
                        },
                        budget(TOKENS, "cheap-1"))
                    .ask(request(), Usage.NONE, journal, e -> {}));
    assertThat(refused.reason()).isEqualTo("budget: budgets.sessionDay.tokens");
    assertThat(refused.getMessage())
        .isEqualTo(
            "I did not ask the model: the limit for one conversation and day is 10,000 tokens"
                + " (budgets.sessionDay.tokens). 9,900 are used or set aside today, and this"
                + " question could take 250. The count begins anew at midnight (Europe/Berlin).");
  }

  @Test
  void moneyIsToldInWholeOnes() {
    journal.overdraft = new Overdraft("day", true, 2_400_000, 150_001, 2_500_000);
    assertThatThrownBy(() -> ask(budget(MONEY, "cheap-1"), Usage.NONE))
        .isInstanceOf(OverBudget.class)
        .hasMessageContaining("is 2.5 of money (budgets.day.money). 2.4 are used")
        .hasMessageContaining("could take 0.1501.");
  }

  @Test
  void anUnknownPriceNeverCountsAsFree() {
    assertThatThrownBy(() -> ask(budget(MONEY, "cheap-1", "new-2"), Usage.NONE))
        .isInstanceOf(OverBudget.class)
        .hasMessageEndingWith("Set it in the configuration: prices.new-2.");
    assertThat(journal.lines).isEmpty();
  }

  @Test
  void whereOnlyTokensAreLimitedNoPriceIsNeeded() throws Exception {
    ask(budget(TOKENS, "new-2"), Usage.NONE);
    assertThat(journal.reserved).containsExactly(new Reservation("cheap-1", 200, 50, 0, false));
  }

  @ParameterizedTest
  @CsvSource({
    "ACCESS, release",
    "REQUEST, release",
    "TOO_LONG, release",
    "QUOTA, release",
    "RATE, release",
    "FILTERED, forfeit",
    "UNAVAILABLE, forfeit"
  })
  void aFailureThatMayHaveCostCountsAsSpent(Kind kind, String line) {
    var model =
        new Model(
            (request, events) -> {
              throw new ProviderException(kind, "No.");
            },
            budget(TOKENS, "cheap-1"));
    assertThatThrownBy(() -> model.ask(request(), Usage.NONE, journal, e -> {}))
        .isInstanceOf(ProviderException.class);
    assertThat(journal.lines).containsExactly("reserve", line);
  }
}
