package dev.nanobot.store;

import static dev.nanobot.store.Desk.ANN;
import static dev.nanobot.store.Desk.BOB;
import static dev.nanobot.store.Desk.answer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.nanobot.message.Asker;
import dev.nanobot.message.Inbound;
import dev.nanobot.message.Origin;
import dev.nanobot.message.Principal;
import dev.nanobot.message.Purpose;
import dev.nanobot.message.SessionKey;
import dev.nanobot.message.Task;
import dev.nanobot.message.Trust;
import dev.nanobot.message.Waiting;
import dev.nanobot.message.Write;
import dev.nanobot.store.Memories.Draft;
import dev.nanobot.store.Memories.Hit;
import dev.nanobot.store.Memories.Idle;
import dev.nanobot.store.Memories.Saved;
import dev.nanobot.store.Memories.Text;
import dev.nanobot.store.Memories.Version;
import dev.nanobot.store.Store.Deletion;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// What a store promises about what is remembered.
interface MemoryPromises {
  String DAY = "2026-11-28.md";
  String OWN = "owner";

  Desk desk();

  private Memories memories() {
    return desk().store.memories();
  }

  private void note(String scope, String key, String text) {
    memories().add(new Write.Remember(scope, DAY, text, "chat:7", key));
  }

  private Saved save(String name, long base, String body, long upto, String key) {
    return memories().save(new Draft(OWN, name, base, body, upto, "chat:7", key));
  }

  private Saved save(long base, String body) {
    return save(Memories.LONG_TERM, base, body, 0, "k" + base + body);
  }

  private String text(String name) {
    return desk().other.memories().text(OWN, name).body();
  }

  private List<String> found(String scope, String words) {
    return memories().search(scope, scope, words, 20).stream().map(Hit::snippet).toList();
  }

  @Test
  default void anEntryOfOneKeyIsThereOnce() {
    note(OWN, "a", "tea");
    note(OWN, "a", "tea");
    note(OWN, "b", "two\nlines");
    assertThat(text(DAY)).isEqualTo("# 2026-11-28\n\n- tea\n- two\n  lines\n");
  }

  @Test
  default void noScopeSeesAnother() {
    note(OWN, "a", "owner tea");
    note("chat:bob", "b", "bob coffee");
    save(0, "owner facts");
    assertThat(memories().text("chat:bob", DAY).body()).doesNotContain("owner");
    assertThat(memories().text("chat:bob", Memories.LONG_TERM).body()).isEmpty();
    assertThat(text(DAY)).doesNotContain("bob");
    assertThat(found("chat:bob", "owner tea facts")).isEmpty();
    assertThat(found(OWN, "coffee")).isEmpty();
    assertThat(found(OWN, "facts")).containsExactly("owner facts");
  }

  @Test
  default void aNoteIsWrittenWithTheResultOfItsCallOrNotAtAll() {
    Lease lease = desk().asking(ANN, "remember tea");
    Waiting call = desk().plan(lease, "a").getFirst();
    desk().store.begin(lease, call);
    var write = new Write.Remember(OWN, DAY, "tea", "chat:7", call.key());
    desk().takeOver(ANN);
    assertThat(
            catchThrowable(
                () ->
                    desk()
                        .store
                        .settle(lease, Map.of(call.key(), desk().outcome(call, "noted", write)))))
        .isInstanceOf(LeaseLost.class);
    assertThat(text(DAY)).isEmpty();
    Lease next = desk().takeOver(ANN);
    desk().other.open(next);
    desk().other.settle(next, Map.of(call.key(), desk().outcome(call, "noted", write)));
    assertThat(text(DAY)).isEqualTo("# 2026-11-28\n\n- tea\n");
  }

  @Test
  default void ofTwoWritersOfOneVersionOneIsTold() {
    assertThat(save(0, "first").isSaved()).isTrue();
    Saved second = save(0, "second");
    assertThat(second)
        .isEqualTo(new Saved(false, new Text(OWN, Memories.LONG_TERM, 1, 0, "first")));
    assertThat(desk().races("memory changed")).isEqualTo(1);
    assertThat(save(1, "third").now().version()).isEqualTo(2);
    assertThat(text(Memories.LONG_TERM)).isEqualTo("third");
  }

  @Test
  default void aVersionOfOneKeyIsWrittenOnce() {
    save(0, "first");
    assertThat(save(0, "first").isSaved()).isTrue();
    assertThat(memories().isDone("k0first")).isTrue();
    assertThat(memories().isDone("k1first")).isFalse();
    assertThat(memories().log(OWN, Memories.LONG_TERM, 9)).hasSize(1);
  }

  @Test
  default void everyVersionIsKeptWithItsAuthorAndSize() {
    save(0, "first");
    save(1, "the second");
    assertThat(memories().version(OWN, Memories.LONG_TERM, 1)).hasValue("first");
    assertThat(memories().version(OWN, Memories.LONG_TERM, 3)).isEmpty();
    assertThat(memories().log(OWN, Memories.LONG_TERM, 9))
        .containsExactly(
            new Version(2, desk().here.now(), "chat:7", 10),
            new Version(1, desk().here.now(), "chat:7", 5));
    assertThat(memories().log(OWN, Memories.LONG_TERM, 1)).hasSize(1);
  }

