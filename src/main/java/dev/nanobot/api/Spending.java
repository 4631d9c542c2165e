package dev.nanobot.api;

import dev.nanobot.message.Json;
import dev.nanobot.message.Money;
import dev.nanobot.store.Ledger;
import dev.nanobot.store.Ledger.Grouping;
import dev.nanobot.store.Ledger.Spent;
import dev.nanobot.web.Rejected;
import dev.nanobot.web.Response;
import dev.nanobot.web.Route;
import dev.nanobot.web.Visit;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import tools.jackson.databind.node.ObjectNode;

/// What models took, by what is asked for.
///
/// Shared: immutable.
final class Spending {
  private static final int DAYS = 30;
  private static final int DAYS_MAX = 366;

  private final Ledger ledger;
  private final Program program;

  Spending(Api.Means means, Program program) {
    this.ledger = means.store().ledger();
    this.program = program;
  }

  List<Route> routes() {
    return List.of(Route.get("/api/usage", this::usage));
  }

  private Response usage(Visit visit) {
    LocalDate today = ledger.today();
    LocalDate to = day(visit, "to").orElse(today);
    LocalDate from = day(visit, "from").orElse(to.minusDays(DAYS - 1L));
    long days = ChronoUnit.DAYS.between(from, to) + 1;
    if (days < 1 || days > DAYS_MAX) {
      throw Rejected.invalid("from", "at most " + DAYS_MAX + " days before to");
    }
    Grouping by = grouping(visit.query("by").orElse("day"));
    Map<Grouping, String> only = only(visit);
    List<Spent> found = ledger.spent(from, to, by, only);
    List<Spent> rows = by == Grouping.DAY ? everyDay(from, to, found) : found;
    ObjectNode json = Wire.list("rows", rows, Spending::row);
    json.put("by", Wire.word(by)).put("from", from.toString()).put("to", to.toString());
    json.set("total", row(sum("total", found)));
    json.set("today", row(sum("today", ledger.spent(today, today, Grouping.DAY))));
    var day = program.settings().day();
    json.putObject("limits").put("tokens", day.tokens()).put("money", Money.exact(day.micros()));
    return Response.json(200, json);
  }

  private static Optional<LocalDate> day(Visit visit, String name) {
    try {
      return visit.query(name).map(LocalDate::parse);
    } catch (DateTimeParseException e) {
      throw Rejected.invalid(name, "a day like 2026-11-28");
    }
  }

  private static Grouping grouping(String written) {
    for (Grouping grouping : Grouping.values()) {
      if (Wire.word(grouping).equals(written)) return grouping;
    }
    throw Rejected.invalid("by", "day, session, job, principal or model");
  }

  private static Map<Grouping, String> only(Visit visit) {
    Map<Grouping, String> only = new EnumMap<>(Grouping.class);
    for (Grouping grouping : Grouping.values()) {
      if (grouping == Grouping.DAY) continue;
      visit.query(Wire.word(grouping)).ifPresent(value -> only.put(grouping, value));
    }
    return only;
  }

  private static List<Spent> everyDay(LocalDate first, LocalDate last, List<Spent> found) {
    Map<String, Spent> byDay =
        found.stream().collect(Collectors.toMap(Spent::name, Function.identity()));
    List<Spent> days = new ArrayList<>();
    for (LocalDate day = first; !day.isAfter(last); day = day.plusDays(1)) {
      String name = day.toString();
      days.add(byDay.getOrDefault(name, new Spent(name, 0, 0, 0, 0, 0, 0)));
    }
    return days;
  }

  private static Spent sum(String name, List<Spent> parts) {
    Spent sum = new Spent(name, 0, 0, 0, 0, 0, 0);
    for (Spent part : parts) sum = sum.plus(part);
    return sum;
  }

  private static ObjectNode row(Spent spent) {
    ObjectNode json = Json.object();
    json.put("name", spent.name());
    json.put("calls", spent.calls());
    json.put("input", spent.input());
    json.put("output", spent.output());
    json.put("cached", spent.cached());
    json.put("money", Money.exact(spent.micros()));
    json.put("unpriced", spent.unpriced());
    return json;
  }
}
