package dev.nanobot.world;

import static java.util.Objects.requireNonNull;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/// A place for one immutable value that several threads replace.
///
/// Shared: each change makes a whole new value from the one that is there, by compare-and-set; a
/// change is pure, since it is made again when another thread was faster.
public final class Cell<T> {
  private final AtomicReference<T> value;

  public Cell(T first) {
    value = new AtomicReference<>(first);
  }

  public T get() {
    return requireNonNull(value.get());
  }

  public void set(T next) {
    value.set(next);
  }

  /// Puts a value in and returns the one that was there.
  public T swap(T next) {
    return requireNonNull(value.getAndSet(next));
  }

  public void update(UnaryOperator<T> change) {
    value.updateAndGet(change);
  }

  /// Replaces the value when `change` makes one; returns whether it did.
  public boolean updateIf(Function<T, Optional<T>> change) {
    while (true) {
      T before = get();
      Optional<T> after = change.apply(before);
      if (after.isEmpty()) return false;
      if (value.compareAndSet(before, after.get())) return true;
    }
  }
}
