package dev.nanobot.store;

import dev.nanobot.message.Inbound;
import dev.nanobot.message.SessionKey;
import dev.nanobot.store.Gates.Decision;
import dev.nanobot.store.Gates.Wish;
import dev.nanobot.store.Schedules.Run;
import dev.nanobot.store.Schedules.Start;
import dev.nanobot.store.Store.Receipt;
import dev.nanobot.store.Subagents.Cancellation;
import java.util.Optional;
import java.util.function.Function;

/// The controls of a store in a SQLite file.
///
/// Shared: immutable.
record SqliteControls(Transactions transactions, ControlRows rows) implements Controls {
  @Override
  public Receipt answer(Inbound message, String answer) {
    return transactions.write(sql -> rows.answer(sql, message, answer));
  }

  @Override
  public Receipt decide(Inbound message, Wish wish, Function<Decision, String> answer) {
    return transactions.write(sql -> rows.decide(sql, message, wish, answer));
  }

  @Override
  public Receipt stop(Inbound message, Function<Stopped, String> answer) {
    return transactions.write(sql -> rows.stop(sql, message, answer));
  }

  @Override
  public Receipt restart(Inbound message, Function<Stopped, String> answer) {
    return transactions.write(sql -> rows.restart(sql, message, answer));
  }

  @Override
  public Receipt undo(Inbound message, Function<Undone, String> answer) {
    return transactions.write(sql -> rows.undo(sql, message, answer));
  }

  @Override
  public Receipt cancel(Inbound message, String subagent, Function<Cancellation, String> answer) {
    return transactions.write(sql -> rows.cancel(sql, message, subagent, answer));
  }

  @Override
  public Receipt choose(Inbound message, String setting, String value, String answer) {
    return transactions.write(sql -> rows.choose(sql, message, setting, value, answer));
  }

  @Override
  public Receipt unplan(Inbound message, String job, Function<Boolean, String> answer) {
    return transactions.write(sql -> rows.unplan(sql, message, job, answer));
  }

  @Override
  public Receipt start(Inbound message, String job, Run run, Function<Start, String> answer) {
    return transactions.write(sql -> rows.start(sql, message, job, run, answer));
  }

  @Override
  public Optional<String> chosen(SessionKey session, String setting) {
    return transactions.read(sql -> SettingRows.get(sql, session, setting));
  }
}
