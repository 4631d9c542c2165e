package dev.nanobot.provider;

import dev.nanobot.http.Backoff;
import dev.nanobot.http.Http;
import dev.nanobot.message.Json;
import dev.nanobot.message.Secret;
import dev.nanobot.provider.ProviderException.Kind;
import dev.nanobot.world.World;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/// The table of providers: from a configuration to something that answers.
public final class Providers {
  /// Selects the built-in model, as a model or as a provider.
  public static final String REHEARSAL = "rehearsal";

  private Providers() {}

  /// A model by name, and who is to serve it: empty or `auto` to find out.
  public record Model(String name, String provider) {}

  /// How one provider is reached: what is empty has its usual value. `extraBody` is an object.
  public record Access(
      Secret apiKey, String apiBase, Map<String, String> extraHeaders, JsonNode extraBody) {
    public static final Access NONE = new Access(Secret.NONE, "", Map.of(), Json.object());

    public Access {
      extraHeaders = Map.copyOf(extraHeaders);
      extraBody = extraBody.deepCopy();
    }

    /// Headers and body may hold keys.
    @Override
    public String toString() {
      return "Access[apiBase=" + apiBase + "]";
    }
  }

  /// What is to answer. `access` is by the provider's name, in the order of the configuration;
  /// `zone` is the one in which the model is told the time.
  public record Config(
      Model model,
      List<Model> fallbacks,
      Map<String, Access> access,
      Http.Limits limits,
      ZoneId zone) {
    public Config {
      fallbacks = List.copyOf(fallbacks);
      access = Collections.unmodifiableMap(new LinkedHashMap<>(access));
    }
  }

  /// `provider` answers, best when asked for `model`; `vendor` is the name of who serves it.
  /// `models` are all that may answer in the end, by the names that their vendors know.
  public record Ready(Provider provider, String model, String vendor, List<String> models) {
    public Ready {
      models = List.copyOf(models);
    }

    Ready(Provider provider, String model, String vendor) {
      this(provider, model, vendor, List.of(model));
    }
  }

  /// Builds the provider. `environment` may hold keys that the configuration does not.
  ///
  /// @throws ProviderException of kind ACCESS when a model cannot be served as configured, with a
  ///     sentence that says what to do
  public static Ready of(Config config, Map<String, String> environment, Http http, World world) {
    var selection = new Selection(config.access(), environment);
    Ready first = one(selection, config.model(), config, http, world);
    if (config.fallbacks().isEmpty()) return first;
    List<Fallback.Link> links = new ArrayList<>();
    links.add(new Fallback.Link(first.provider(), first.model()));
    for (Model model : config.fallbacks()) {
      Ready next = one(selection, model, config, http, world);
      links.add(new Fallback.Link(next.provider(), next.model()));
    }
    List<String> models = links.stream().map(Fallback.Link::model).toList();
    return new Ready(new Fallback(links, world), first.model(), first.vendor(), models);
  }

  /// Builds what asks the model once, and no other one: whoever tries it sees the first failure.
  ///
  /// @throws ProviderException of kind ACCESS as `of` does
  public static Ready once(Config config, Map<String, String> environment, Http http, World world) {
    var selection = new Selection(config.access(), environment);
    if (isRehearsal(config.model())) return new Ready(new Rehearsal(), REHEARSAL, REHEARSAL);
    return switch (selection.choose(config.model())) {
      case Selection.Missing(String sentence) -> throw new ProviderException(Kind.ACCESS, sentence);
      case Selection.Chosen(Vendor vendor, Endpoint endpoint, String name) ->
          new Ready(wire(vendor, endpoint, config, http, world), name, vendor.name());
    };
  }

  /// Builds what writes down what is spoken, at a provider that speaks as OpenAI does.
  ///
  /// @throws ProviderException of kind ACCESS when it cannot be reached as configured
  public static Transcriber transcriber(
      Config config, String language, Map<String, String> environment, Http http, World world) {
    return switch (new Selection(config.access(), environment).choose(config.model())) {
      case Selection.Missing(String sentence) -> throw new ProviderException(Kind.ACCESS, sentence);
      case Selection.Chosen(Vendor vendor, Endpoint endpoint, String name) ->
          new Whisper(endpoint, name, language, http, world);
    };
  }

  private static Ready one(
      Selection selection, Model model, Config config, Http http, World world) {
    if (isRehearsal(model)) return new Ready(new Rehearsal(), REHEARSAL, REHEARSAL);
    return switch (selection.choose(model)) {
      case Selection.Missing(String sentence) -> throw new ProviderException(Kind.ACCESS, sentence);
      case Selection.Chosen(Vendor vendor, Endpoint endpoint, String name) -> {
        Provider wire = wire(vendor, endpoint, config, http, world);
        var patient = new Retrying(wire, Backoff.STANDARD, world);
        yield new Ready(new Sighted(patient), name, vendor.name());
      }
    };
  }

  private static boolean isRehearsal(Model model) {
    return Vendor.normal(model.name()).equals(REHEARSAL)
        || Vendor.normal(model.provider()).equals(REHEARSAL);
  }

  private static Provider wire(
      Vendor vendor, Endpoint endpoint, Config config, Http http, World world) {
    return switch (vendor.protocol()) {
      case OPENAI -> new OpenAiChat(http, endpoint, config.limits(), config.zone(), world);
      case ANTHROPIC ->
          new AnthropicMessages(http, endpoint, config.limits(), config.zone(), world);
    };
  }

  /// The names of the providers that are set up: with a key, or an address of their own.
  public static List<String> ready(Map<String, Access> access, Map<String, String> environment) {
    return new Selection(access, environment).ready();
  }

  /// What a provider wants before it answers: a key, in the configuration or in one of `variables`,
  /// or an address where it has no usual one.
  public record Offer(String name, boolean needsKey, List<String> variables, boolean hasAddress) {
    public Offer {
      variables = List.copyOf(variables);
    }
  }

  /// All that are known, in the order in which they are tried.
  public static List<Offer> offers() {
    return Registry.VENDORS.stream()
        .map(
            vendor ->
                new Offer(
                    vendor.name(),
                    vendor.kind() != Vendor.Kind.LOCAL,
                    vendor.keys().env(),
                    !vendor.base().isEmpty()))
        .toList();
  }

  /// What to say of a name that no provider has; empty when one has it.
  public static Optional<String> unknown(String name, Map<String, Access> access) {
    return new Selection(access, Map.of()).unknown(name);
  }

  /// The names of all providers that are known, in the order in which they are tried.
  public static List<String> known() {
    return Registry.VENDORS.stream().map(Vendor::name).toList();
  }
}
