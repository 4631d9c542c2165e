package dev.nanobot.api;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/// Settings of a gateway that has no file: there are none, and none can be changed.
final class NoSetup implements Setup {
  final AtomicInteger restarts = new AtomicInteger();
  private static final Impossible IMPOSSIBLE = new Impossible("file_unusable", "There is none.");

  @Override
  public State state() {
    var model = new Model("test", "", false);
    return new State("none", false, false, "", "", model, List.of(), List.of(), List.of());
  }

  @Override
  public List<Problem> check(Edit edit) {
    return List.of();
  }

  @Override
  public Outcome change(String revision, Edit edit) {
    return IMPOSSIBLE;
  }

  @Override
  public Outcome undo(String revision) {
    return IMPOSSIBLE;
  }

  @Override
  public Trial attempt(Edit edit) {
    return new Trial(false, "There is no model.", "", Duration.ZERO);
  }

  @Override
  public void restart() {
    restarts.incrementAndGet();
  }
}