  @Test
  default void whatWasAddedAfterAnEditFollowsIt() {
    note(OWN, "a", "one");
    Text before = memories().text(OWN, DAY);
    note(OWN, "b", "two");
    save(DAY, 0, "as a person wrote it", before.upto(), "edit");
    assertThat(text(DAY)).isEqualTo("as a person wrote it\n- two\n");
    note(OWN, "c", "three");
    assertThat(text(DAY)).isEqualTo("as a person wrote it\n- two\n- three\n");
  }

  @Test
  default void theNewestProjectionIsKnownWithThoseBefore() {
    Text text = save(0, "facts").now();
    memories().project(text, "h1", false);
    var second = memories().project(text, "h2", false);
    assertThat(memories().projections(OWN, Memories.LONG_TERM))
        .extracting(Memories.Projection::hash)
        .containsExactly("h2", "h1");
    memories().placed(second, true);
    assertThat(memories().look(OWN, Memories.LONG_TERM).projection().orElseThrow().isPlaced())
        .isTrue();
    memories().placed(second, false);
    assertThat(memories().look(OWN, Memories.LONG_TERM).projection().orElseThrow().hash())
        .isEqualTo("h1");
  }

  @Test
  default void whatIsNewInAScopeIsNamed() {
    note(OWN, "a", "one");
    var first = memories().news(OWN, 0);
    assertThat(first.names()).containsExactly(DAY);
    save(0, "facts");
    note("chat:bob", "b", "other");
    assertThat(memories().news(OWN, first.last()).names()).containsExactly(Memories.LONG_TERM);
  }

  @Test
  default void theBestHitStandsFirstWithItsPlaceAndTime() {
    desk().turn(ANN, "what about tea", "Green tea is fine.");
    note(OWN, "a", "tea tea tea");
    save(0, "likes coffee");
    List<Hit> hits = memories().search(OWN, OWN, "tea", 20);
    assertThat(hits).hasSize(3);
    assertThat(hits.getFirst()).isEqualTo(new Hit(DAY, desk().here.now(), "tea tea tea"));
    assertThat(hits).extracting(Hit::source).contains("chat:ann");
    assertThat(memories().search(OWN, OWN, "tea", 1)).hasSize(1);
  }

  @Test
  default void anyTextIsAQuery() {
    note(OWN, "a", "say \"near\" or not");
    for (String words : List.of("\"", "near\"", "a* OR (", "NEAR(", "text:near", "-near", "' --")) {
      assertThat(memories().search(OWN, OWN, words, 20)).hasSizeLessThan(2);
    }
    assertThat(found(OWN, "near\" nonsense")).hasSize(1);
    assertThat(found(OWN, " \n")).isEmpty();
  }

  @Test
  default void wordsAreFoundWithoutAccentsAndInScriptsWithoutSpaces() {
    note(OWN, "a", "Café in Genève");
    note(OWN, "b", "明天去北京开会");
    assertThat(found(OWN, "cafe geneve")).containsExactly("Café in Genève");
    assertThat(found(OWN, "北京")).containsExactly("明天去北京开会");
    assertThat(found(OWN, "京北")).isEmpty();
  }

  @Test
  default void onlyTheNewestVersionIsFound() {
    note(OWN, "a", "tea");
    save(0, "likes coffee");
    assertThat(found(OWN, "coffee")).hasSize(1);
    Text day = memories().text(OWN, DAY);
    save(1, "likes cocoa");
    save(DAY, 0, "nothing", day.upto(), "edit");
    assertThat(found(OWN, "coffee")).isEmpty();
    assertThat(found(OWN, "tea")).isEmpty();
    assertThat(found(OWN, "cocoa")).hasSize(1);
  }

  @Test
  default void whatOthersSaidInTheSameChatIsNotFound() {
    desk().turn(ANN, "owner plans", "noted the plans");
    var bob = new Principal("chat:bob");
    desk().post(new Inbound("chat", "b1", ANN, bob, Trust.ALLOWED, "bob plans"));
    Lease lease = desk().lease(ANN);
    desk().open(lease);
    desk().store.finish(lease, answer("bob's own plans"));
    assertThat(found("chat:bob", "plans"))
        .containsExactlyInAnyOrder("bob plans", "bob's own plans");
    assertThat(found(OWN, "plans")).containsExactlyInAnyOrder("owner plans", "noted the plans");
  }

  @Test
  default void aDeletedSessionIsNotFoundAndWhatComesAfterItIs() {
    desk().turn(BOB, "kept words", "kept");
    desk().turn(ANN, "secret words", "gone");
    assertThat(found(OWN, "words")).hasSize(2);
    assertThat(desk().store.delete(ANN)).isEqualTo(Deletion.DELETED);
    assertThat(found(OWN, "secret gone")).isEmpty();
    desk().turn(BOB, "later words", "later");
    assertThat(found(OWN, "words")).containsExactlyInAnyOrder("kept words", "later words");
  }

