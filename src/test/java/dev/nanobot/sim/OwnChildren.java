package dev.nanobot.sim;

import dev.nanobot.message.Outcome;
import dev.nanobot.message.SessionKey;
import dev.nanobot.message.Subagent;
import dev.nanobot.message.Waiting;
import dev.nanobot.message.Write;
import dev.nanobot.store.Store;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Collection;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A planted bug: a process works on the subagents in its own list only. Those of a process that
/// died are in no list.
final class OwnChildren {
  private static final int SESSIONS_MAX = 10_000;

  private final Store store;
  private final Set<SessionKey> mine = new HashSet<>();

  private OwnChildren(Store store) {
    this.store = store;
  }

  static Store around(Store store) {
    var children = new OwnChildren(store);
    return (Store)
        Proxy.newProxyInstance(
            Store.class.getClassLoader(),
            new Class<?>[] {Store.class},
            (self, method, arguments) -> children.call(method, arguments));
  }

  private @Nullable Object call(Method method, Object @Nullable [] arguments) throws Throwable {
    if (method.getName().equals("lease") && arguments != null) {
      arguments[4] = withForeign((Collection<?>) arguments[4]);
    }
    Object result;
    try {
      result = method.invoke(store, arguments);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
    if (method.getName().equals("settle") && arguments != null) {
      ((Map<?, ?>) arguments[1]).forEach((key, outcome) -> list((String) key, (Outcome) outcome));
    }
    if (method.getName().equals("note") && arguments != null) {
      list(((Waiting) arguments[1]).key(), (Outcome) arguments[2]);
    }
    return result;
  }

  private Set<Object> withForeign(Collection<?> held) {
    Set<Object> all = new HashSet<>(held);
    for (Store.Summary session : store.sessions(SESSIONS_MAX)) {
      boolean isForeign = Subagent.isOne(session.session()) && !mine.contains(session.session());
      if (isForeign) all.add(session.session());
    }
    return all;
  }

  private void list(String call, Outcome outcome) {
    if (outcome.writes().stream().noneMatch(Write.Spawn.class::isInstance)) return;
    long turn = Long.parseLong(call.substring(1, call.indexOf('.')));
    store.subagents().of(turn).forEach(listed -> mine.add(listed.session()));
  }
}
