package dev.nanobot.gateway;

import dev.nanobot.store.Subagents.Listed;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;

/// Subagents as people and models read them.
final class SubagentLines {
  private SubagentLines() {}

  static String of(List<Listed> listed, Instant now) {
    if (listed.isEmpty()) return "There are no subagents here.";
    return listed.stream().map(one -> line(one, now)).collect(Collectors.joining("\n"));
  }

  private static String line(Listed one, Instant now) {
    String reason = one.reason().isEmpty() ? "" : " (" + one.reason() + ")";
    String steps = one.questions() == 1 ? "1 step" : one.questions() + " steps";
    return "- %s %s for %s, %s: %s%s"
        .formatted(
            one.id(),
            one.state(),
            time(Duration.between(one.since(), now)),
            steps,
            one.label(),
            reason);
  }

  private static String time(Duration since) {
    long seconds = Math.max(0, since.toSeconds());
    if (seconds < Duration.ofMinutes(1).toSeconds()) return seconds + " s";
    if (seconds < Duration.ofHours(1).toSeconds()) return since.toMinutes() + " min";
    return seconds < Duration.ofDays(1).toSeconds()
        ? since.toHours() + " h"
        : since.toDays() + " d";
  }
}
