package dev.nanobot.api;

import dev.nanobot.message.Budgets.Limit;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Set;
import java.util.function.BooleanSupplier;
import tools.jackson.databind.JsonNode;

/// What the program that serves knows of itself. `endpoints` are the ways that messages can leave
/// by; `isWorking` tells whether it works on sessions.
///
/// Shared: immutable.
public record Program(
    String version,
    Instant startedAt,
    Settings settings,
    ZoneId zone,
    Set<String> endpoints,
    BooleanSupplier isWorking) {
  public Program {
    endpoints = Set.copyOf(endpoints);
  }

  /// The configuration in force, its secrets hidden; the file it was read from; the database; and
  /// the limit of a day.
  public record Settings(JsonNode json, Path file, Path database, Limit day) {}
}
