package dev.nanobot.store;

import static dev.nanobot.store.Desk.ANN;
import static dev.nanobot.store.Desk.BOB;
import static dev.nanobot.store.Desk.answer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.nanobot.message.Budgets;
import dev.nanobot.message.Budgets.Limit;
import dev.nanobot.message.Inbound;
import dev.nanobot.message.Origin;
import dev.nanobot.message.Overdraft;
import dev.nanobot.message.Purpose;
import dev.nanobot.message.Purpose.AnswerTo;
import dev.nanobot.message.Reservation;
import dev.nanobot.message.Task;
import dev.nanobot.message.Trust;
import dev.nanobot.store.Ledger.Grouping;
import dev.nanobot.store.Ledger.Spent;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// What a store promises about on whose account a question goes, and that none is forgotten.
interface AccountPromises extends SubagentHands {
  Limit FIFTY = new Limit(50, 0);
  Budgets FIFTY_A_DAY = new Budgets(FIFTY, Limit.NONE, Limit.NONE, Limit.NONE);

  private List<Spent> spent(Grouping by) {
    LocalDate today = desk().store.ledger().today();
    return desk().store.ledger().spent(today, today, by);
  }

  private long tokens() {
    return spent(Grouping.DAY).stream().mapToLong(s -> s.input() + s.output()).sum();
  }

  private Optional<Overdraft> reserve(Lease lease, long tokens, Budgets budgets) {
    var wanted = new Reservation("m", tokens - 1, 1, 0, true);
    return desk().store.ledger().reserve(lease, wanted, budgets);
  }

  private Lease job(String id, Purpose purpose) {
    desk().post(new Inbound("cron", id, BOB, Desk.SENDER, Trust.OWNER, "do it", purpose));
    Lease lease = desk().lease(BOB);
    desk().open(lease);
    return lease;
  }

  @Test
  default void whatASubagentTakesCountsForTheConversationThatAsked() {
    spawned(ANN, "a");
    finish(ANN, "a", "found it");
    assertThat(spent(Grouping.SESSION))
        .extracting(Spent::name, Spent::calls)
        .containsExactly(tuple(ANN.value(), 3L));
  }

  @Test
  default void aSubagentIsHeldToTheLimitOfTheConversationThatAsked() {
    spawned(ANN, "a");
    var budgets = new Budgets(Limit.NONE, Limit.NONE, FIFTY, Limit.NONE);
    assertThat(reserve(atWork(ANN, "a"), 40, budgets)).map(Overdraft::scope).contains("sessionDay");
  }

  @Test
  default void whatAJobsSubagentsAndTheirAnswersTakeCountsForTheJob() {
    Lease job = job("j1@17", Purpose.of(Origin.SCHEDULE));
    spawn(job, "a");
    desk().store.finish(job, answer("asked"));
    Lease child = atWork(BOB, "a");
    spawn(child, "b");
    desk().store.finish(child, answer("asked"));
    finish(child.session(), "b", "deep");
    heard(child.session());
    heard(BOB);
    assertThat(spent(Grouping.JOB))
        .extracting(Spent::name, Spent::calls)
        .containsExactly(tuple("j1", 7L));
    assertThat(spent(Grouping.SESSION)).extracting(Spent::name).containsExactly(BOB.value());
  }

  @Test
  default void whatAPersonAsksForBesideAJobCountsForNoJob() {
    Lease job = job("j1@17", Purpose.of(Origin.SCHEDULE));
    spawn(job, "a");
    desk().store.finish(job, answer("asked"));
    desk().turn(BOB, "hi", "hello");
    assertThat(spent(Grouping.JOB))
        .extracting(Spent::name, Spent::calls)
        .containsExactly(tuple("", 1L), tuple("j1", 2L));
  }

  @Test
  default void anAnswerThatSaidNothingCountsWhenTheNextQuestionIsRefused() {
    Lease lease = desk().asking(ANN, "one");
    assertThat(reserve(lease, 40, FIFTY_A_DAY)).isEmpty();
    assertThat(reserve(lease, 60, FIFTY_A_DAY)).contains(new Overdraft("day", false, 0, 60, 50));
    desk().store.fail(lease, "budget", "sorry");
    assertThat(tokens()).isEqualTo(40);
  }

  @Test
  default void nothingStaysSetAsideForATurnThatEndedWithoutAnswer() {
    var purpose = new Purpose(Origin.UPKEEP, Task.COMPACT, new AnswerTo.Nobody(), "");
    Lease lost = job("w1", purpose);
    assertThat(reserve(lost, 40, FIFTY_A_DAY)).isEmpty();
    Lease lease = desk().takeOver(BOB);
    desk().other.open(lease);
    desk().other.summaries().finish(lease, "There is nothing to compact.");
    assertThat(tokens()).isEqualTo(40);
    Lease ann = desk().asking(ANN, "one");
    assertThat(reserve(ann, 11, FIFTY_A_DAY)).contains(new Overdraft("day", false, 40, 11, 50));
    desk().pass(Duration.ofDays(1));
    assertThat(reserve(desk().asking(BOB, "two"), 50, FIFTY_A_DAY)).isEmpty();
  }
}
