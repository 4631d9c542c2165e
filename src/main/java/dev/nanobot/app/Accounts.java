package dev.nanobot.app;

import dev.nanobot.api.Setup;
import dev.nanobot.provider.Providers;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// What is known of providers and their keys; never a key itself.
record Accounts(Config config, Edits edits, Map<String, String> environment) {
  static List<Providers.Offer> offers() {
    return Providers.offers();
  }

  static boolean isSame(String name, String other) {
    return normal(name).equals(normal(other));
  }

  private static String normal(String name) {
    return name.strip().toLowerCase(Locale.ROOT).replace('-', '_');
  }

  /// Those that can be asked with a key alone, or without one.
  List<Setup.Account> all() {
    List<Setup.Account> all = new ArrayList<>();
    for (Providers.Offer offer : offers()) {
      Config.Endpoint endpoint = config.endpoint(edits.nameOf(offer.name()));
      boolean isReachable = offer.hasAddress() || !endpoint.apiBase().isBlank();
      if (isReachable) all.add(account(offer, endpoint));
    }
    config.providers().keySet().stream()
        .filter(name -> offers().stream().noneMatch(offer -> isSame(offer.name(), name)))
        .sorted()
        .map(name -> new Providers.Offer(name, false, List.of(), false))
        .forEach(own -> all.add(account(own, config.endpoint(own.name()))));
    return all;
  }

  private Setup.Account account(Providers.Offer offer, Config.Endpoint endpoint) {
    return new Setup.Account(
        offer.name(),
        offer.needsKey(),
        state(offer, endpoint),
        offer.variables(),
        ModelChoice.usual(offer.name()));
  }

  private String state(Providers.Offer offer, Config.Endpoint endpoint) {
    if (!endpoint.apiKey().isEmpty()) {
      boolean isFixed = !edits.fixedBy(Edits.keyPath(edits.nameOf(offer.name()))).isEmpty();
      return isFixed ? "environment" : "set";
    }
    boolean isGiven =
        offer.variables().stream().anyMatch(name -> !environment.getOrDefault(name, "").isBlank());
    return isGiven ? "environment" : "none";
  }
}
