package dev.nanobot.agent;

import dev.nanobot.message.Budgets;
import dev.nanobot.message.Money;
import dev.nanobot.message.Overdraft;
import dev.nanobot.message.Reservation;
import dev.nanobot.message.Usage;
import dev.nanobot.provider.Prices;
import dev.nanobot.provider.Prices.Price;
import dev.nanobot.provider.Provider.Request;
import java.time.ZoneId;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// What may be spent on questions to a model, and what one can cost. `models` are all that may
/// answer; a question costs what the dearest of them takes. Days end at midnight in `zone`.
public record Budget(Budgets limits, Prices prices, List<String> models, ZoneId zone) {
  public static final Budget NONE =
      new Budget(Budgets.NONE, Prices.NONE, List.of(), ZoneId.of("UTC"));

  public Budget {
    models = List.copyOf(models);
  }

  boolean isLimited() {
    return limits.isAnySet();
  }

  /// The most that a question can take, together with what is known of earlier attempts at it.
  ///
  /// @throws OverBudget when money is limited and a model's price is not known
  Reservation worst(Request request, Usage known) {
    long input = Window.tokens(request);
    long output = request.options().outputTokensMax();
    long micros = 0;
    boolean hasPrice = true;
    for (String model : models) {
      Optional<Price> price = prices.of(model);
      if (price.isEmpty() && limits.isMoneyLimited()) throw unpriced(model);
      hasPrice &= price.isPresent();
      micros = Math.max(micros, price.map(dear -> dear.micros(input, output)).orElse(0L));
    }
    return new Reservation(
        request.model(),
        input + known.input(),
        output + known.output(),
        micros + known.bill().micros(),
        hasPrice);
  }

  private static OverBudget unpriced(String model) {
    return new OverBudget(
        "budget: no price for " + model,
        "I did not ask the model: money is limited (budgets), and the price of "
            + model
            + " is not known. Set it in the configuration: prices."
            + model
            + ".");
  }

  OverBudget passed(Overdraft overdraft) {
    String unit = overdraft.isMoney() ? " of money" : " tokens";
    String key = "budgets." + overdraft.scope() + (overdraft.isMoney() ? ".money" : ".tokens");
    String used = amount(overdraft.used(), overdraft);
    String max = amount(overdraft.max(), overdraft) + unit;
    return new OverBudget(
        "budget: " + key,
        "I did not ask the model: the limit "
            + scope(overdraft.scope())
            + " is "
            + max
            + " ("
            + key
            + "). "
            + used
            + " are used or set aside today, and this question could take "
            + amount(overdraft.wanted(), overdraft)
            + ". The count begins anew at midnight ("
            + zone.getId()
            + ").");
  }

  private static String scope(String name) {
    return switch (name) {
      case "principalDay" -> "for one person and day";
      case "sessionDay" -> "for one conversation and day";
      case "jobDay" -> "for one job and day";
      default -> "for one day";
    };
  }

  private static String amount(long amount, Overdraft overdraft) {
    return overdraft.isMoney() ? Money.shown(amount) : String.format(Locale.ROOT, "%,d", amount);
  }
}
