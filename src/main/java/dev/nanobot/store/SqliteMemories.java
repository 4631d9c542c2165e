package dev.nanobot.store;

import dev.nanobot.message.Asker;
import dev.nanobot.message.Reply;
import dev.nanobot.message.SessionKey;
import dev.nanobot.message.Write;
import dev.nanobot.world.World;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// The memories of a store in a SQLite file.
///
/// Shared: immutable.
final class SqliteMemories implements Memories {
  private final Transactions transactions;
  private final World world;
  private final ConsolidationRows consolidations;

  SqliteMemories(Transactions transactions, World world, TurnRows turns) {
    this.transactions = transactions;
    this.world = world;
    this.consolidations = new ConsolidationRows(turns);
  }

  @Override
  public void add(Write.Remember note) {
    transactions.act(sql -> MemoryRows.add(sql, note, null, now()));
  }

  @Override
  public Text text(String scope, String name) {
    return transactions.read(sql -> MemoryRows.text(sql, scope, name));
  }

  @Override
  public Saved save(Draft draft) {
    return transactions.write(sql -> MemoryRows.save(sql, draft, now()));
  }

  @Override
  public boolean isDone(String key) {
    return transactions.read(sql -> MemoryRows.isDone(sql, key));
  }

  @Override
  public Optional<String> version(String scope, String name, long version) {
    return transactions.read(sql -> MemoryRows.version(sql, scope, name, version));
  }

  @Override
  public List<Version> log(String scope, String name, int versionsMax) {
    return transactions.read(sql -> MemoryRows.log(sql, scope, name, versionsMax));
  }

  @Override
  public List<Listed> list(String scope) {
    return transactions.read(sql -> MemoryRows.list(sql, scope));
  }

  @Override
  public News news(String scope, long after) {
    return transactions.read(sql -> MemoryRows.news(sql, scope, after));
  }

  @Override
  public List<Hit> search(String scope, String principalScope, String words, int hitsMax) {
    List<String> quoted = Words.quoted(words);
    if (quoted.isEmpty()) return List.of();
    while (transactions.read(RecallRows::isBehind)) {
      transactions.act(sql -> RecallRows.advance(sql, now()));
    }
    List<Hit> all = hits(scope, principalScope, String.join(" ", quoted), hitsMax);
    return all.isEmpty() ? hits(scope, principalScope, String.join(" OR ", quoted), hitsMax) : all;
  }

  private List<Hit> hits(String scope, String principalScope, String query, int hitsMax) {
    return transactions.read(
        sql -> RecallRows.search(sql, scope, principalScope, query, Math.min(hitsMax, HITS_MAX)));
  }

  @Override
  public Sight look(String scope, String name) {
    return transactions.read(
        sql ->
            new Sight(
                MemoryRows.text(sql, scope, name),
                ProjectionRows.recent(sql, scope, name, 1).stream().findFirst()));
  }

  @Override
  public List<Projection> projections(String scope, String name) {
    return transactions.read(sql -> ProjectionRows.recent(sql, scope, name, ProjectionRows.KEPT));
  }

  @Override
  public Projection project(Text text, String hash, boolean isPlaced) {
    return transactions.write(sql -> ProjectionRows.add(sql, text, hash, isPlaced, now()));
  }

  @Override
  public void placed(Projection projection, boolean isPlaced) {
    transactions.act(sql -> ProjectionRows.placed(sql, projection, isPlaced));
  }

  @Override
  public List<Idle> idle(Instant before, int sessionsMax) {
    return transactions.read(sql -> consolidations.idle(sql, before.toEpochMilli(), sessionsMax));
  }

  @Override
  public long consolidated(SessionKey session) {
    return transactions.read(sql -> RecallRows.cursor(sql, ConsolidationRows.cursor(session)));
  }

  @Override
  public List<Told> unconsolidated(SessionKey session, Asker speaker, int entriesMax) {
    return transactions.read(sql -> ConsolidationRows.history(sql, session, speaker, entriesMax));
  }

  @Override
  public long consolidationTokens(Instant start) {
    return transactions.read(sql -> ConsolidationRows.tokens(sql, start.toEpochMilli()));
  }

  @Override
  public boolean consolidate(Lease lease, Reply reply, Optional<Draft> draft, long upto) {
    try {
      transactions.fence(sql -> consolidations.consolidate(sql, lease, reply, draft, upto, now()));
      return true;
    } catch (ConsolidationRows.Overtaken e) {
      transactions.act(sql -> Races.count(sql, Races.MEMORY_CHANGED, 1));
      return false;
    }
  }

  @Override
  public void consolidate(Lease lease, long upto) {
    transactions.fence(sql -> consolidations.consolidate(sql, lease, upto, now()));
  }

  @Override
  public void postpone(Lease lease, String reason) {
    transactions.fence(sql -> consolidations.postpone(sql, lease, reason));
  }

  private long now() {
    return world.now().toEpochMilli();
  }
}
