package dev.nanobot.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.nanobot.agent.Budget;
import dev.nanobot.message.Budgets;
import dev.nanobot.message.Budgets.Limit;
import dev.nanobot.message.Inbound;
import dev.nanobot.message.Message;
import dev.nanobot.message.Message.User;
import dev.nanobot.message.Principal;
import dev.nanobot.message.Trust;
import dev.nanobot.provider.Prices;
import dev.nanobot.provider.ProviderException;
import dev.nanobot.store.Ledger.Grouping;
import dev.nanobot.store.Ledger.Spent;
import dev.nanobot.store.Store.Status;
import dev.nanobot.world.RealWorld;
import dev.nanobot.world.World;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Summaries and budgets, in a gateway that works.
@Timeout(120)
class SpendingTest {
  @TempDir private Path directory;

  private House house(World world, Budget budget, House.Model model) {
    return new House(world, directory.resolve("store.db"), 9, budget, model);
  }

  private House house(House.Model model) {
    return house(new RealWorld(), Budget.NONE, model).work();
  }

  private static Budget tokens(long day) {
    var limits = new Budgets(new Limit(day, 0), Limit.NONE, Limit.NONE, Limit.NONE);
    return new Budget(limits, Prices.NONE, List.of("test"), ZoneOffset.UTC);
  }

  private static boolean isSummary(List<Message> transcript) {
    return transcript.getFirst() instanceof User user && user.text().startsWith("# ");
  }

  private static List<String> heard(List<Message> transcript) {
    return transcript.stream()
        .filter(User.class::isInstance)
        .map(message -> ((User) message).text())
        .toList();
  }

  /// What a question of these houses sets aside.
  private int worst() throws InterruptedException {
    Path other = directory.resolve("other.db");
    try (House house = new House(new RealWorld(), other, 9, tokens(1), House::echo).work()) {
      String refusal = house.end(house.hear("1", "go")).answer();
      Matcher amount = Pattern.compile("could take ([0-9,]+)\\.").matcher(refusal);
      if (!amount.find()) throw new AssertionError(refusal);
      return Integer.parseInt(amount.group(1).replace(",", ""));
    }
  }

  @Test
  void aQuestionPastTheLimitIsNotPutAndTheAnswerSaysWhy() throws Exception {
    var asked = new AtomicInteger();
    try (House house =
        house(
                new RealWorld(),
                tokens(100),
                transcript -> {
                  asked.incrementAndGet();
                  return House.echo(transcript);
                })
            .work()) {
      Status status = house.end(house.hear("1", "hello"));
      assertThat(status.state()).isEqualTo("dead");
      assertThat(status.reason()).isEqualTo("budget: budgets.day.tokens");
      assertThat(house.notices("1"))
          .singleElement()
          .asString()
          .startsWith("I did not ask the model: the limit for one day is 100 tokens")
          .contains("0 are used or set aside today")
          .endsWith("midnight (Z).");
      assertThat(asked).hasValue(0);
      assertThat(
              house
                  .store
                  .ledger()
                  .spent(house.store.ledger().today(), house.store.ledger().today(), Grouping.DAY))
          .isEmpty();
    }
  }

  /// Six sessions in two instances want what is enough for two.
  @Test
  void twoInstancesShareTheLastOfABudget() throws Exception {
    var enter = new CountDownLatch(1);
    House.Model model =
        transcript -> {
          enter.await();
          return House.echo(transcript);
        };
    Budget enoughForTwo = tokens(worst() * 5L / 2);
    try (House one = house(new RealWorld(), enoughForTwo, model);
        House two = house(new RealWorld(), enoughForTwo, model)) {
      List<Long> messages = new ArrayList<>();
      for (int i = 0; i < 6; i++) messages.add(one.hear("s" + i, "go"));
      one.work();
      two.work();
      one.until(
          "four are refused",
          () -> messages.stream().filter(m -> one.state(m).equals("dead")).count() == 4);
      enter.countDown();
      for (long message : messages) one.end(message);
      assertThat(messages.stream().map(one::state))
          .containsOnly("dead", "answered")
          .filteredOn("answered"::equals)
          .hasSize(2);
      assertThat(one.end(one.hear("s9", "there is room again")).state()).isEqualTo("answered");
    }
  }

  @Test
  void aQuestionThatFailsOnTheWayCountsAsSpent() throws Exception {
    var fails = new AtomicBoolean(true);
    try (House house =
        house(
                new RealWorld(),
                tokens(worst() * 3L / 2),
                transcript -> {
                  if (fails.get()) {
                    throw new ProviderException(ProviderException.Kind.UNAVAILABLE, "Cut off.");
                  }
                  return House.echo(transcript);
                })
            .work()) {
      assertThat(house.end(house.hear("1", "a")).reason()).isEqualTo("model: Cut off.");
      fails.set(false);
      assertThat(house.end(house.hear("1", "b")).reason()).startsWith("budget: ");
    }
  }

