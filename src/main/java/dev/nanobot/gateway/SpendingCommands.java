package dev.nanobot.gateway;

import dev.nanobot.message.Budgets;
import dev.nanobot.message.Budgets.Limit;
import dev.nanobot.message.Inbound;
import dev.nanobot.message.Money;
import dev.nanobot.message.Origin;
import dev.nanobot.message.Purpose;
import dev.nanobot.message.Purpose.AnswerTo;
import dev.nanobot.message.Task;
import dev.nanobot.message.Trust;
import dev.nanobot.store.Ledger.Grouping;
import dev.nanobot.store.Ledger.Spent;
import dev.nanobot.store.Store;
import dev.nanobot.store.Store.Receipt;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// The control words about what models take: `/usage` and `/compact`.
///
/// Immutable.
public final class SpendingCommands {
  private static final Purpose COMPACT =
      new Purpose(Origin.UPKEEP, Task.COMPACT, new AnswerTo.Session(), "");

  private final Store store;
  private final Budgets budgets;

  public SpendingCommands(Store store, Budgets budgets) {
    this.store = store;
    this.budgets = budgets;
  }

  public List<Command> all() {
    return List.of(new Usage(), new Compact());
  }

  /// Tells what was used today. What others used is for the owner alone.
  private final class Usage implements Command {
    @Override
    public String name() {
      return "usage";
    }

    @Override
    public String usage() {
      return "/usage";
    }

    @Override
    public String about() {
      return "show what was used today, and the limits";
    }

    @Override
    public Receipt run(Inbound message, String arguments) {
      return store.controls().answer(message, text(message));
    }
  }

  private String text(Inbound message) {
    Spent session = spent(Grouping.SESSION, message.session().value());
    Spent principal = spent(Grouping.PRINCIPAL, message.principal().id());
    List<String> lines = new ArrayList<>();
    lines.add("Today, " + store.ledger().today() + ":");
    lines.add("- this conversation: " + amounts(session) + limits(session, budgets.sessionDay()));
    lines.add("- you: " + amounts(principal) + limits(principal, budgets.principalDay()));
    if (message.trust() == Trust.OWNER) {
      Spent all = spent(Grouping.DAY, store.ledger().today().toString());
      lines.add("- all together: " + amounts(all) + limits(all, budgets.day()));
    }
    return String.join("\n", lines);
  }

  private Spent spent(Grouping by, String name) {
    var today = store.ledger().today();
    return store.ledger().spent(today, today, by).stream()
        .filter(spent -> spent.name().equals(name))
        .findFirst()
        .orElse(new Spent(name, 0, 0, 0, 0, 0, 0));
  }

  private static String amounts(Spent spent) {
    String money = spent.micros() > 0 ? ", " + Money.shown(spent.micros()) + " of money" : "";
    String unpriced =
        spent.unpriced() > 0 ? ", and " + calls(spent.unpriced()) + " without a price" : "";
    return calls(spent.calls())
        + ", "
        + count(spent.input())
        + " tokens in, "
        + count(spent.output())
        + " out"
        + money
        + unpriced;
  }

  private static String limits(Spent spent, Limit limit) {
    List<String> limits = new ArrayList<>();
    if (limit.tokens() > 0) {
      long left = Math.max(0, limit.tokens() - spent.input() - spent.output());
      limits.add(count(left) + " of " + count(limit.tokens()) + " tokens left");
    }
    if (limit.micros() > 0) {
      long left = Math.max(0, limit.micros() - spent.micros());
      limits.add(Money.shown(left) + " of " + Money.shown(limit.micros()) + " of money left");
    }
    return limits.isEmpty() ? "" : " (" + String.join(", ", limits) + ")";
  }

  private static String calls(long number) {
    return count(number) + (number == 1 ? " call" : " calls");
  }

  private static String count(long number) {
    return String.format(Locale.ROOT, "%,d", number);
  }

  /// Has the conversation compacted, after what waits.
  private final class Compact implements Command {
    @Override
    public String name() {
      return "compact";
    }

    @Override
    public String usage() {
      return "/compact";
    }

    @Override
    public String about() {
      return "put a summary in the place of what was said before";
    }

    @Override
    public Receipt run(Inbound message, String arguments) {
      var wish =
          new Inbound(
              message.channel(),
              message.externalId(),
              message.session(),
              message.principal(),
              message.trust(),
              message.text(),
              COMPACT);
      return store.post(wish, Intake.WAITING_MAX, Intake.FULL);
    }
  }
}
