package dev.nanobot.provider;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nanobot.message.Bill;
import dev.nanobot.message.Message.Assistant;
import dev.nanobot.message.Reply;
import dev.nanobot.message.Usage;
import dev.nanobot.provider.Prices.Price;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PricesTest {
  private static final Price ONE = new Price(1, 1, 1);
  private static final Price TWO = new Price(2, 2, 2);
  private static final Usage USAGE = new Usage(1_000, 100, 400, 50);

  private static Bill bill(Prices prices, String asked, String answered) throws Exception {
    var reply = new Reply(Assistant.of("hi"), Reply.Finish.STOP, USAGE, answered);
    var provider = new Priced((request, events) -> reply, prices);
    var options = new Provider.Options(1, 0, "");
    var request = new Provider.Request(asked, "", List.of(), List.of(), options);
    return provider.complete(request, event -> {}).usage().bill();
  }

  @Test
  void theLongestBeginningThatFitsCounts() {
    var prices = new Prices(Map.of("claude", ONE, "claude-opus", TWO));
    assertThat(prices.of("claude-opus-4-5")).contains(TWO);
    assertThat(prices.of("claude-haiku")).contains(ONE);
    assertThat(prices.of("gpt")).isEmpty();
  }

  @Test
  void aVendorBeforeTheNameIsNoHindrance() {
    var prices = new Prices(Map.of("anthropic/claude", ONE));
    assertThat(prices.of("claude-opus")).contains(ONE);
    assertThat(prices.of("anthropic/claude-opus")).contains(ONE);
    assertThat(prices.of("other/claude-opus")).isEmpty();
  }

  @Test
  void theRehearsalModelIsFree() {
    assertThat(Prices.NONE.of(Providers.REHEARSAL)).contains(new Price(0, 0, 0));
  }

  @Test
  void eachKindOfTokenHasItsPrice() {
    assertThat(new Price(3, 15, 0.3).micros(USAGE)).isEqualTo(600 * 3 + 120 + 100 * 15);
    assertThat(new Price(3, 15, 0.3).micros(1_000, 100)).isEqualTo(3_000 + 1_500);
  }

  @Test
  void anAnswerSaysWhatItCost() throws Exception {
    var prices = new Prices(Map.of("a", ONE, "b", TWO));
    assertThat(bill(prices, "a-1", "b-1")).isEqualTo(new Bill(1, 2_200, 0));
    assertThat(bill(prices, "a-1", "unknown")).isEqualTo(new Bill(1, 1_100, 0));
    assertThat(bill(prices, "unknown", "unknown")).isEqualTo(new Bill(1, 0, 1));
  }
}
