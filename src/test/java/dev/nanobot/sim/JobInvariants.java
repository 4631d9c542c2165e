package dev.nanobot.sim;

import dev.nanobot.message.Json;
import dev.nanobot.message.Schedule;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// What holds of jobs at the end of every run: the trail is followed from the first job to the
/// last, and no time of any job is without its row.
final class JobInvariants {
  private static final Pattern BEFORE = Pattern.compile(".*; and \\d+ before it, from (\\S+)");
  private static final Pattern AFTER = Pattern.compile(".*; and all after it until (\\S+)");

  /// How late a job may be when the run ends.
  private static final long LATE_MS = 60_000;

  /// One line of the trail; times are those of clocks.
  private record Mark(
      String what,
      String job,
      long at,
      long latest,
      @Nullable Long slot,
      @Nullable Long before,
      @Nullable Long after,
      @Nullable String schedule,
      boolean isEnabled,
      long createdAt,
      String note) {}

  /// A job as the trail has told of it so far.
  private static final class Story {
    private Optional<Schedule> schedule = Optional.empty();
    private Optional<Long> next = Optional.empty();
    private boolean isThere = true;
    private final Set<Long> open = new HashSet<>();
    private final Set<Long> earlier = new HashSet<>(); // of those, from before it moved on
  }

  /// The rows of a job's slots; from the key of a range on, up to its value, slots are only
  /// counted.
  private record Slots(Set<Long> rows, NavigableMap<Long, Long> counted) {
    boolean have(long slot) {
      Map.Entry<Long, Long> range = counted.floorEntry(slot);
      return rows.contains(slot) || (range != null && slot < range.getValue());
    }
  }

  private final Deeds deeds;
  private final Map<String, Story> stories = new HashMap<>();
  private final Map<String, Slots> slots = new HashMap<>();
  private final Map<String, Integer> changes = new HashMap<>();
  private final List<String> violations = new ArrayList<>();

  private JobInvariants(Deeds deeds) {
    this.deeds = deeds;
  }

  static List<String> check(Statement sql, Deeds deeds) throws SQLException {
    var invariants = new JobInvariants(deeds);
    invariants.readSlots(sql);
    for (Mark mark : trail(sql)) invariants.follow(mark);
    invariants.end();
    return invariants.violations;
  }

  private static List<Mark> trail(Statement sql) throws SQLException {
    List<Mark> trail = new ArrayList<>();
    try (ResultSet row =
        sql.executeQuery("select * from trail where what <> 'beat' order by seq")) {
      while (row.next()) {
        trail.add(
            new Mark(
                row.getString("what"),
                row.getString("name"),
                row.getLong("at"),
                row.getLong("latest"),
                number(row, "slot"),
                number(row, "before"),
                number(row, "after"),
                row.getString("schedule"),
                row.getBoolean("is_enabled"),
                row.getLong("created_at"),
                row.getString("note")));
      }
    }
    return trail;
  }

  private static @Nullable Long number(ResultSet row, String column) throws SQLException {
    long value = row.getLong(column);
    return row.wasNull() ? null : value;
  }

  private void readSlots(Statement sql) throws SQLException {
    try (ResultSet row = sql.executeQuery("select job, slot, reason from cron_run")) {
      while (row.next()) {
        Slots of =
            slots.computeIfAbsent(
                row.getString(1), job -> new Slots(new HashSet<>(), new TreeMap<>()));
        of.rows().add(row.getLong(2));
        Matcher before = BEFORE.matcher(row.getString(3));
        if (before.matches()) of.counted().put(millis(before.group(1)), row.getLong(2));
        Matcher after = AFTER.matcher(row.getString(3));
        if (after.matches()) of.counted().put(row.getLong(2), millis(after.group(1)) + 1);
      }
    }
  }

  private static long millis(String time) {
    return Instant.parse(time).toEpochMilli();
  }

  private void follow(Mark mark) {
    if (mark.what().equals("added")) {
      add(mark);
      return;
    }
    Story story = stories.get(mark.job());
    if (story == null || (!story.isThere && !mark.what().equals("ended"))) {
      violations.add(mark.job() + " is not there, and: " + mark);
      return;
    }
    switch (mark.what()) {
      case "moved" -> move(story, mark);
      case "changed" -> change(story, mark);
      case "removed" -> remove(story, mark);
      case "slot" -> slot(story, mark);
      case "ended" -> {
        story.open.remove(mark.slot());
        story.earlier.remove(mark.slot());
      }
      default -> throw new AssertionError(mark);
    }
  }

  private void add(Mark mark) {
    var story = new Story();
    story.schedule = schedule(mark);
    story.next = Optional.ofNullable(mark.after());
    if (stories.putIfAbsent(mark.job(), story) != null) {
      violations.add(mark.job() + " was removed and is there again");
    }
    expect(mark, mark.isEnabled() ? next(story, mark.createdAt()) : Optional.empty());
  }

