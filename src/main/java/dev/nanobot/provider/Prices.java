package dev.nanobot.provider;

import dev.nanobot.message.Usage;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;

/// What models cost: by the beginnings of their names, of which the longest that fits counts.
///
/// A beginning with a vendor (`anthropic/claude-…`) fits the name without it, too.
public record Prices(Map<String, Price> byBeginning) {
  public static final Prices NONE = new Prices(Map.of());

  private static final Price FREE = new Price(0, 0, 0);

  public Prices {
    byBeginning = Map.copyOf(byBeginning);
  }

  /// Money for a million tokens; `cached` is that of input which the provider had kept.
  public record Price(double input, double output, double cached) {
    /// In millionths of money, rounded up.
    public long micros(Usage usage) {
      long fresh = Math.max(0, usage.input() - usage.cached());
      return (long) Math.ceil(fresh * input + usage.cached() * cached + usage.output() * output);
    }

    /// The most that so many tokens can cost, in millionths of money.
    public long micros(long inputTokens, long outputTokens) {
      return (long) Math.ceil(inputTokens * Math.max(input, cached) + outputTokens * output);
    }
  }

  public Optional<Price> of(String model) {
    if (model.equals(Providers.REHEARSAL)) return Optional.of(FREE);
    return byBeginning.entrySet().stream()
        .filter(entry -> fits(entry.getKey(), model))
        .max(Comparator.comparingInt(entry -> entry.getKey().length()))
        .map(Map.Entry::getValue);
  }

  private static boolean fits(String beginning, String model) {
    boolean fitsWithoutVendor =
        !model.contains("/") && model.startsWith(beginning.substring(beginning.indexOf('/') + 1));
    return model.startsWith(beginning) || fitsWithoutVendor;
  }
}
