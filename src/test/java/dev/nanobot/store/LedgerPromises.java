package dev.nanobot.store;

import static dev.nanobot.store.Desk.ANN;
import static dev.nanobot.store.Desk.BOB;
import static dev.nanobot.store.Desk.answer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.nanobot.message.Bill;
import dev.nanobot.message.Budgets;
import dev.nanobot.message.Budgets.Limit;
import dev.nanobot.message.Inbound;
import dev.nanobot.message.Message.Assistant;
import dev.nanobot.message.Origin;
import dev.nanobot.message.Overdraft;
import dev.nanobot.message.Principal;
import dev.nanobot.message.Purpose;
import dev.nanobot.message.Reply;
import dev.nanobot.message.Reservation;
import dev.nanobot.message.SessionKey;
import dev.nanobot.message.Trust;
import dev.nanobot.message.Usage;
import dev.nanobot.store.Ledger.Grouping;
import dev.nanobot.store.Ledger.Spent;
import dev.nanobot.world.RealWorld;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;

/// What a store promises about what models took and may take.
interface LedgerPromises {
  Limit NO = Limit.NONE;
  Budgets HUNDRED_A_DAY = new Budgets(new Limit(100, 0), NO, NO, NO);

  Desk desk();

  private List<Spent> spent(Grouping by) {
    return desk().store.ledger().spent(today(), today(), by);
  }

  private LocalDate today() {
    return desk().store.ledger().today();
  }

  private long tokens() {
    return spent(Grouping.DAY).stream().mapToLong(s -> s.input() + s.output()).sum();
  }

  private static Reply billed(String model, Bill bill) {
    var usage = new Usage(100, 20, 50, 0).billed(bill);
    return new Reply(Assistant.of("done"), Reply.Finish.STOP, usage, model);
  }

  private static Reservation of(long tokens) {
    return new Reservation("m", tokens - 1, 1, 7, true);
  }

  private Optional<Overdraft> reserve(Lease lease, long tokens, Budgets budgets) {
    return desk().store.ledger().reserve(lease, of(tokens), budgets);
  }

  private Lease job(String id) {
    var purpose = Purpose.of(Origin.SCHEDULE);
    desk().post(new Inbound("cron", id, BOB, Desk.SENDER, Trust.OWNER, "do it", purpose));
    Lease lease = desk().lease(BOB);
    desk().open(lease);
    return lease;
  }

  @Test
  default void whatAnAnswerTookIsThereWithTheAnswer() {
    Lease lease = desk().asking(ANN, "one");
    assertThat(spent(Grouping.DAY)).isEmpty();
    desk().plan(lease, "a");
    assertThat(spent(Grouping.DAY))
        .containsExactly(new Spent(today().toString(), 1, 5, 1, 0, 0, 1));
    desk().store.cancel(lease, "stopped");
    desk().store.finish(desk().asking(ANN, "two"), billed("model-b", new Bill(3, 250, 1)));
    assertThat(spent(Grouping.MODEL))
        .containsExactly(
            new Spent("model-a", 1, 5, 1, 0, 0, 1), new Spent("model-b", 3, 100, 20, 50, 250, 1));
    assertThat(spent(Grouping.DAY))
        .containsExactly(new Spent(today().toString(), 4, 105, 21, 50, 250, 2));
  }

  @Test
  default void anAnswerOfWhichNothingIsKeptIsSpentWithAndWithoutALimit() {
    Lease lease = desk().asking(ANN, "one");
    desk().store.ledger().waste(lease, billed("model-b", new Bill(1, 250, 0)));
    assertThat(tokens()).isEqualTo(120);
    reserve(lease, 1_000, new Budgets(new Limit(2_000, 0), NO, NO, NO));
    desk().store.ledger().waste(lease, billed("model-b", new Bill(1, 250, 0)));
    desk().store.finish(lease, answer("done"));
    assertThat(tokens()).isEqualTo(252);
    assertThat(spent(Grouping.MODEL)).extracting(Spent::calls).containsExactly(1L, 2L);
  }

