package dev.nanobot.store;

import static dev.nanobot.store.Desk.ANN;
import static dev.nanobot.store.Desk.BOB;
import static dev.nanobot.store.Desk.SENDER;
import static dev.nanobot.store.Desk.answer;
import static dev.nanobot.store.Desk.inbound;
import static org.assertj.core.api.Assertions.assertThat;

import dev.nanobot.message.Inbound;
import dev.nanobot.message.Origin;
import dev.nanobot.message.Principal;
import dev.nanobot.message.Purpose;
import dev.nanobot.message.Secret;
import dev.nanobot.message.Trust;
import dev.nanobot.store.Callers.Caller;
import dev.nanobot.store.Store.Receipt;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// What a store promises about programs that call.
interface CallerPromises {
  Desk desk();

  private Callers callers() {
    return desk().store.callers();
  }

  private static Caller local(String name) {
    return Caller.local(name, ANN, SENDER, Trust.OWNER);
  }

  private static Caller remote(String name, String secret) {
    var principal = new Principal("webhook:" + name);
    return new Caller(name, BOB, principal, Trust.ALLOWED, "github", new Secret(secret));
  }

  private static Inbound call(String id) {
    var purpose = Purpose.of(Origin.TRIGGER);
    return new Inbound("trigger", id, ANN, SENDER, Trust.OWNER, "call " + id, purpose);
  }

  @Test
  default void aNameStandsForItsSessionInAllProcesses() {
    assertThat(callers().bind(local("build"))).isTrue();
    assertThat(callers().bind(remote("ci", "s3cret"))).isTrue();
    assertThat(desk().other.callers().find("build")).hasValue(local("build"));
    Caller ci = desk().other.callers().find("ci").orElseThrow();
    assertThat(ci.session()).isEqualTo(BOB);
    assertThat(ci.principal().id()).isEqualTo("webhook:ci");
    assertThat(ci.trust()).isEqualTo(Trust.ALLOWED);
    assertThat(ci.style()).isEqualTo("github");
    assertThat(ci.secret().reveal()).isEqualTo("s3cret");
    assertThat(callers().all()).extracting(Caller::name).containsExactly("build", "ci");
    assertThat(callers().find("other")).isEmpty();
  }

  @Test
  default void onlyALocalNameIsBoundAnew() {
    callers().bind(local("a"));
    callers().bind(remote("b", "old"));
    Caller elsewhere = Caller.local("a", BOB, SENDER, Trust.OWNER);
    assertThat(callers().bind(elsewhere)).isTrue();
    assertThat(callers().find("a")).hasValue(elsewhere);
    assertThat(callers().bind(remote("a", "new"))).isFalse();
    assertThat(callers().bind(remote("b", "new"))).isFalse();
    assertThat(callers().bind(local("b"))).isFalse();
    assertThat(callers().find("a")).hasValue(elsewhere);
    assertThat(callers().find("b").orElseThrow().secret().reveal()).isEqualTo("old");
  }

  @Test
  default void aMessageBindsANameOnceAndIsAnswered() {
    Inbound wish = inbound(ANN, "t1", "/trigger a");
    Receipt first = callers().bind(wish, local("a"), isBound -> "bound " + isBound);
    callers().remove("a");
    Receipt second = callers().bind(wish, local("a"), isBound -> "again " + isBound);
    assertThat(second).isEqualTo(new Receipt(first.messageId(), false));
    assertThat(callers().find("a")).isEmpty();
    callers().bind(remote("b", "s"));
    callers().bind(inbound(ANN, "t2", "/trigger b"), local("b"), isBound -> "bound " + isBound);
    assertThat(desk().unsent(ANN)).containsExactly("bound true", "bound false");
    assertThat(desk().state(first.messageId())).isEqualTo("answered");
  }

  @Test
  default void aNameTakenBackIsGone() {
    callers().bind(local("a"));
    assertThat(callers().remove("a")).isTrue();
    assertThat(callers().remove("a")).isFalse();
    assertThat(callers().all()).isEmpty();
  }

  @Test
  default void aCallMadeTwiceIsThereOnce() {
    Receipt first = callers().call(call("1"), 1).orElseThrow();
    Optional<Receipt> second = desk().other.callers().call(call("1"), 1);
    assertThat(second).hasValue(new Receipt(first.messageId(), false));
    assertThat(desk().store.health().inboxWaiting()).isEqualTo(1);
    Lease lease = desk().lease(ANN);
    desk().open(lease);
    desk().store.finish(lease, answer("done"));
    assertThat(callers().call(call("1"), 1)).hasValue(new Receipt(first.messageId(), false));
  }

  @Test
  default void aCallThatFindsNoRoomMayBeMadeAgain() {
    desk().post(ANN, "one");
    assertThat(callers().call(call("1"), 1)).isEmpty();
    assertThat(desk().unsent(ANN)).isEmpty();
    Lease lease = desk().lease(ANN);
    desk().open(lease);
    assertThat(callers().call(call("1"), 1).orElseThrow().isNew()).isTrue();
  }

  @Test
  default void aCallAnewSeesNothingOfTheLastOne() {
    desk().turn(ANN, "one", "first");
    assertThat(callers().callAnew(call("1")).orElseThrow().isNew()).isTrue();
    Lease lease = desk().lease(ANN);
    assertThat(Desk.words(desk().open(lease).transcript())).containsExactly("user call 1");
    desk().store.finish(lease, answer("well"));
    callers().callAnew(call("2"));
    Lease next = desk().lease(ANN);
    assertThat(Desk.words(desk().open(next).transcript())).containsExactly("user call 2");
    assertThat(desk().told(ANN))
        .containsExactly("user one", "says first", "user call 1", "says well", "user call 2");
  }

  @Test
  default void noCallAnewIsTakenWhileOneIsUnderWay() {
    assertThat(callers().callAnew(call("1"))).isPresent();
    assertThat(callers().callAnew(call("2"))).isEmpty();
    Lease lease = desk().lease(ANN);
    desk().open(lease);
    assertThat(desk().other.callers().callAnew(call("3"))).isEmpty();
    assertThat(callers().callAnew(call("1")).orElseThrow().isNew()).isFalse();
    desk().store.finish(lease, answer("well"));
    assertThat(callers().callAnew(call("3"))).isPresent();
    assertThat(desk().told(ANN)).containsExactly("user call 1", "says well");
  }

  @Test
  default void aCallAnewAfterTheFirstMessageOfASessionIsTaken() {
    desk().post(inbound(BOB, "m1", "elsewhere"));
    assertThat(callers().callAnew(call("1"))).isPresent();
    assertThat(desk().store.health().inboxWaiting()).isEqualTo(2);
  }
}
