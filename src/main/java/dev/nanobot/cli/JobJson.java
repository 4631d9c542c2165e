package dev.nanobot.cli;

import dev.nanobot.message.Job;
import dev.nanobot.message.Json;
import dev.nanobot.store.Schedules.Planned;
import dev.nanobot.store.Schedules.Slot;
import dev.nanobot.store.Schedules.Unreadable;
import java.util.Locale;
import tools.jackson.databind.node.ObjectNode;

/// Jobs and their times as JSON for scripts.
final class JobJson {
  private JobJson() {}

  static ObjectNode of(Planned planned) {
    Job job = planned.job();
    Job.Errand errand = job.errand();
    ObjectNode json =
        Json.object().put("id", job.id()).put("name", job.name()).put("enabled", job.isEnabled());
    json.set("schedule", job.schedule().json());
    return json.put("message", errand.text())
        .put("session", errand.session().value())
        .put(
            "answerTo",
            errand.answerTo().target(errand.session()).map(Object::toString).orElse(null))
        .put("principal", errand.principal().id())
        .put("misfire", job.misfire().name().toLowerCase(Locale.ROOT))
        .put("deleteAfterRun", job.isRemovedAtEnd())
        .put("next", planned.next().map(Object::toString).orElse(null))
        .put("createdAt", job.createdAt().toString());
  }

  static ObjectNode of(Unreadable job) {
    return Json.object()
        .put("id", job.id())
        .put("name", job.name())
        .put("enabled", false)
        .put("principal", job.principal())
        .put("unreadable", job.reason());
  }

  static ObjectNode of(Slot slot) {
    return Json.object()
        .put("slot", slot.slot().toString())
        .put("state", slot.state())
        .put("reason", slot.reason())
        .put("messageId", slot.message())
        .put("at", slot.at().toString());
  }
}