  // ---- consolidation

  private List<Idle> idle() {
    return memories().idle(desk().here.now().minus(Duration.ofMinutes(10)), 9);
  }

  private Lease consolidating(Idle idle) {
    var purpose = new Purpose(Origin.UPKEEP, Task.CONSOLIDATE, new Purpose.AnswerTo.Nobody(), "");
    desk()
        .post(
            new Inbound(
                "memory",
                idle.externalId(),
                idle.session(),
                new Principal(idle.principal()),
                idle.trust(),
                "consolidate",
                purpose));
    Lease lease = desk().lease(idle.session());
    assertThat(desk().open(lease).task()).isEqualTo(Task.CONSOLIDATE);
    return lease;
  }

  private Draft draft(long base, String body) {
    return new Draft(OWN, Memories.LONG_TERM, base, body, 0, "consolidation", "c" + base + body);
  }

  @Test
  default void anIdleSessionIsConsolidatedOnceForItsHistory() {
    desk().turn(ANN, "I like tea", "Good.");
    assertThat(idle()).isEmpty();
    desk().pass(Duration.ofMinutes(11));
    Idle idle = idle().getFirst();
    assertThat(idle).isEqualTo(new Idle(ANN, 2, "chat:7", Trust.OWNER, 0));
    Lease lease = consolidating(idle);
    assertThat(idle()).isEmpty();
    boolean isDone =
        memories().consolidate(lease, answer("-"), Optional.of(draft(0, "tea")), idle.head());
    assertThat(isDone).isTrue();
    assertThat(text(Memories.LONG_TERM)).isEqualTo("tea");
    assertThat(memories().consolidated(ANN)).isEqualTo(2);
    assertThat(memories().consolidationTokens(desk().here.now().minusSeconds(60))).isEqualTo(12);
    assertThat(memories().consolidationTokens(desk().here.now().plusSeconds(60))).isZero();
    assertThat(desk().told(ANN)).containsExactly("user I like tea", "says Good.");
    assertThat(desk().unsent(ANN)).containsExactly("Good.");
    desk().pass(Duration.ofMinutes(11));
    assertThat(idle()).isEmpty();
    desk().turn(ANN, "and cake", "Fine.");
    desk().pass(Duration.ofMinutes(11));
    assertThat(idle()).extracting(Idle::head).containsExactly(4L);
  }

  @Test
  default void aLostRaceWritesNothingAndMayBeTriedAgain() {
    desk().turn(ANN, "I like tea", "Good.");
    desk().pass(Duration.ofMinutes(11));
    Idle idle = idle().getFirst();
    Lease lease = consolidating(idle);
    save(0, "changed by somebody");
    boolean isDone =
        memories().consolidate(lease, answer("-"), Optional.of(draft(0, "tea")), idle.head());
    assertThat(isDone).isFalse();
    assertThat(text(Memories.LONG_TERM)).isEqualTo("changed by somebody");
    assertThat(memories().consolidated(ANN)).isZero();
    assertThat(desk().store.sessions(1).getFirst().isRunning()).isTrue();
    desk().store.fail(lease, "lost", "");
    assertThat(idle()).isEmpty();
    desk().pass(Duration.ofMinutes(11));
    Idle again = idle().getFirst();
    assertThat(again.attempts()).isEqualTo(1);
    assertThat(again.externalId()).isNotEqualTo(idle.externalId());
    assertThat(desk().unsent(ANN)).containsExactly("Good.");
  }

  @Test
  default void aSessionOfSeveralIsLeftAlone() {
    desk().turn(ANN, "mine", "yes");
    desk().post(new Inbound("chat", "b1", ANN, new Principal("chat:b"), Trust.ALLOWED, "and mine"));
    Lease lease = desk().lease(ANN);
    desk().open(lease);
    desk().store.finish(lease, answer("ok"));
    desk().turn(SessionKey.of("chat", "x"), "alone", "yes");
    desk().pass(Duration.ofMinutes(11));
    assertThat(idle()).extracting(Idle::session).containsExactly(SessionKey.of("chat", "x"));
  }

  @Test
  default void whatIsConsolidatedEndsWhereSomebodyElseSpoke() {
    desk().turn(ANN, "mine", "yes");
    desk().post(new Inbound("chat", "b1", ANN, new Principal("chat:b"), Trust.ALLOWED, "not mine"));
    Lease lease = desk().lease(ANN);
    desk().open(lease);
    desk().store.finish(lease, answer("ok"));
    desk().turn(ANN, "mine again", "yes");
    var asker = new Asker(Desk.SENDER, Trust.OWNER);
    assertThat(memories().unconsolidated(ANN, asker, 9))
        .extracting(told -> told.entry().seq())
        .containsExactly(1L, 2L);
    assertThat(memories().unconsolidated(ANN, new Asker(Desk.SENDER, Trust.ALLOWED), 9)).isEmpty();
  }
}
