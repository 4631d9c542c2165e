package dev.nanobot.cli;

import java.util.List;
import java.util.stream.Collectors;

/// One line as it is shown, without its end.
record Line(List<Run> runs) {
  static final Line EMPTY = new Line(List.of());

  Line {
    runs = List.copyOf(runs);
  }

  String plain() {
    return runs.stream().map(Run::text).collect(Collectors.joining());
  }

  String painted(Style style) {
    return runs.stream()
        .map(run -> style.paint(run.codes(), run.text()))
        .collect(Collectors.joining());
  }

  int columns() {
    return runs.stream().mapToInt(run -> Columns.of(run.text())).sum();
  }
}
