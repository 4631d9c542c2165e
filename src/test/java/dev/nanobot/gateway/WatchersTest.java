package dev.nanobot.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nanobot.message.Event;
import dev.nanobot.message.SessionKey;
import dev.nanobot.race.Race;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class WatchersTest {
  private static final SessionKey SESSION = House.session("1");
  private static final Event EVENT = new Event.TextDelta("a");

  private final Watchers watchers = new Watchers();
  private final List<Event> seen = new ArrayList<>();

  @Test
  void aWatcherSeesItsSessionUntilItIsClosed() {
    Watchers.Watch watch = watchers.watch(SESSION, seen::add);
    watchers.publish(SESSION, EVENT);
    watchers.publish(House.session("2"), EVENT);
    watch.close();
    watchers.publish(SESSION, EVENT);
    assertThat(seen).containsExactly(EVENT);
  }

  @Test
  void aWatcherThatFailsHarmsNobody() {
    watchers.watch(
        SESSION,
        event -> {
          throw new IllegalStateException("a bug");
        });
    watchers.watch(SESSION, seen::add);
    watchers.publish(SESSION, EVENT);
    assertThat(seen).containsExactly(EVENT);
  }

  @Test
  void theSameWatcherMayWatchTwice() {
    Consumer<Event> watcher = seen::add;
    Watchers.Watch one = watchers.watch(SESSION, watcher);
    Watchers.Watch two = watchers.watch(SESSION, watcher);
    one.close();
    one.close();
    watchers.publish(SESSION, EVENT);
    assertThat(seen).hasSize(1);
    two.close();
    watchers.publish(SESSION, EVENT);
    assertThat(seen).hasSize(1);
  }

  @Test
  void nobodyIsForgottenWhileOthersComeAndGo() {
    Race.explore(
        () -> {
          var shared = new Watchers();
          var box = new Box();
          Watchers.Watch leaving = shared.watch(SESSION, event -> {});
          Race.together(() -> shared.watch(SESSION, event -> box.seen = true), leaving::close);
          shared.publish(SESSION, EVENT);
          Race.check(box.seen, "who watches sees");
        });
  }

  /// The canary: the same promise over a look and a put must be found out.
  @Test
  void whoIsForgottenWouldBeFound() {
    assertThatThrownBy(
            () ->
                Race.explore(
                    () -> {
                      Map<String, List<String>> shared =
                          new ConcurrentHashMap<>(Map.of("s", List.of("leaving")));
                      Race.together(
                          () -> {
                            var joined = new ArrayList<>(shared.getOrDefault("s", List.of()));
                            joined.add("staying");
                            shared.put("s", List.copyOf(joined));
                          },
                          () -> {
                            var rest = new ArrayList<>(shared.getOrDefault("s", List.of()));
                            rest.remove("leaving");
                            shared.put("s", List.copyOf(rest));
                          });
                      Race.check(
                          shared.getOrDefault("s", List.of()).contains("staying"),
                          "who watches sees");
                    }))
        .hasMessageContaining("broken: who watches sees");
  }

  private static final class Box {
    private volatile boolean seen;
  }
}
