package dev.nanobot.cli;

import java.util.ArrayList;
import java.util.List;
import org.commonmark.ext.gfm.tables.TableBlock;
import org.commonmark.ext.gfm.tables.TableCell;
import org.commonmark.node.Node;

/// A Markdown table: drawn where it fits, otherwise told row by row as `heading: value`.
final class Table {
  private static final String GAP = "  ";

  private final List<List<Node>> rows = new ArrayList<>();
  private final Style style;

  Table(TableBlock block, Style style) {
    this.style = style;
    collect(block);
  }

  private void collect(Node parent) {
    for (Node node = parent.getFirstChild(); node != null; node = node.getNext()) {
      if (node instanceof TableCell) {
        rows.getLast().add(node);
        continue;
      }
      boolean isRow = node.getFirstChild() instanceof TableCell;
      if (isRow) rows.add(new ArrayList<>());
      collect(node);
    }
  }

  List<Line> lines(int columns) {
    if (rows.isEmpty()) return List.of();
    int[] widths = new int[rows.getFirst().size()];
    for (List<Node> row : rows) {
      for (int i = 0; i < Math.min(widths.length, row.size()); i++) {
        widths[i] = Math.max(widths[i], Columns.of(Inlines.plain(row.get(i))));
      }
    }
    int total = GAP.length() * (widths.length - 1);
    for (int width : widths) total += width;
    return total <= columns ? drawn(widths) : told(columns);
  }

  private List<Line> drawn(int[] widths) {
    var lines = new ArrayList<Line>();
    for (List<Node> row : rows) {
      String look = lines.isEmpty() ? Style.BOLD : "";
      var runs = new ArrayList<Run>();
      for (int i = 0; i < Math.min(widths.length, row.size()); i++) {
        boolean isLast = i + 1 == widths.length;
        int padding = widths[i] - Columns.of(Inlines.plain(row.get(i)));
        runs.addAll(Inlines.of(row.get(i), look));
        if (!isLast) runs.add(Run.plain(" ".repeat(padding) + GAP));
      }
      lines.add(new Line(runs));
      if (lines.size() == 1) lines.add(ruler(widths));
    }
    return lines;
  }

  private Line ruler(int[] widths) {
    var runs = new ArrayList<Run>();
    for (int width : widths) {
      if (!runs.isEmpty()) runs.add(Run.plain(GAP));
      runs.add(new Run((style.isUtf8() ? "─" : "-").repeat(width), Style.DIM));
    }
    return new Line(runs);
  }

  private List<Line> told(int columns) {
    var lines = new ArrayList<Line>();
    for (List<Node> row : rows.subList(1, rows.size())) {
      if (!lines.isEmpty()) lines.add(Line.EMPTY);
      for (int i = 0; i < row.size(); i++) {
        var runs = new ArrayList<Run>();
        if (i < rows.getFirst().size()) {
          runs.addAll(Inlines.of(rows.getFirst().get(i), Style.BOLD));
          runs.add(Run.plain(": "));
        }
        runs.addAll(Inlines.of(row.get(i), ""));
        lines.addAll(Wrap.words(runs, columns));
      }
    }
    return lines;
  }
}
