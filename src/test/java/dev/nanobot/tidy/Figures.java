package dev.nanobot.tidy;

import dev.nanobot.tidy.Shapes.Shape;
import java.util.List;
import java.util.Locale;

/// The code's measures, printed in one line.
record Figures(
    int files,
    int lines,
    int methodMedian,
    int methodP95,
    double comments,
    double testsPerMain,
    int cycles,
    int registerRows) {

  static Figures of(List<Source> main, List<Source> tests, Register register) {
    List<Integer> methods = Shapes.of(main).stream().map(Shape::lines).sorted().toList();
    int lines = lines(main);
    long comments =
        main.stream()
            .flatMap(source -> source.lines().stream())
            .map(String::strip)
            .filter(Figures::isComment)
            .count();
    return new Figures(
        main.size(),
        lines,
        at(methods, 0.5),
        at(methods, 0.95),
        (double) comments / lines,
        (double) lines(tests) / lines,
        PackageRules.cycles(main).size(),
        register.rows().size());
  }

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "tidy: %d files, %d lines, methods median %d and p95 %d"
            + " lines, comments %.0f %%, tests/main %.2f, cycles %d, register rows %d",
        files,
        lines,
        methodMedian,
        methodP95,
        100 * comments,
        testsPerMain,
        cycles,
        registerRows);
  }

  private static int lines(List<Source> sources) {
    return sources.stream().mapToInt(source -> source.lines().size()).sum();
  }

  private static boolean isComment(String line) {
    return line.startsWith("//") || line.startsWith("/*") || line.startsWith("*");
  }

  private static int at(List<Integer> sorted, double share) {
    return sorted.isEmpty() ? 0 : sorted.get((int) (share * (sorted.size() - 1)));
  }
}
