package dev.nanobot.store;

import dev.nanobot.message.Job;
import dev.nanobot.message.Principal;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The jobs of a store in a SQLite file.
///
/// Shared: immutable.
record SqliteSchedules(Transactions transactions, ScheduleRows rows) implements Schedules {
  private static final Logger log = LoggerFactory.getLogger(SqliteSchedules.class);

  @Override
  public Added add(Job job, Instant after) {
    return transactions.write(sql -> rows.add(sql, job, after));
  }

  @Override
  public Optional<Planned> find(String job) {
    return transactions.read(sql -> JobRows.find(sql, job));
  }

  @Override
  public List<Unreadable> unreadable() {
    return transactions.read(JobRows::all).unreadable();
  }

  @Override
  public List<Planned> all() {
    return transactions.read(JobRows::all).jobs();
  }

  @Override
  public List<Planned> of(Principal principal) {
    return transactions.read(sql -> JobRows.of(sql, principal));
  }

  @Override
  public Change change(Job job, long version) {
    return transactions.write(sql -> rows.change(sql, job, version));
  }

  @Override
  public Change enable(String job) {
    return transactions.write(sql -> rows.enable(sql, job, true));
  }

  @Override
  public Change disable(String job) {
    return transactions.write(sql -> rows.enable(sql, job, false));
  }

  @Override
  public boolean remove(String job) {
    return transactions.write(sql -> rows.remove(sql, job));
  }

  @Override
  public List<Planned> due(Instant now, int jobsMax) {
    JobRows.Rows due = transactions.read(sql -> JobRows.due(sql, now, jobsMax));
    if (!due.unreadable().isEmpty()) disable(due.unreadable());
    return due.jobs();
  }

  private void disable(List<Unreadable> jobs) {
    transactions.act(sql -> rows.disable(sql, jobs));
    log.error(
        "jobs that cannot be read are disabled; nanobot cron list says why: {}",
        jobs.stream().map(Unreadable::id).toList());
  }

  @Override
  public Optional<Instant> next() {
    return transactions.read(sql -> JobRows.next(sql));
  }

  @Override
  public boolean fire(Firing firing) {
    return transactions.write(sql -> rows.fire(sql, firing));
  }

  @Override
  public int replan() {
    return transactions.write(rows::replan);
  }

  @Override
  public Start start(String job, Run run) {
    return transactions.write(sql -> rows.start(sql, job, run));
  }

  @Override
  public List<OfJob> since(Instant from, int slotsMax) {
    return transactions.read(sql -> SlotRows.since(sql, from, slotsMax));
  }

  @Override
  public List<Slot> history(String job, int slotsMax) {
    return transactions.read(sql -> SlotRows.history(sql, job, slotsMax));
  }
}
