package dev.nanobot.sim;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// What people and programs of a household did to jobs, and what they were told of it.
final class Deeds {
  /// How jobs begin that people made; those of tools have other identifiers.
  static final String JOB = "a0";

  /// Jobs that a process said it has, and that it removed.
  final Set<String> added = new LinkedHashSet<>();

  final Set<String> removed = new LinkedHashSet<>();

  /// How often somebody tried to change a job: it changed that often at most.
  final Map<String, Integer> changes = new HashMap<>();

  /// Calls of programs that were acknowledged, as `name/id`.
  final Set<String> calls = new LinkedHashSet<>();

  /// Jobs that a model was told of.
  final Set<String> heardOf = new HashSet<>();

  /// From when on, in nanoseconds of the run, the heartbeat has nothing to do; each odd entry is
  /// when it has again.
  final List<Long> idle = new ArrayList<>(List.of(0L));

  /// Makes texts that are there once.
  int texts;

  boolean isOver;
  Instant end = Instant.EPOCH;

  boolean isIdle() {
    return idle.size() % 2 == 1;
  }

  /// Whether nothing was to be done at a moment, nor within `grace` before.
  boolean wasIdle(long moment, long grace) {
    for (int i = 0; i < idle.size(); i += 2) {
      long until = i + 1 < idle.size() ? idle.get(i + 1) : Long.MAX_VALUE;
      long from = idle.get(i) == 0 ? 0 : idle.get(i) + grace;
      if (moment >= from && moment < until) return true;
    }
    return false;
  }
}