  @Test
  void aWishToCompactIsAnsweredAndTheTalkGoesOnFromASummary() throws Exception {
    var seen = new LinkedBlockingQueue<List<String>>();
    try (House house =
        house(
            transcript -> {
              if (isSummary(transcript)) return Message.Assistant.of("all of it");
              seen.add(heard(transcript));
              return House.echo(transcript);
            })) {
      for (int i = 0; i < 6; i++) house.end(house.hear("1", "m" + i));
      Status status = house.end(house.hear("1", "/compact"));
      assertThat(status.state()).isEqualTo("answered");
      assertThat(house.notices("1")).last().asString().startsWith("Compacted: ");
      seen.clear();
      house.end(house.hear("1", "next"));
      assertThat(seen.take())
          .containsExactly(
              "[Summary of the conversation before]\nall of it", "m2", "m3", "m4", "m5", "next");
      assertThat(house.transcript("1")).hasSize(14).startsWith("user: m0");
      assertThat(house.store.trace(status.messageId()).orElseThrow().toString())
          .contains("model", "answered");
    }
  }

  @Test
  void aLongConversationIsCompactedOnTheWay() throws Exception {
    var summaries = new AtomicInteger();
    try (House house =
        house(
            transcript -> {
              if (!isSummary(transcript)) return House.echo(transcript);
              return Message.Assistant.of("summary " + summaries.incrementAndGet());
            })) {
      for (int i = 0; i < 130; i++) {
        assertThat(house.end(house.hear("1", "m" + i)).answer()).isEqualTo("echo m" + i);
      }
      assertThat(summaries).hasValue(3);
      assertThat(house.transcript("1")).hasSize(260);
    }
  }

  @Test
  void aNewConversationEndsACompactionThatRuns() throws Exception {
    var compacting = new CountDownLatch(1);
    try (House house =
        house(
            transcript -> {
              if (!isSummary(transcript)) return House.echo(transcript);
              compacting.countDown();
              new CountDownLatch(1).await();
              throw new AssertionError("it is not reached");
            })) {
      for (int i = 0; i < 6; i++) house.end(house.hear("1", "m" + i));
      long compact = house.hear("1", "/compact");
      compacting.await();
      house.hear("1", "/new");
      assertThat(house.end(compact).state()).isEqualTo("superseded");
      assertThat(house.store.summaries().past(House.session("1"), 99).recap().isEmpty()).isTrue();
      assertThat(house.end(house.hear("1", "hello")).answer()).isEqualTo("echo hello");
      assertThat(house.transcript("1")).hasSize(14);
    }
  }

  @Test
  void aFailedCompactionIsToldAndChangesNothing() throws Exception {
    try (House house =
        house(
            transcript -> {
              if (!isSummary(transcript)) return House.echo(transcript);
              throw new ProviderException(ProviderException.Kind.ACCESS, "The key was refused.");
            })) {
      for (int i = 0; i < 6; i++) house.end(house.hear("1", "m" + i));
      assertThat(house.end(house.hear("1", "/compact")).state()).isEqualTo("dead");
      assertThat(house.notices("1")).last().asString().contains("The key was refused.");
      assertThat(house.store.summaries().past(House.session("1"), 99).entries()).hasSize(12);
    }
  }

  @Test
  void whatNobodyTalksInIsCompactedInSilence() throws Exception {
    var world = new FastWorld(1);
    try (House house =
        house(
                world,
                Budget.NONE,
                transcript ->
                    isSummary(transcript)
                        ? Message.Assistant.of("all of it")
                        : House.echo(transcript))
            .work()) {
      for (int i = 0; i < 6; i++) house.end(house.hear("1", "m" + i));
      var upkeep = new Upkeep(world, house.store, house.bells, Duration.ofMinutes(15), 50);
      upkeep.look();
      world.jump(Duration.ofMinutes(16));
      upkeep.look();
      house.until(
          "there is a summary",
          () -> !house.store.summaries().past(House.session("1"), 99).recap().isEmpty());
      upkeep.look();
      assertThat(house.notices("1")).hasSize(6).last().isEqualTo("echo m5");
      assertThat(
              house
                  .store
                  .ledger()
                  .spent(
                      house.store.ledger().today(),
                      house.store.ledger().today(),
                      Grouping.PRINCIPAL))
          .extracting(Spent::name, Spent::calls)
          .containsExactly(tuple("chat:ann", 7L));
    }
  }

  @Test
  void usageIsToldAndThatOfOthersToTheOwnerAlone() throws Exception {
    try (House house = house(new RealWorld(), tokens(100_000), House::echo).work()) {
      house.end(house.hear("1", "one"));
      house.end(house.hear("2", "two"));
      assertThat(house.end(house.hear("1", "/usage")).answer())
          .contains(
              "- this conversation: 1 call, 40 tokens in, 10 out, and 1 call without a price",
              "- you: 2 calls, 80 tokens in, 20 out",
              "- all together: 2 calls",
              "(99,900 of 100,000 tokens left)");
      var guest = new Principal("chat:bob");
      var wish = new Inbound("chat", "g1", House.session("2"), guest, Trust.ALLOWED, "/usage");
      assertThat(house.end(house.intake.accept(wish)).answer())
          .contains("- you: 0 calls")
          .doesNotContain("all together");
    }
  }
}
