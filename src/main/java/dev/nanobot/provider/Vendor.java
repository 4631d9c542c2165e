package dev.nanobot.provider;

import java.util.List;
import java.util.Locale;

/// One company or program that serves models, as data.
///
/// `base` is its address, empty where only the operator knows it.
record Vendor(String name, Kind kind, Protocol protocol, String base, Keys keys, Models models) {
  /// What a vendor is, which decides when it may be chosen.
  enum Kind {
    /// Any server that the operator names, OpenAI-compatible.
    DIRECT,
    /// Serves the models of many.
    GATEWAY,
    /// Serves its own models.
    STANDARD,
    /// Runs near the operator; needs no key.
    LOCAL
  }

  /// The wire format it speaks.
  enum Protocol {
    OPENAI,
    ANTHROPIC
  }

  /// Environment variables that may hold its key, first wins; and how its keys begin, or empty.
  record Keys(List<String> env, String prefix) {}

  /// How its models are named: words by which a model is recognised as its own, prefixes that are
  /// for us and not sent, whether everything before the last slash is for us; and the name of the
  /// output limit on the wire.
  record Models(List<String> keywords, List<String> prefixes, boolean isBare, String limitField) {}

  private static final String LIMIT = "max_tokens";

  static Vendor gateway(String name, String base) {
    return of(name, Kind.GATEWAY, base);
  }

  static Vendor standard(String name, String base) {
    return of(name, Kind.STANDARD, base);
  }

  static Vendor local(String name, String base) {
    return of(name, Kind.LOCAL, base);
  }

  /// A server of the operator's own, reached at its `apiBase`.
  static Vendor custom(String name) {
    return of(name, Kind.DIRECT, "").env();
  }

  private static Vendor of(String name, Kind kind, String base) {
    var keys = new Keys(List.of(name.toUpperCase(Locale.ROOT) + "_API_KEY"), "");
    var models = new Models(List.of(name), List.of(name), false, LIMIT);
    return new Vendor(name, kind, Protocol.OPENAI, base, keys, models);
  }

  Vendor anthropic() {
    return new Vendor(name, kind, Protocol.ANTHROPIC, base, keys, models);
  }

  Vendor env(String... variables) {
    return with(new Keys(List.of(variables), keys.prefix), models);
  }

  Vendor keyPrefix(String prefix) {
    return with(new Keys(keys.env, prefix), models);
  }

  Vendor keywords(String... words) {
    return with(
        keys, new Models(List.of(words), models.prefixes, models.isBare, models.limitField));
  }

  Vendor prefixes(String... names) {
    return with(
        keys, new Models(models.keywords, List.of(names), models.isBare, models.limitField));
  }

  /// Its models never have a slash in their names.
  Vendor bare() {
    return with(keys, new Models(models.keywords, models.prefixes, true, models.limitField));
  }

  Vendor limitField(String field) {
    return with(keys, new Models(models.keywords, models.prefixes, models.isBare, field));
  }

  private Vendor with(Keys newKeys, Models newModels) {
    return new Vendor(name, kind, protocol, base, newKeys, newModels);
  }

  /// Whether `model` begins with the name of this vendor and a slash.
  boolean isPrefixOf(String model) {
    int slash = model.indexOf('/');
    return slash > 0 && models.prefixes.contains(normal(model.substring(0, slash)));
  }

  boolean recognises(String model) {
    String normal = normal(model);
    return models.keywords.stream().anyMatch(normal::contains);
  }

  /// The model as this vendor knows it.
  String sent(String model) {
    if (models.isBare) return model.substring(model.lastIndexOf('/') + 1);
    return isPrefixOf(model) ? model.substring(model.indexOf('/') + 1) : model;
  }

  static String normal(String name) {
    return name.strip().toLowerCase(Locale.ROOT).replace('-', '_');
  }
}
