package dev.nanobot.provider;

import dev.nanobot.message.Secret;
import dev.nanobot.provider.Vendor.Kind;
import java.net.URI;
import java.net.http.HttpRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Who serves a model: the first rule that fits decides.
///
/// 1. the provider that the configuration names;
/// 2. the prefix of the model (`deepseek/…`), if that vendor is set up;
/// 3. the prefix of the model, if it is the name of an own server in the configuration;
/// 4. a word in the model (`claude…`), if its vendor is set up;
/// 5. a local server with an `apiBase`;
/// 6. the first gateway, then the first other vendor, with a key;
/// 7. the first own server.
///
/// Source: the original's `config/schema.py`, provider matching.
///
/// Shared: immutable. It depends on nothing but what it is given.
final class Selection {
  /// What came of it.
  sealed interface Choice {}

  /// `model` is the name that the vendor knows it by.
  record Chosen(Vendor vendor, Endpoint endpoint, String model) implements Choice {}

  /// `sentence` says what is missing and what to do.
  record Missing(String sentence) implements Choice {}

  private final Map<String, Providers.Access> configured;
  private final Map<String, String> environment;

  Selection(Map<String, Providers.Access> configured, Map<String, String> environment) {
    this.configured = configured;
    this.environment = environment;
  }

  Choice choose(Providers.Model wanted) {
    String provider = Vendor.normal(wanted.provider());
    if (wanted.name().isBlank()) {
      return new Missing(
          "No model is set: set agents.defaults.model, or \"rehearsal\" to try" + " without one.");
    }
    if (provider.isEmpty() || provider.equals("auto")) return search(wanted.name());
    return named(wanted.provider())
        .map(vendor -> reach(vendor, wanted.name()))
        .orElseGet(() -> new Missing(nobodyIs(wanted.provider())));
  }

  private Optional<Vendor> named(String provider) {
    return Registry.named(provider).or(() -> own(provider));
  }

  /// What to say of a name that no provider has; empty when one has it.
  Optional<String> unknown(String provider) {
    return named(provider).isPresent() ? Optional.empty() : Optional.of(nobodyIs(provider));
  }

  private static String nobodyIs(String provider) {
    String name = Vendor.normal(provider);
    String unserved = Registry.UNSERVED.get(name);
    return unserved != null
        ? "The provider \"" + name + "\" is not supported: " + unserved + "."
        : "No provider is called \""
            + provider
            + "\". Known are "
            + names()
            + "; for a server of your own set providers."
            + provider
            + ".apiBase.";
  }

  private Choice search(String model) {
    Optional<Vendor> found =
        Stream.of(
                vendors().filter(v -> v.isPrefixOf(model)).filter(v -> isReady(v, true)),
                owns().filter(v -> v.isPrefixOf(model)),
                vendors().filter(v -> v.recognises(model)).filter(v -> isReady(v, false)),
                vendors().filter(v -> v.kind() == Kind.LOCAL && hasBase(v)),
                vendors().filter(v -> v.kind() == Kind.GATEWAY && hasKey(v)),
                vendors().filter(v -> v.kind() == Kind.STANDARD && hasKey(v)),
                owns())
            .flatMap(candidates -> candidates)
            .findFirst();
    return found.isPresent() ? reach(found.get(), model) : nobody(model);
  }

  private Choice nobody(String model) {
    String prefix = Vendor.normal(model.substring(0, Math.max(0, model.indexOf('/'))));
    if (Registry.UNSERVED.containsKey(prefix)) {
      return new Missing(
          "The model \""
              + model
              + "\" cannot be used: \""
              + prefix
              + "\" is not supported: "
              + Registry.UNSERVED.get(prefix)
              + ".");
    }
    String try_ = " To try without a model's key, set the model to \"rehearsal\".";
    List<Vendor> likely =
        Stream.concat(
                vendors().filter(v -> v.isPrefixOf(model)),
                vendors().filter(v -> v.recognises(model)))
            .toList();
    if (!likely.isEmpty()) return new Missing(noKey(likely.getFirst()) + try_);
    return new Missing(
        "Nobody is known to serve the model \""
            + model
            + "\", and no provider has a"
            + " key. Set providers.NAME.apiKey, or an environment variable such as "
            + "OPENROUTER_API_KEY."
            + try_);
  }

  private static String noKey(Vendor vendor) {
    if (vendor.kind() == Kind.LOCAL) {
      return "The provider \""
          + vendor.name()
          + "\" has no address: set providers."
          + vendor.name()
          + ".apiBase.";
    }
    return "The provider \""
        + vendor.name()
        + "\" has no API key: set providers."
        + vendor.name()
        + ".apiKey, or the environment variable "
        + String.join(" or ", vendor.keys().env())
        + ".";
  }

