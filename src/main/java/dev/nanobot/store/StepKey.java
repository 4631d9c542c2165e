package dev.nanobot.store;

/// Names a step in all of the store: `tTURN.K`. It is the idempotency key of what the step does.
record StepKey(long turn, int k) {
  static StepKey parse(String key) {
    int dot = key.indexOf('.');
    return new StepKey(
        Long.parseLong(key, 1, dot, 10), Integer.parseInt(key, dot + 1, key.length(), 10));
  }

  @Override
  public String toString() {
    return "t" + turn + "." + k;
  }
}
