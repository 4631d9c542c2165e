package dev.nanobot.tidy;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// The table in `docs/CONCURRENCY.md` of fields that two threads may touch: one row a field, the
/// first cell names it as `package/Class.field`, the last the tests that explore it.
record Register(List<Row> rows) {
  private static final int ROWS_MAX = 15;
  private static final String HEADER = "| field |";

  /// Words of code that hint at a field which threads share.
  private static final Pattern SHARED =
      Pattern.compile(
          "\\b(volatile|Atomic[A-Z]\\w*|Concurrent(Hash|Skip|Linked|Map)\\w*"
              + "|CopyOnWrite\\w*|\\w*Lock|\\w*Blocking(Queue|Deque))\\b");

  private static final Pattern FIELD = Pattern.compile("`(\\w+/\\w+)\\.(\\w+)`");
  private static final Pattern TEST = Pattern.compile("`(\\w+Test)`");

  /// `file` is `package/Class`.
  record Row(String file, String field, List<String> tests) {}

  /// Reads the table out of a document.
  static Register read(String document) {
    List<Row> rows = new ArrayList<>();
    boolean isInTable = false;
    for (String line : document.lines().toList()) {
      isInTable = line.startsWith("|") && (isInTable || line.startsWith(HEADER));
      var field = FIELD.matcher(line);
      if (isInTable && field.find()) {
        var tests = TEST.matcher(line).results().map(found -> found.group(1)).toList();
        rows.add(new Row(field.group(1), field.group(2), tests));
      }
    }
    return new Register(rows);
  }

  List<String> problems(List<Source> sources, List<Source> tests) {
    List<String> problems = new ArrayList<>();
    if (rows.size() > ROWS_MAX) {
      problems.add("the register has " + rows.size() + " rows, more than " + ROWS_MAX);
    }
    Set<String> known = rows.stream().map(Row::file).collect(Collectors.toCollection(TreeSet::new));
    for (Source source : sources) checkSource(source, known, problems);
    for (Row row : rows) checkRow(row, sources, tests, problems);
    return problems;
  }

  private static void checkSource(Source source, Set<String> known, List<String> problems) {
    var found = SHARED.matcher(source.code());
    if (found.find() && !known.contains(name(source))) {
      problems.add(
          source.at(
              found.start(),
              found.group()
                  + " outside the register: prefer a"
                  + " record, a local or an owner thread, or add a row to docs/CONCURRENCY.md"));
    }
  }

  private static void checkRow(
      Row row, List<Source> sources, List<Source> tests, List<String> problems) {
    String where = "the register's row " + row.file() + "." + row.field();
    var field = Pattern.compile("\\b" + row.field() + "\\b");
    if (sources.stream()
        .noneMatch(
            source -> name(source).equals(row.file()) && field.matcher(source.code()).find())) {
      problems.add(where + " names a field that is not there");
    }
    if (row.tests().isEmpty()) problems.add(where + " names no test");
    for (String test : row.tests()) {
      if (tests.stream().noneMatch(source -> source.path().endsWith("/" + test + ".java"))) {
        problems.add(where + " names a test that is not there: " + test);
      }
    }
  }

  /// `dev/nanobot/world/Bell.java` is `world/Bell`.
  private static String name(Source source) {
    return source.path().replaceFirst("^dev/nanobot/", "").replaceFirst("\\.java$", "");
  }
}
