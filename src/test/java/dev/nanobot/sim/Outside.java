package dev.nanobot.sim;

import dev.nanobot.message.Outbound;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// What an observer outside of all processes saw: it outlives their deaths.
final class Outside {
  /// Texts sent by people, by session, in order.
  final Map<String, List<String>> sent = new HashMap<>();

  /// External ids the gateway acknowledged.
  final Set<String> acknowledged = new LinkedHashSet<>();

  /// What the platform took, repeats included, in order.
  final List<Outbound> said = new ArrayList<>();

  /// How often a tool that must run once ran, by its call's key.
  final Map<String, Integer> onceRuns = new HashMap<>();

  /// What the model or a tool found wrong in what it was given.
  final Set<String> faults = new LinkedHashSet<>();

  /// What the household did.
  final Deeds deeds = new Deeds();

  /// Whether each question is counted before it is put.
  boolean isThrifty;

  int crashes;
  int pauses;
  int refusals;
  int modelCalls;
  int summaries;
}
