package dev.nanobot.tidy;

import dev.nanobot.tidy.Shapes.Shape;
import java.util.ArrayList;
import java.util.List;

/// How big a thing may be.
final class SizeRules {
  private static final int FILE_LINES_MAX = 400;
  private static final int METHOD_LINES_MAX = 60;
  private static final int LINE_COLUMNS_MAX = 100;
  private static final int CONSTRUCTOR_PARAMETERS_MAX = 6;

  private SizeRules() {}

  static List<String> problems(List<Source> sources) {
    List<String> problems = new ArrayList<>();
    for (Source source : sources) checkLines(source, problems);
    for (Shape shape : Shapes.of(sources)) checkShape(shape, problems);
    return problems;
  }

  private static void checkLines(Source source, List<String> problems) {
    List<String> lines = source.lines();
    if (lines.size() > FILE_LINES_MAX) {
      problems.add(source.path() + ": " + lines.size() + " lines, more than " + FILE_LINES_MAX);
    }
    for (int i = 0; i < lines.size(); i++) {
      int columns = lines.get(i).codePointCount(0, lines.get(i).length());
      if (columns > LINE_COLUMNS_MAX) {
        problems.add(
            source.path()
                + ":"
                + (i + 1)
                + ": "
                + columns
                + " columns, more than "
                + LINE_COLUMNS_MAX);
      }
      boolean isTorn = i > 0 && isPlainComment(lines.get(i)) && isDoc(lines.get(i - 1));
      if (isTorn) problems.add(source.path() + ":" + (i + 1) + ": a doc comment is torn");
    }
  }

  private static boolean isDoc(String line) {
    return line.strip().startsWith("///");
  }

  /// A formatter makes one of what stands in a doc comment behind the last column.
  private static boolean isPlainComment(String line) {
    return line.strip().startsWith("//") && !isDoc(line);
  }

  private static void checkShape(Shape shape, List<String> problems) {
    String where = shape.source().path() + ":" + shape.start() + ": " + shape.name();
    if (shape.lines() > METHOD_LINES_MAX) {
      problems.add(where + " has " + shape.lines() + " lines, more than " + METHOD_LINES_MAX);
    }
    if (shape.isConstructor() && shape.parameters() > CONSTRUCTOR_PARAMETERS_MAX) {
      problems.add(
          where
              + " has "
              + shape.parameters()
              + " parameters, more than "
              + CONSTRUCTOR_PARAMETERS_MAX);
    }
  }
}