  private void move(Story story, Mark mark) {
    long end = mark.after() == null ? Long.MAX_VALUE : mark.after();
    if (story.next.filter(before -> end < before).isPresent()) {
      at(story, mark);
      expect(mark, next(story, mark.at())); // A clock that was ahead was set back.
      story.next = Optional.of(end);
      return;
    }
    Optional<Long> slot = at(story, mark);
    while (slot.isPresent() && slot.get() < end) {
      account(mark, slot.get());
      slot = next(story, slot.get());
    }
    expect(mark, slot);
    story.next = Optional.ofNullable(mark.after());
    story.earlier.clear();
    story.earlier.addAll(story.open);
  }

  private void change(Story story, Mark mark) {
    changes.merge(mark.job(), 1, Integer::sum);
    Optional<Schedule> schedule = schedule(mark);
    Optional<Long> before = at(story, mark);
    boolean goesOn = mark.isEnabled() && before.isPresent() && schedule.equals(story.schedule);
    if (!goesOn) leave(story, mark);
    story.schedule = schedule;
    if (goesOn) expect(mark, before);
    else expect(mark, mark.isEnabled() ? next(story, mark.at()) : Optional.empty());
    story.next = Optional.ofNullable(mark.after());
  }

  private void remove(Story story, Mark mark) {
    leave(story, mark);
    story.isThere = false;
  }

  /// What was due and is not seen to any more is told about.
  private void leave(Story story, Mark mark) {
    Optional<Long> slot = at(story, mark);
    while (slot.isPresent() && slot.get() <= mark.at()) {
      account(mark, slot.get());
      slot = next(story, slot.get());
    }
  }

  private void slot(Story story, Mark mark) {
    long slot = mark.slot() == null ? 0 : mark.slot();
    boolean isByHand = mark.note().contains("started by hand");
    boolean isDue = next(story, slot - 1).equals(Optional.of(slot)) && slot <= mark.latest();
    if (!isByHand && !isDue) violations.add(mark.job() + " has no such time: " + mark);
    if (!mark.note().startsWith("fired")) return;
    Set<Long> atWork = isByHand ? story.open : story.earlier; // What is made up for is one run.
    if (!atWork.isEmpty()) {
      violations.add(mark.job() + " runs twice at once: " + atWork + " and " + slot);
    }
    story.open.add(slot);
  }

  /// Where the job stood, which is where the last mark left it.
  private Optional<Long> at(Story story, Mark mark) {
    if (!Optional.ofNullable(mark.before()).equals(story.next)) {
      violations.add(mark.job() + " stood at " + story.next + ", not as in " + mark);
    }
    return story.next;
  }

  private void expect(Mark mark, Optional<Long> next) {
    if (!next.equals(Optional.ofNullable(mark.after()))) {
      violations.add(mark.job() + " goes on at " + next + ", not as in " + mark);
    }
  }

  private void account(Mark mark, long slot) {
    Slots of = slots.get(mark.job());
    if (of == null || !of.have(slot)) {
      violations.add(mark.job() + " has no row for " + Instant.ofEpochMilli(slot) + ": " + mark);
    }
  }

  private static Optional<Schedule> schedule(Mark mark) {
    return Optional.ofNullable(mark.schedule())
        .map(
            json ->
                Schedule.read(
                    Json.parse(json), Instant.ofEpochMilli(mark.createdAt()), ZoneOffset.UTC));
  }

  /// The time after `after`. That of even steps is reckoned here: whatever happens, they keep their
  /// distance from when the job was made.
  private static Optional<Long> next(Story story, long after) {
    return story.schedule.flatMap(
        schedule -> {
          if (schedule instanceof Schedule.Every every) {
            long period = every.period().toMillis();
            long anchor = every.anchor().toEpochMilli();
            long steps = Math.floorDiv(after - anchor, period) + 1;
            return Optional.of(anchor + steps * period);
          }
          return schedule.next(Instant.ofEpochMilli(after)).map(Instant::toEpochMilli);
        });
  }

  private void end() {
    stories.forEach(
        (job, story) -> {
          boolean isLate =
              story.next.map(next -> next < deeds.end.toEpochMilli() - LATE_MS).orElse(false);
          if (story.isThere && isLate) violations.add(job + " is due at the end: " + story.next);
          if (story.isThere && deeds.removed.contains(job)) violations.add(job + " was removed");
        });
    for (String job : deeds.added) {
      if (!stories.containsKey(job)) violations.add(job + " was added and is not there");
    }
    changes.forEach(
        (job, count) -> {
          int wanted = deeds.changes.getOrDefault(job, 0);
          if (count > wanted) violations.add(job + " changed " + count + " times, not " + wanted);
        });
  }
}
