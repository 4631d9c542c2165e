package dev.nanobot.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nanobot.race.Race;
import dev.nanobot.store.Tickets.Purpose;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/// What a store promises about tickets.
interface TicketPromises {
  Duration VALID = Duration.ofSeconds(30);

  Desk desk();

  private Tickets tickets() {
    return desk().store.tickets();
  }

  @Test
  default void aTicketIsGoodOnceInWhicheverProcess() {
    tickets().issue("one", Purpose.LOGIN, VALID);
    assertThat(desk().other.tickets().redeem("one", Purpose.LOGIN)).isTrue();
    assertThat(desk().other.tickets().redeem("one", Purpose.LOGIN)).isFalse();
    assertThat(tickets().redeem("one", Purpose.LOGIN)).isFalse();
  }

  @Test
  default void aTicketThatTwoProcessesRedeemAtOnceIsGoodOnce() {
    for (int i = 0; i < 50; i++) {
      String ticket = "both-" + i;
      tickets().issue(ticket, Purpose.SOCKET, VALID);
      var good = new AtomicInteger();
      Race.Part here =
          () -> {
            if (tickets().redeem(ticket, Purpose.SOCKET)) good.incrementAndGet();
          };
      Race.Part there =
          () -> {
            if (desk().other.tickets().redeem(ticket, Purpose.SOCKET)) good.incrementAndGet();
          };
      Race.together(here, there, here, there);
      assertThat(good).hasValue(1);
    }
  }

  @Test
  default void aTicketIsGoodUntilItsTimeIsOver() {
    tickets().issue("early", Purpose.LOGIN, VALID);
    tickets().issue("late", Purpose.LOGIN, VALID);
    desk().pass(VALID.minusMillis(1));
    assertThat(tickets().redeem("early", Purpose.LOGIN)).isTrue();
    desk().pass(Duration.ofMillis(1));
    assertThat(tickets().redeem("late", Purpose.LOGIN)).isFalse();
  }

  @Test
  default void aTicketOpensWhatItIsForAndIsNotUsedUpElsewhere() {
    tickets().issue("door", Purpose.LOGIN, VALID);
    assertThat(tickets().redeem("door", Purpose.SOCKET)).isFalse();
    assertThat(tickets().redeem("Door", Purpose.LOGIN)).isFalse();
    assertThat(tickets().redeem("", Purpose.LOGIN)).isFalse();
    assertThat(tickets().redeem("door", Purpose.LOGIN)).isTrue();
  }

  @Test
  default void onlySoManyTicketsAreValidAtATime() {
    for (int i = 0; i < Tickets.VALID_MAX; i++) tickets().issue("n" + i, Purpose.LOGIN, VALID);
    assertThatThrownBy(() -> tickets().issue("more", Purpose.LOGIN, VALID))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("10000 tickets");
    desk().pass(VALID);
    tickets().issue("more", Purpose.LOGIN, VALID);
    assertThat(tickets().redeem("more", Purpose.LOGIN)).isTrue();
  }
}
