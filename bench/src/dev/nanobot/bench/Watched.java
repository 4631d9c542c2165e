package dev.nanobot.bench;

import dev.nanobot.store.Store;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;

/// A store that notes how long each verb takes its caller.
final class Watched {
  private final Map<String, ConcurrentLinkedQueue<Long>> times = new ConcurrentHashMap<>();

  Store watch(Store store) {
    return (Store) Proxy.newProxyInstance(Store.class.getClassLoader(),
        new Class<?>[] {Store.class}, (self, method, arguments) -> {
          long start = System.nanoTime();
          Object result = call(store, method, arguments);
          note(method.getName(), System.nanoTime() - start);
          return result;
        });
  }

  private static Object call(Store store, Method method, Object[] arguments) throws Throwable {
    try {
      return method.invoke(store, arguments);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }

  void note(String verb, long nanos) {
    times.computeIfAbsent(verb, name -> new ConcurrentLinkedQueue<>()).add(nanos);
  }

  void forget() {
    times.clear();
  }

  double medianMs(String verb) {
    var noted = times.get(verb);
    if (noted == null) return Double.NaN;
    return Samples.of(noted.stream().mapToLong(Long::longValue).toArray()).medianMs();
  }
}