  /// Whether a vendor can be asked. A local one needs no key, and where it is `named` its usual
  /// address is enough.
  private boolean isReady(Vendor vendor, boolean named) {
    if (vendor.kind() != Kind.LOCAL) return hasKey(vendor);
    return hasBase(vendor) || named && !vendor.base().isEmpty();
  }

  private boolean hasBase(Vendor vendor) {
    return !access(vendor).apiBase().isBlank();
  }

  private boolean hasKey(Vendor vendor) {
    return !key(vendor).isEmpty();
  }

  private String key(Vendor vendor) {
    return Stream.concat(
            Stream.of(access(vendor).apiKey().reveal()),
            vendor.keys().env().stream().map(name -> environment.getOrDefault(name, "")))
        .map(String::strip)
        .filter(key -> !key.isEmpty())
        .findFirst()
        .orElse("");
  }

  private Providers.Access access(Vendor vendor) {
    return configured.entrySet().stream()
        .filter(entry -> Vendor.normal(entry.getKey()).equals(Vendor.normal(vendor.name())))
        .map(Map.Entry::getValue)
        .findFirst()
        .orElse(Providers.Access.NONE);
  }

  private Choice reach(Vendor vendor, String model) {
    String key = key(vendor);
    boolean needsKey = vendor.kind() == Kind.GATEWAY || vendor.kind() == Kind.STANDARD;
    if (key.isEmpty() && needsKey) return new Missing(noKey(vendor));
    if (!key.chars().allMatch(c -> c > ' ' && c < 127)) {
      return new Missing(
          "The API key of the provider \""
              + vendor.name()
              + "\" has characters that no key has: copy it again.");
    }
    Providers.Access access = access(vendor);
    if (vendor.kind() == Kind.STANDARD && access.apiBase().isBlank()) {
      vendor = Registry.gatewayOfKey(key).orElse(vendor); // A gateway's key in another's place.
    }
    String base = (access.apiBase().isBlank() ? vendor.base() : access.apiBase()).strip();
    if (!isAddress(base)) {
      return new Missing(
          "The provider \""
              + vendor.name()
              + "\" has no usable address: set providers."
              + vendor.name()
              + ".apiBase to one that begins with http:// or https://.");
    }
    Optional<String> unsendable =
        access.extraHeaders().entrySet().stream()
            .filter(header -> !isSendable(header.getKey(), header.getValue()))
            .map(Map.Entry::getKey)
            .sorted()
            .findFirst();
    if (unsendable.isPresent()) {
      return new Missing(
          "The header \""
              + unsendable.get()
              + "\" cannot be sent: correct"
              + " providers."
              + vendor.name()
              + ".extraHeaders.");
    }
    var endpoint =
        new Endpoint(
            vendor.name(),
            base.replaceAll("/+$", ""),
            new Secret(key),
            vendor.models().limitField(),
            access.extraHeaders(),
            access.extraBody());
    return new Chosen(vendor, endpoint, vendor.sent(model));
  }

  private static boolean isSendable(String header, String value) {
    try {
      HttpRequest.newBuilder().header(header, value); // It refuses what it will not send.
      return true;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private static boolean isAddress(String base) {
    try {
      URI uri = URI.create(base);
      boolean isWeb =
          "http".equalsIgnoreCase(uri.getScheme()) || "https".equalsIgnoreCase(uri.getScheme());
      return isWeb && uri.getHost() != null && uri.getQuery() == null && uri.getFragment() == null;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private static Stream<Vendor> vendors() {
    return Registry.VENDORS.stream();
  }

  /// The servers that only the configuration knows, in its order.
  private Stream<Vendor> owns() {
    return configured.keySet().stream()
        .filter(name -> Registry.named(name).isEmpty())
        .map(name -> Vendor.custom(name).prefixes(Vendor.normal(name)))
        .filter(this::hasBase);
  }

  private Optional<Vendor> own(String name) {
    return owns().filter(v -> Vendor.normal(v.name()).equals(Vendor.normal(name))).findFirst();
  }

  private static String names() {
    return vendors().map(Vendor::name).collect(Collectors.joining(", "));
  }

  /// Everything that could be asked now, for `status`: names of vendors that are set up.
  List<String> ready() {
    List<String> names = new ArrayList<>();
    vendors().filter(v -> isReady(v, false)).map(Vendor::name).forEach(names::add);
    owns().map(Vendor::name).forEach(names::add);
    return names;
  }
}
