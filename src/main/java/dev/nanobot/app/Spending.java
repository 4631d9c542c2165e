package dev.nanobot.app;

import dev.nanobot.agent.Compaction;
import dev.nanobot.message.Budgets;
import dev.nanobot.message.Budgets.Limit;
import dev.nanobot.message.Money;
import dev.nanobot.provider.Prices;
import dev.nanobot.provider.Prices.Price;
import java.util.HashMap;
import java.util.Map;

/// Prices, budgets and compaction, from the words of the configuration to those of the program.
public final class Spending {
  private Spending() {}

  static Prices prices(Config config) {
    Map<String, Price> prices = new HashMap<>();
    config
        .prices()
        .forEach(
            (model, price) -> {
              double cached = price.cached() < 0 ? price.input() : price.cached();
              prices.put(model, new Price(price.input(), price.output(), cached));
            });
    return new Prices(prices);
  }

  public static Budgets budgets(Config config) {
    Config.Budgets budgets = config.budgets();
    return new Budgets(
        limit(budgets.day()),
        limit(budgets.principalDay()),
        limit(budgets.sessionDay()),
        limit(budgets.jobDay()));
  }

  private static Limit limit(Config.Limit limit) {
    // What is too small to be counted is not 0: that would be no limit.
    long least = limit.money() > 0 ? 1 : 0;
    return new Limit(limit.tokens(), Math.max(least, Money.micros(limit.money())));
  }

  static Compaction.Settings compaction(Config config) {
    Config.Compaction wanted = config.agents().defaults().compaction();
    return new Compaction.Settings(wanted.enabled(), wanted.share(), wanted.keep());
  }
}