  @Test
  default void spendingIsToldBySessionPrincipalAndJob() {
    desk().turn(ANN, "one", "first");
    desk().store.finish(job("j1@17"), answer("done"));
    desk().store.finish(job("j1@18"), answer("done"));
    assertThat(spent(Grouping.SESSION))
        .extracting(Spent::name, Spent::calls)
        .containsExactly(tuple(ANN.value(), 1L), tuple(BOB.value(), 2L));
    assertThat(spent(Grouping.JOB)).extracting(Spent::name).containsExactly("", "j1");
    assertThat(spent(Grouping.PRINCIPAL)).extracting(Spent::name).containsExactly(Desk.SENDER.id());
  }

  @Test
  default void spendingStaysWhenItsSessionIsDeleted() {
    desk().turn(ANN, "one", "first");
    desk().store.delete(ANN);
    assertThat(tokens()).isEqualTo(12);
  }

  @Test
  default void eachDayIsCountedForItself() {
    desk().turn(ANN, "one", "first");
    var yesterday = today();
    desk().pass(Duration.ofDays(1));
    desk().turn(ANN, "two", "second");
    assertThat(tokens()).isEqualTo(12);
    assertThat(desk().store.ledger().spent(yesterday, today(), Grouping.DAY))
        .extracting(Spent::name)
        .containsExactly(yesterday.toString(), today().toString());
    assertThat(reserve(desk().asking(ANN, "three"), 88, HUNDRED_A_DAY)).isEmpty();
  }

  @Test
  default void aLimitMayBeReachedButNotPassed() {
    desk().turn(ANN, "one", "first");
    Lease lease = desk().asking(ANN, "two");
    assertThat(reserve(lease, 89, HUNDRED_A_DAY))
        .contains(new Overdraft("day", false, 12, 89, 100));
    assertThat(reserve(lease, 88, HUNDRED_A_DAY)).isEmpty();
  }

  @Test
  default void moneyIsLimitedToo() {
    desk().store.finish(desk().asking(ANN, "one"), billed("m", new Bill(1, 250, 0)));
    var budgets = new Budgets(new Limit(0, 256), NO, NO, NO);
    Lease lease = desk().asking(ANN, "two");
    assertThat(reserve(lease, 9, budgets)).contains(new Overdraft("day", true, 250, 7, 256));
    assertThat(reserve(lease, 9, new Budgets(new Limit(0, 257), NO, NO, NO))).isEmpty();
  }

  @Test
  default void whatOthersAskedForIsSetAside() {
    Lease ann = desk().asking(ANN, "one");
    Lease bob = desk().asking(BOB, "one");
    assertThat(reserve(ann, 60, HUNDRED_A_DAY)).isEmpty();
    assertThat(reserve(bob, 41, HUNDRED_A_DAY)).contains(new Overdraft("day", false, 60, 41, 100));
    desk().store.finish(ann, answer("first"));
    assertThat(reserve(bob, 88, HUNDRED_A_DAY)).isEmpty();
  }

  @Test
  default void aQuestionThatIsAskedAgainIsSetAsideOnce() {
    Lease lease = desk().asking(ANN, "one");
    assertThat(reserve(lease, 60, HUNDRED_A_DAY)).isEmpty();
    assertThat(reserve(lease, 70, HUNDRED_A_DAY)).isEmpty();
    assertThat(tokens()).isZero();
  }

  @Test
  default void eachScopeHasItsOwnLimit() {
    var hundred = new Limit(100, 0);
    desk().turn(ANN, "one", "first");
    Lease job = job("j1@1");
    var bySession = new Budgets(NO, NO, hundred, NO);
    var byPrincipal = new Budgets(NO, hundred, NO, NO);
    var byJob = new Budgets(NO, NO, NO, hundred);
    assertThat(reserve(job, 100, bySession)).isEmpty();
    assertThat(reserve(job, 100, byPrincipal)).map(Overdraft::scope).contains("principalDay");
    assertThat(reserve(job, 100, byJob)).isEmpty();
    desk().store.finish(job, answer("done"));
    assertThat(reserve(job("j1@2"), 89, byJob)).map(Overdraft::scope).contains("jobDay");
    Lease ann = desk().asking(ANN, "two");
    assertThat(reserve(ann, 1_000, byJob)).isEmpty();
    assertThat(reserve(ann, 89, bySession)).map(Overdraft::scope).contains("sessionDay");
  }

