package dev.nanobot.tidy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// One Java file. `path` is relative to its source root, with slashes; `code` is `text` with every
/// comment and every literal's content blanked, so that positions stay.
record Source(String path, String text, String code) {
  /// What is not code, each kind tried in order at each position.
  private static final Pattern NOT_CODE =
      Pattern.compile(
          "//[^\n]*|/\\*.*?\\*/|\"\"\".*?(?<!\\\\)\"\"\"|\"(?:\\\\.|[^\"\\\\\n])*\""
              + "|'(?:\\\\.|[^'\\\\\n])+'",
          Pattern.DOTALL);

  private static final Pattern PACKAGE = Pattern.compile("(?m)^package ([\\w.]+);");

  static Source of(String path, String text) {
    return new Source(path, text, NOT_CODE.matcher(text).replaceAll(Source::blank));
  }

  /// All Java files below `root`, in order.
  static List<Source> below(Path root) {
    try (var files = Files.walk(root)) {
      return files
          .filter(file -> file.toString().endsWith(".java"))
          .sorted()
          .map(file -> read(root, file))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  List<String> lines() {
    return text.lines().toList();
  }

  /// The package's name, empty for the unnamed one.
  String packageName() {
    Matcher found = PACKAGE.matcher(code);
    return found.find() ? found.group(1) : "";
  }

  /// The line of a position in `text` or `code`, counted from 1.
  int line(int position) {
    return 1 + (int) text.chars().limit(position).filter(c -> c == '\n').count();
  }

  /// A problem at a position: `path:line: what`.
  String at(int position, String what) {
    return path + ":" + line(position) + ": " + what;
  }

  private static Source read(Path root, Path file) {
    try {
      String path = root.relativize(file).toString().replace('\\', '/');
      return of(path, Files.readString(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String blank(java.util.regex.MatchResult found) {
    return Matcher.quoteReplacement(found.group().replaceAll("[^\n]", " "));
  }
}
