package dev.nanobot.cli;

import java.util.ArrayList;
import java.util.List;

/// Lines of at most so many columns, broken between words, or between wide characters, or where
/// there is no other way.
///
/// Terminals wrap too, but a status area below loses characters then.
final class Wrap {
  /// The narrowest line: one wide character.
  static final int COLUMNS_MIN = 2;

  private final int columns;
  private final boolean isByWord;
  private final List<Line> lines = new ArrayList<>();
  private final List<Cell> line = new ArrayList<>();
  private int used;
  private int breakAt;

  private record Cell(String text, int columns, String codes) {
    boolean isSpace() {
      return text.equals(" ");
    }
  }

  private Wrap(int columns, boolean isByWord) {
    this.columns = Math.max(COLUMNS_MIN, columns);
    this.isByWord = isByWord;
  }

  /// Breaks prose. A newline in `runs` ends a line.
  static List<Line> words(List<Run> runs, int columns) {
    return new Wrap(columns, true).wrap(runs);
  }

  /// Breaks code: exactly where the line is full, so that nothing of it is lost.
  static List<Line> cells(List<Run> runs, int columns) {
    return new Wrap(columns, false).wrap(runs);
  }

  private List<Line> wrap(List<Run> runs) {
    for (Run run : runs) {
      for (String cluster : Columns.clusters(run.text())) {
        if (cluster.equals("\n")) end(line.size());
        else add(new Cell(cluster, Columns.ofCluster(cluster), run.codes()));
      }
    }
    end(line.size());
    return List.copyOf(lines);
  }

  private void add(Cell cell) {
    boolean isFull = used + cell.columns() > columns;
    if (isFull && isByWord && cell.isSpace()) {
      end(line.size());
      return;
    }
    if (isFull) end(isByWord && breakAt > 0 ? breakAt : line.size());
    if (used + cell.columns() > columns) end(line.size()); // What was taken along leaves no room.
    line.add(cell);
    used += cell.columns();
    if (cell.isSpace() || cell.columns() > 1) breakAt = line.size();
  }

  /// Ends the line after `cells` cells; the rest begins the next one.
  private void end(int cells) {
    List<Cell> ended = new ArrayList<>(line.subList(0, cells));
    List<Cell> rest = List.copyOf(line.subList(cells, line.size()));
    while (isByWord && !ended.isEmpty() && ended.getLast().isSpace()) ended.removeLast();
    lines.add(joined(ended));
    line.clear();
    line.addAll(rest);
    used = rest.stream().mapToInt(Cell::columns).sum();
    breakAt = 0;
  }

  private static Line joined(List<Cell> cells) {
    var runs = new ArrayList<Run>();
    var text = new StringBuilder();
    for (int i = 0; i < cells.size(); i++) {
      text.append(cells.get(i).text());
      boolean isLast = i + 1 == cells.size();
      if (isLast || !cells.get(i + 1).codes().equals(cells.get(i).codes())) {
        runs.add(new Run(text.toString(), cells.get(i).codes()));
        text.setLength(0);
      }
    }
    return new Line(runs);
  }
}