  @Test
  default void whatCostNothingIsGivenBack() {
    Lease lease = desk().asking(ANN, "one");
    reserve(lease, 60, HUNDRED_A_DAY);
    desk().store.ledger().release(lease);
    desk().store.fail(lease, "refused", "sorry");
    assertThat(tokens()).isZero();
  }

  @Test
  default void whatNobodyKnowsTheCostOfCountsAsSpent() {
    Lease failed = desk().asking(ANN, "one");
    reserve(failed, 30, HUNDRED_A_DAY);
    desk().store.ledger().forfeit(failed);
    desk().store.fail(failed, "timeout", "sorry");
    assertThat(tokens()).isEqualTo(30);
    Lease stopped = desk().asking(ANN, "two");
    reserve(stopped, 20, HUNDRED_A_DAY);
    desk().store.cancel(stopped, "stopped");
    assertThat(tokens()).isEqualTo(50);
    assertThat(spent(Grouping.MODEL)).containsExactly(new Spent("m", 2, 48, 2, 0, 14, 0));
  }

  @Test
  default void aQuestionThatDiedWithItsProcessCountsAsSpent() {
    Lease lost = desk().asking(ANN, "one");
    reserve(lost, 60, HUNDRED_A_DAY);
    Lease lease = desk().takeOver(ANN);
    desk().other.open(lease);
    assertThat(desk().other.ledger().reserve(lease, of(41), HUNDRED_A_DAY))
        .contains(new Overdraft("day", false, 60, 41, 100));
    assertThat(desk().other.ledger().reserve(lease, of(40), HUNDRED_A_DAY)).isEmpty();
    desk().other.finish(lease, answer("first"));
    assertThat(tokens()).isEqualTo(72);
  }

  @Test
  default void aDeadQuestionCountsAlsoWhereNothingIsLimitedAnyMore() {
    Lease lost = desk().asking(ANN, "one");
    reserve(lost, 60, HUNDRED_A_DAY);
    Lease lease = desk().takeOver(ANN);
    desk().other.open(lease);
    desk().other.finish(lease, answer("first"));
    assertThat(tokens()).isEqualTo(72);
  }

  @Test
  default void aLateWriterSetsNothingAside() {
    Lease lost = desk().asking(ANN, "one");
    Lease lease = desk().takeOver(ANN);
    desk().other.open(lease);
    assertThatThrownBy(() -> reserve(lost, 60, HUNDRED_A_DAY)).isInstanceOf(LeaseLost.class);
    assertThatThrownBy(() -> desk().store.ledger().forfeit(lost)).isInstanceOf(LeaseLost.class);
    assertThat(desk().other.ledger().reserve(lease, of(100), HUNDRED_A_DAY)).isEmpty();
  }

  /// Twenty sessions in two processes ask for a seventh of what is left, all at once.
  @Test
  default void theLastOfABudgetIsGivenOutOnce() throws InterruptedException {
    List<Lease> leases = new ArrayList<>();
    for (int i = 0; i < 20; i++) leases.add(desk().asking(SessionKey.of("chat", "s" + i), "go"));
    var granted = new ConcurrentLinkedQueue<Lease>();
    List<Thread> threads = new ArrayList<>();
    var world = new RealWorld();
    for (int i = 0; i < leases.size(); i++) {
      Lease lease = leases.get(i);
      Store store = i % 2 == 0 ? desk().store : desk().other;
      threads.add(
          world.start(
              "caller " + i,
              () -> {
                if (store.ledger().reserve(lease, of(14), HUNDRED_A_DAY).isEmpty()) {
                  granted.add(lease);
                }
              }));
    }
    for (Thread thread : threads) thread.join();
    assertThat(granted).hasSize(7);
    for (Lease lease : granted) desk().store.finish(lease, answer("done"));
    assertThat(tokens()).isEqualTo(7 * 12);
  }

  @Test
  default void whoAsksPays() {
    desk().post(new Inbound("chat", "p1", ANN, new Principal("chat:ann"), Trust.OWNER, "hi"));
    Lease lease = desk().lease(ANN);
    desk().open(lease);
    desk().store.finish(lease, answer("first"));
    assertThat(spent(Grouping.PRINCIPAL)).extracting(Spent::name).containsExactly("chat:ann");
  }
}
