package dev.nanobot.cli;

import dev.nanobot.app.Spending;
import dev.nanobot.message.Budgets.Limit;
import dev.nanobot.message.Json;
import dev.nanobot.message.Money;
import dev.nanobot.store.Ledger;
import dev.nanobot.store.Ledger.Grouping;
import dev.nanobot.store.Ledger.Spent;
import java.io.PrintStream;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.node.ObjectNode;

@Command(name = "usage", description = "Show what models took: calls, tokens and money.")
final class UsageCommand implements Callable<Integer> {
  private static final int DAYS_MAX = 366;

  @Mixin Flags flags = new Flags();

  @Option(
      names = {"-d", "--days"},
      paramLabel = "N",
      defaultValue = "7",
      description = "Today and the days before it (default: ${DEFAULT-VALUE}).")
  int days;

  @Option(
      names = "--by",
      paramLabel = "WHAT",
      defaultValue = "day",
      description = "day, session, job, principal or model (default: ${DEFAULT-VALUE}).")
  String by = "";

  private final Shell shell;

  UsageCommand(Shell shell) {
    this.shell = shell;
  }

  /// What there is to tell; `today` is all of it.
  private record Told(LocalDate day, List<Spent> spent, Spent today) {}

  @Override
  public Integer call() {
    Failure.checkNumber(
        "--days", days, DAYS_MAX, "show " + days + " days", "nanobot usage --days 30");
    Grouping grouping = grouping();
    Told told = Looking.into(shell, flags, store -> told(store.ledger(), grouping));
    if (flags.json) told.spent().forEach(spent -> json(grouping, spent));
    else lines(grouping, told);
    return Exit.DONE.code();
  }

  private Grouping grouping() {
    for (Grouping grouping : Grouping.values()) {
      if (grouping.name().equalsIgnoreCase(by)) return grouping;
    }
    throw new Failure(
        Exit.USAGE,
        "Cannot show usage by \"" + by + "\"",
        "--by takes day, session, job, principal or model",
        "nanobot usage --by model");
  }

  private Told told(Ledger ledger, Grouping grouping) {
    LocalDate day = ledger.today();
    LocalDate first = day.minusDays(days - 1L);
    List<Spent> found = new ArrayList<>(ledger.spent(first, day, grouping));
    Spent today = sum("today", ledger.spent(day, day, Grouping.DAY));
    if (grouping == Grouping.DAY) return new Told(day, everyDay(first, day, found), today);
    found.sort(Comparator.comparingLong(UsageCommand::tokens).reversed());
    return new Told(day, found, today);
  }

  private static List<Spent> everyDay(LocalDate first, LocalDate last, List<Spent> found) {
    Map<String, Spent> byDay =
        found.stream().collect(Collectors.toMap(Spent::name, Function.identity()));
    return first
        .datesUntil(last.plusDays(1))
        .map(LocalDate::toString)
        .map(day -> byDay.getOrDefault(day, new Spent(day, 0, 0, 0, 0, 0, 0)))
        .toList();
  }

  private static Spent sum(String name, List<Spent> parts) {
    Spent sum = new Spent(name, 0, 0, 0, 0, 0, 0);
    for (Spent part : parts) sum = sum.plus(part);
    return sum;
  }

  private static long tokens(Spent spent) {
    return spent.input() + spent.output();
  }

  private void json(Grouping grouping, Spent spent) {
    ObjectNode line =
        Json.object()
            .put(grouping.name().toLowerCase(Locale.ROOT), spent.name())
            .put("calls", spent.calls())
            .put("tokensIn", spent.input())
            .put("tokensOut", spent.output())
            .put("tokensCached", spent.cached())
            .put("money", Money.exact(spent.micros()))
            .put("callsWithoutPrice", spent.unpriced());
    shell.streams().out().println(Json.write(line));
  }

  private void lines(Grouping grouping, Told told) {
    PrintStream out = shell.streams().out();
    Style style = flags.out(shell);
    String head = grouping.name().toLowerCase(Locale.ROOT);
    new UsageChart(style)
        .lines(head, told.spent(), sum("total", told.spent()))
        .forEach(out::println);
    limits(told.today()).forEach(out::println);
  }

  private List<String> limits(Spent today) {
    Limit limit = Spending.budgets(flags.read(shell)).day();
    List<String> lines = new ArrayList<>();
    if (limit.tokens() > 0) {
      lines.add(
          "today %,d of %,d tokens (%d %%)"
              .formatted(tokens(today), limit.tokens(), percent(tokens(today), limit.tokens())));
    }
    if (limit.micros() > 0) {
      lines.add(
          "today %s of %s of money (%d %%)"
              .formatted(
                  Money.shown(today.micros()),
                  Money.shown(limit.micros()),
                  percent(today.micros(), limit.micros())));
    }
    return lines;
  }

  private static long percent(long part, long whole) {
    return Math.round(100.0 * part / whole);
  }
}
