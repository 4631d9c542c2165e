package dev.nanobot.bench;

import dev.nanobot.message.Json;
import java.util.Locale;
import tools.jackson.databind.node.ObjectNode;

/// One measured thing. `goal` is what it is to reach, NaN for a figure that only explains others.
record Figure(String part, String what, double measured, String unit, double goal, Better better) {
  enum Better {
    LOW,
    HIGH
  }

  static Figure low(String part, String what, double measured, String unit, double goal) {
    return new Figure(part, what, measured, unit, goal, Better.LOW);
  }

  static Figure high(String part, String what, double measured, String unit, double goal) {
    return new Figure(part, what, measured, unit, goal, Better.HIGH);
  }

  static Figure note(String part, String what, double measured, String unit) {
    return new Figure(part, what, measured, unit, Double.NaN, Better.LOW);
  }

  private boolean hasGoal() {
    return !Double.isNaN(goal);
  }

  /// Above 1 when it falls short.
  private double shortfall() {
    return better == Better.LOW ? measured / goal : goal / measured;
  }

  private String verdict() {
    if (!hasGoal()) return "";
    return shortfall() <= 1 ? "reached" : String.format(Locale.ROOT, "short by x%.2f", shortfall());
  }

  String line() {
    String wanted = hasGoal()
        ? (better == Better.LOW ? "<= " : ">= ") + number(goal) + " " + unit : "";
    return String.format(Locale.ROOT, "%-62s %14s  %-14s %s", what, number(measured) + " " + unit,
        wanted, verdict());
  }

  ObjectNode json() {
    ObjectNode json = Json.object().put("part", part).put("what", what)
        .put("measured", Double.parseDouble(number(measured))).put("unit", unit);
    if (hasGoal()) json.put("toReach", goal).put("verdict", verdict());
    return json;
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, value >= 100 || value == Math.rint(value) ? "%.0f" : "%.2f",
        value);
  }
}
