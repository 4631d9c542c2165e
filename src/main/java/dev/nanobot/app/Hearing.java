package dev.nanobot.app;

import dev.nanobot.gateway.Ears;
import dev.nanobot.provider.ProviderException;
import dev.nanobot.provider.Providers;
import dev.nanobot.provider.Transcriber;
import dev.nanobot.store.Store;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/// Who writes down what people speak, as it is configured.
final class Hearing {
  private static final String NOBODY =
      "no transcription is configured (transcription.enabled in the configuration)";
  private static final Map<String, String> MODELS =
      Map.of("groq", "whisper-large-v3", "openai", "whisper-1");
  private static final Pattern LANGUAGE = Pattern.compile("|[a-z]{2,3}");

  private Hearing() {}

  static Ears ears(Thinker.Means means, Store store) {
    return new Ears(means.world(), store.attachments(), transcriber(means));
  }

  /// @throws ConfigException when it is wanted and cannot be as it was configured
  private static Transcriber transcriber(Thinker.Means means) {
    Config.Transcription wanted = means.config().transcription();
    if (!wanted.enabled()) {
      return (name, type, bytes) -> {
        throw new ProviderException(ProviderException.Kind.ACCESS, NOBODY);
      };
    }
    check(means.config());
    var model = new Providers.Model(model(wanted), wanted.provider());
    var config =
        new Providers.Config(
            model, List.of(), Engine.access(means.config()), Thinker.LIMITS, means.zone());
    try {
      return Providers.transcriber(
          config, wanted.language(), means.environment(), means.http(), means.world());
    } catch (ProviderException e) {
      throw new ConfigException(
          "transcription.provider: " + e.getMessage(),
          List.of(),
          "set providers." + wanted.provider() + ".apiKey, or transcription.enabled to false");
    }
  }

  private static String model(Config.Transcription wanted) {
    return wanted.model().isEmpty()
        ? MODELS.getOrDefault(wanted.provider(), "whisper-1")
        : wanted.model();
  }

  /// @throws ConfigException for what is wrong whatever keys there are
  static void check(Config config) {
    Config.Transcription wanted = config.transcription();
    if (!wanted.enabled()) return;
    if (wanted.provider().isBlank() || wanted.provider().equals("auto")) {
      throw new ConfigException(
          "transcription.provider: a provider is named", List.of(), "write groq or openai");
    }
    Optional<String> unknown = Providers.unknown(wanted.provider(), Engine.access(config));
    if (unknown.isPresent()) {
      throw new ConfigException(
          "transcription.provider: " + unknown.get(), List.of(), "write groq or openai");
    }
    if (!LANGUAGE.matcher(wanted.language()).matches()) {
      throw new ConfigException(
          "transcription.language: \"" + wanted.language() + "\" is no language",
          List.of(),
          "write a code like en, or leave it empty");
    }
  }
}
