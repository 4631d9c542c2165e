package dev.nanobot.channel;

import dev.nanobot.world.Cell;
import dev.nanobot.world.World;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// How fast Telegram is spoken to: in a chat about one message a second, in a group 20 a minute,
/// and so many a second in all; a few at once. Source: https://core.telegram.org/bots/faq, "My bot
/// is hitting limits", read 2026-11-28.
///
/// Telegram does not say whether it refuses a chat or the bot. When it refuses two chats within the
/// time that it named to the first, everything waits.
///
/// Shared: any thread waits here; what was used is a value that is replaced as a whole.
final class TelegramPace {
  /// Five at once and then one each 4 s are 20 in any minute.
  private static final Rate GROUP = new Rate(Duration.ofSeconds(4), 5);

  private static final Rate CHAT = new Rate(Duration.ofSeconds(1), 5);

  /// A sixth of what may be said in a second is said at once, so that no second has more.
  private static final int SHARE_AT_ONCE = 6;

  /// How long a message waits here; with a longer wait it goes back.
  private static final Duration WAIT_MAX = Duration.ofSeconds(20);

  /// So many chats are remembered, if they are as busy as that.
  private static final int CHATS_MAX = 2_000;

  private static final String ALL = "";

  private final World world;
  private final boolean isOn;
  private final Rate all;
  private final Cell<Used> used;

  /// One each `gap`, and `atOnce` that come early.
  private record Rate(Duration gap, int atOnce) {
    long early() {
      return gap.toNanos() * atOnce;
    }
  }

  /// Until when the rate of each chat, and of all, is used; who was refused last and until when;
  /// and until when everything waits.
  private record Used(
      Map<String, Long> until, String refused, long refusedUntil, long closedUntil) {}

  /// `perSecond` is the most in all; zero keeps no pace at all.
  TelegramPace(World world, int perSecond) {
    this.world = world;
    this.isOn = perSecond > 0;
    int atOnce = Math.max(1, perSecond / SHARE_AT_ONCE);
    int evenly = Math.max(1, perSecond - atOnce);
    this.all = new Rate(Duration.ofSeconds(1).dividedBy(evenly), atOnce);
    long now = world.nanos();
    this.used = new Cell<>(new Used(Map.of(), ALL, now, now));
  }

  /// Waits until something may be said in a chat.
  ///
  /// @throws DeliveryException when that is too long
  void await(String chat) throws InterruptedException {
    if (!isOn) return;
    long now = world.nanos();
    var wait = new long[1];
    used.update(
        before -> {
          Used after = taken(before, chat, now);
          wait[0] = wait(after, chat, now);
          return wait[0] > WAIT_MAX.toNanos() ? before : after;
        });
    var waiting = Duration.ofNanos(wait[0]);
    if (waiting.compareTo(WAIT_MAX) > 0) {
      throw DeliveryException.notNow(
          "Telegram wants to hear less at the moment", Optional.of(waiting));
    }
    if (waiting.isPositive()) NothingSent.during(() -> world.sleep(waiting));
  }

  /// Whether something that matters little may be said in a chat now.
  boolean mayShow(String chat) {
    if (!isOn) return true;
    long now = world.nanos();
    return used.updateIf(
        before -> {
          Used after = taken(before, chat, now);
          return wait(after, chat, now) > 0 ? Optional.empty() : Optional.of(after);
        });
  }

  /// Telegram refused something in a chat, and named how long to wait.
  void refused(String chat, Duration retryAfter) {
    long now = world.nanos();
    long until = now + retryAfter.toNanos();
    used.update(
        before -> {
          boolean isAnother = !before.refused.equals(chat) && before.refusedUntil - now > 0;
          long closed = isAnother ? later(before.closedUntil, until) : before.closedUntil;
          Map<String, Long> all = new HashMap<>(before.until);
          all.put(chat, until + rate(chat).early());
          return new Used(Map.copyOf(all), chat, until, closed);
        });
  }

  private Used taken(Used before, String chat, long now) {
    Map<String, Long> until = new HashMap<>(before.until);
    if (until.size() >= CHATS_MAX) until.values().removeIf(time -> time - now <= 0);
    until.merge(chat, now, TelegramPace::later);
    until.merge(ALL, now, TelegramPace::later);
    until.merge(chat, rate(chat).gap().toNanos(), Long::sum);
    until.merge(ALL, all.gap().toNanos(), Long::sum);
    return new Used(Map.copyOf(until), before.refused, before.refusedUntil, before.closedUntil);
  }

  private long wait(Used after, String chat, long now) {
    long own = after.until.getOrDefault(chat, now) - now - rate(chat).early();
    long others = after.until.getOrDefault(ALL, now) - now - all.early();
    return Math.max(0, Math.max(Math.max(own, others), after.closedUntil - now));
  }

  private static Rate rate(String chat) {
    return chat.startsWith("-") ? GROUP : CHAT;
  }

  private static long later(long one, long other) {
    return one - other > 0 ? one : other;
  }
}
