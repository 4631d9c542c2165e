package dev.nanobot.cli;

import dev.nanobot.message.Money;
import dev.nanobot.store.Ledger.Spent;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// What models took, as a table with a bar for the tokens of each row.
record UsageChart(Style style) {
  private static final int BAR_COLUMNS = 20;
  private static final int NAME_COLUMNS_MAX = 40;
  private static final int EIGHTHS = 8;
  private static final String EIGHTH_BLOCKS = " ▏▎▍▌▋▊▉";
  private static final String GAP = "  ";

  List<String> lines(String head, List<Spent> rows, Spent total) {
    if (rows.isEmpty()) return List.of("No model was asked in this time.");
    long most = rows.stream().mapToLong(UsageChart::tokens).max().orElse(0);
    List<List<String>> cells = new ArrayList<>();
    cells.add(List.of(head, "calls", "tokens in", "cached", "out", "money"));
    rows.forEach(row -> cells.add(cells(row)));
    cells.add(cells(total));
    int[] widths = widths(cells);
    List<String> lines = new ArrayList<>();
    lines.add(style.paint(Style.BOLD, line(cells.getFirst(), widths)));
    for (int i = 0; i < rows.size(); i++) {
      String bar = style.paint(Style.CYAN, bar(tokens(rows.get(i)), most));
      lines.add((line(cells.get(i + 1), widths) + GAP + bar).stripTrailing());
    }
    lines.add(style.paint(Style.DIM, line(cells.getLast(), widths)));
    return lines;
  }

  private static long tokens(Spent spent) {
    return spent.input() + spent.output();
  }

  private static List<String> cells(Spent spent) {
    return List.of(
        name(spent.name()),
        count(spent.calls()),
        count(spent.input()),
        count(spent.cached()),
        count(spent.output()),
        money(spent));
  }

  private static String name(String name) {
    String shown = name.isEmpty() ? "(none)" : Visible.of(name);
    if (Columns.of(shown) <= NAME_COLUMNS_MAX) return shown;
    var cut = new StringBuilder();
    int columns = 1;
    for (String cluster : Columns.clusters(shown)) {
      columns += Columns.ofCluster(cluster);
      if (columns > NAME_COLUMNS_MAX) break;
      cut.append(cluster);
    }
    return cut + "~";
  }

  /// What is not known is never shown as nothing.
  private static String money(Spent spent) {
    if (spent.unpriced() == 0) return Money.shown(spent.micros());
    if (spent.unpriced() == spent.calls()) return "unknown";
    return Money.shown(spent.micros()) + " + unknown";
  }

  private static String count(long number) {
    return String.format(Locale.ROOT, "%,d", number);
  }

  private static int[] widths(List<List<String>> cells) {
    var widths = new int[cells.getFirst().size()];
    for (List<String> row : cells) {
      for (int i = 0; i < widths.length; i++) {
        widths[i] = Math.max(widths[i], Columns.of(row.get(i)));
      }
    }
    return widths;
  }

  /// Names to the left, numbers to the right.
  private static String line(List<String> cells, int[] widths) {
    var line = new StringBuilder();
    for (int i = 0; i < widths.length; i++) {
      String padding = " ".repeat(widths[i] - Columns.of(cells.get(i)));
      if (i > 0) line.append(GAP).append(padding).append(cells.get(i));
      else line.append(cells.get(i)).append(padding);
    }
    return line.toString();
  }

  private String bar(long part, long whole) {
    if (part == 0 || whole == 0) return "";
    long eighths = Math.max(1, Math.round((double) EIGHTHS * BAR_COLUMNS * part / whole));
    if (!style.isUtf8()) return "#".repeat((int) ((eighths + EIGHTHS - 1) / EIGHTHS));
    String full = "█".repeat((int) (eighths / EIGHTHS));
    int rest = (int) (eighths % EIGHTHS);
    return rest == 0 ? full : full + EIGHTH_BLOCKS.charAt(rest);
  }
}
