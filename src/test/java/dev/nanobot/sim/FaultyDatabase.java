package dev.nanobot.sim;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/// The connections of one simulated process: any commit may be the last thing before its death, or
/// the first thing after it; any may find the disk full. A mutant rewrites statements.
final class FaultyDatabase {
  /// Odds are one in so many commits; 0 is never.
  record Odds(int crash, int diskFull) {}

  private final SimWorld process;
  private final Odds odds;
  private final Mutant mutant;
  private final List<Connection> connections = new ArrayList<>();
  private boolean isCalm;

  FaultyDatabase(SimWorld process, Odds odds, Mutant mutant) {
    this.process = process;
    this.odds = odds;
    this.mutant = mutant;
  }

  /// No more faults from now on.
  void calm() {
    isCalm = true;
  }

  Connection open(SQLiteConfig config, Path path) throws SQLException {
    config.setSynchronous(SQLiteConfig.SynchronousMode.OFF); // Power cuts are not simulated here.
    Connection real = config.createConnection("jdbc:sqlite:" + path);
    connections.add(real);
    process.tellTime(real);
    return proxy(
        Connection.class,
        (self, method, arguments) -> {
          if (!method.getName().equals("prepareStatement")) return call(real, method, arguments);
          String sql = (String) arguments[0];
          PreparedStatement statement = real.prepareStatement(mutant.rewrite(sql));
          if (sql.equals("commit")) return committing(statement);
          return mutant.splitsBefore(sql) ? splitting(real, statement) : statement;
        });
  }

  /// Has the database keep a trail; `restartsJobs` plants a bug.
  void watch(boolean restartsJobs) {
    try (Statement sql = connections.getFirst().createStatement()) {
      Trail.lay(sql, restartsJobs);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /// What the operating system does to a dead process: open transactions are undone.
  void close() throws SQLException {
    for (Connection connection : connections) connection.close();
    connections.clear();
  }

  private PreparedStatement committing(PreparedStatement commit) {
    return proxy(
        PreparedStatement.class,
        (self, method, arguments) -> {
          if (!method.getName().equals("executeUpdate")) return call(commit, method, arguments);
          fail();
          Object result = call(commit, method, arguments);
          crash();
          Thread.yield();
          return result;
        });
  }

  /// A statement that is executed in another transaction than what came before it.
  private PreparedStatement splitting(Connection real, PreparedStatement statement) {
    return proxy(
        PreparedStatement.class,
        (self, method, arguments) -> {
          if (method.getName().equals("executeUpdate")) {
            try (var plain = real.createStatement()) {
              plain.executeUpdate("commit");
              crash();
              plain.executeUpdate("begin immediate");
              plain.executeUpdate("savepoint job");
            }
          }
          return call(statement, method, arguments);
        });
  }

  private void fail() throws SQLException {
    crash();
    if (!isCalm && odds.diskFull() > 0 && process.chance(odds.diskFull()) == 0) {
      throw new SQLiteException("simulated", SQLiteErrorCode.SQLITE_FULL);
    }
  }

  private void crash() throws SQLException {
    boolean dies = !isCalm && odds.crash() > 0 && process.chance(odds.crash()) == 0;
    if (dies) process.kill();
    if (!process.isDead()) return;
    close();
    throw new SimWorld.Killed();
  }

  private static @Nullable Object call(Object target, Method method, Object @Nullable [] arguments)
      throws Throwable {
    try {
      return method.invoke(target, arguments);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }

  private static <T> T proxy(Class<T> type, InvocationHandler handler) {
    return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
  }

  /// A planted bug, as another text for some statements.
  record Mutant(String name, UnaryOperator<String> rewriting, String split) {
    static final Mutant NONE = new Mutant("none", sql -> sql, "");

    String rewrite(String sql) {
      return rewriting.apply(sql);
    }

    boolean splitsBefore(String sql) {
      return !split.isEmpty() && sql.contains(split);
    }
  }
}
