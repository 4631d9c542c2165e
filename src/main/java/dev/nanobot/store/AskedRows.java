package dev.nanobot.store;

import dev.nanobot.message.Message.Result;
import dev.nanobot.message.Outcome;
import dev.nanobot.message.SessionKey;
import dev.nanobot.message.Write;
import dev.nanobot.store.Memories.Draft;
import dev.nanobot.store.Memories.Saved;
import dev.nanobot.world.World;
import java.sql.SQLException;
import java.util.Optional;

/// The rows that tools ask for, written in the transaction that commits the call's result.
///
/// Shared: immutable; every method runs inside a transaction of the caller, who has proved the
/// lease.
record AskedRows(World world, SubagentRows subagents, ScheduleRows schedules) {
  /// Writes what a call asks for. Returns its result: the one that its tool gave, or that of the
  /// row that was refused.
  Result write(Sql sql, Lease lease, StepKey call, Outcome outcome) throws SQLException {
    for (Write write : outcome.writes()) {
      Optional<String> refusal = write(sql, lease, call, write);
      if (refusal.isEmpty()) continue;
      return new Result(outcome.result().callId(), "Error: " + refusal.get(), true);
    }
    return outcome.result();
  }

  private Optional<String> write(Sql sql, Lease lease, StepKey call, Write write)
      throws SQLException {
    switch (write) {
      case Write.Say say -> say(sql, lease, call, say);
      case Write.Remember note -> MemoryRows.add(sql, note, call.turn(), now());
      case Write.Spawn spawn -> subagents.spawn(sql, lease, call, spawn);
      case Write.Saw saw -> saw(sql, lease, saw);
      case Write.Unplan unplan -> schedules.remove(sql, unplan.job());
      case Write.Edit edit -> {
        return edit(sql, edit);
      }
      case Write.Plan plan -> {
        return schedules.plan(sql, plan.job());
      }
      case Write.Cancel cancel -> {
        return cancel(sql, lease, cancel.subagent());
      }
    }
    return Optional.empty();
  }

  private void say(Sql sql, Lease lease, StepKey call, Write.Say say) throws SQLException {
    boolean isHere = say.target().equals(lease.session());
    SessionKey chat = isHere ? TakenRows.chat(sql, lease, call.turn()) : say.target();
    OutboxRows.say(sql, call.turn(), chat, say, now());
  }

  private static void saw(Sql sql, Lease lease, Write.Saw saw) throws SQLException {
    sql.update(
        """
        insert into seen (session, path, version) values (?, ?, ?)
        on conflict (session, path) do update set version = excluded.version
        """,
        lease.session().value(),
        saw.path(),
        saw.version());
  }

  private Optional<String> edit(Sql sql, Write.Edit edit) throws SQLException {
    var draft =
        new Draft(
            edit.scope(),
            edit.name(),
            edit.base(),
            edit.body(),
            edit.upto(),
            edit.author(),
            edit.key());
    Saved saved = MemoryRows.save(sql, draft, now());
    if (saved.isSaved()) return Optional.empty();
    return Optional.of(
        "%s was changed meanwhile, so nothing was written. It is version %d now: read it again."
            .formatted(edit.name(), saved.now().version()));
  }

  private Optional<String> cancel(Sql sql, Lease lease, String id) throws SQLException {
    return switch (subagents.cancel(sql, lease.session(), id, null)) {
      case CANCELLED -> Optional.empty();
      case ENDED -> Optional.of(Subagents.Cancellation.ENDED.told(id));
      case NOT_FOUND -> Optional.of(Subagents.Cancellation.NOT_FOUND.told(id));
    };
  }

  private long now() {
    return world.now().toEpochMilli();
  }
}
