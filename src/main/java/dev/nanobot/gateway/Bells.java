package dev.nanobot.gateway;

import dev.nanobot.world.Bell;
import dev.nanobot.world.World;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The wake-ups within one process: one bell for the inbox, one for each endpoint's outbox. A bell
/// is a hint: everybody who waits on one also looks from time to time.
///
/// Shared: immutable.
public final class Bells {
  private final Bell inbox;
  private final Map<String, Bell> outboxes = new LinkedHashMap<>();

  public Bells(World world, List<String> endpoints) {
    inbox = new Bell(world);
    for (String endpoint : endpoints) outboxes.put(endpoint, new Bell(world));
  }

  /// Rung after something new is in the inbox, or a session was given back.
  Bell inbox() {
    return inbox;
  }

  Bell outbox(String endpoint) {
    Bell bell = outboxes.get(endpoint);
    if (bell == null) throw new IllegalArgumentException("an endpoint has a bell: " + endpoint);
    return bell;
  }

  /// Rings after something new is in the outbox, for whichever endpoint.
  void ringOutboxes() {
    outboxes.values().forEach(Bell::ring);
  }
}
