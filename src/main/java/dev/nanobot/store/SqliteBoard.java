package dev.nanobot.store;

import dev.nanobot.world.World;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// The board of a store in a SQLite file.
///
/// Shared: immutable.
record SqliteBoard(Transactions transactions, World world) implements Board {
  private static final Set<String> LEAVING =
      Set.of("pending", "sending", "sent", "dead", "dropped");

  @Override
  public List<Came> came(Filter filter, long before, int messagesMax) {
    return transactions.read(sql -> BoardRows.came(sql, filter, before, messagesMax));
  }

  @Override
  public Optional<Came> came(long message) {
    return transactions.read(sql -> BoardRows.came(sql, message));
  }

  @Override
  public Withdrawal withdraw(long message) {
    return transactions.write(sql -> BoardRows.withdraw(sql, message, world.now().toEpochMilli()));
  }

  @Override
  public List<Leaves> leaves(String state, long before, int messagesMax) {
    if (!LEAVING.contains(state)) {
      throw new IllegalArgumentException(
          "what leaves is pending, sending, sent, dead or dropped: " + state);
    }
    return transactions.read(sql -> BoardRows.leaves(sql, state, before, messagesMax));
  }

  @Override
  public Optional<Leaves> leaves(long outbound) {
    return transactions.read(sql -> BoardRows.leaves(sql, outbound));
  }

  @Override
  public List<Long> givenUp() {
    return transactions.read(BoardRows::givenUp);
  }

  @Override
  public Handling retry(long outbound, String who) {
    long now = world.now().toEpochMilli();
    return transactions.write(sql -> OperatorRows.retry(sql, outbound, who, now));
  }

  @Override
  public Handling drop(long outbound, String who) {
    long now = world.now().toEpochMilli();
    return transactions.write(sql -> OperatorRows.drop(sql, outbound, who, now));
  }

  /// Looking first keeps the search away from the one who writes.
  @Override
  public int prune(Old kind, Instant before, int max) {
    var wanted = new RetentionRows.Wanted(kind, before.toEpochMilli(), max);
    List<String> found = transactions.read(sql -> RetentionRows.find(sql, wanted));
    if (found.isEmpty()) return 0;
    long now = world.now().toEpochMilli();
    return transactions.write(sql -> RetentionRows.delete(sql, wanted, found, now));
  }

  @Override
  public Traffic traffic(String endpoint) {
    return transactions.read(sql -> BoardRows.traffic(sql, endpoint));
  }

  @Override
  public Figures figures() {
    return transactions.read(sql -> BoardRows.figures(sql, world.now()));
  }
}
