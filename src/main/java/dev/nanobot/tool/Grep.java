package dev.nanobot.tool;

import dev.nanobot.message.Effect;
import dev.nanobot.message.ToolSpec;
import dev.nanobot.world.World;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import tools.jackson.databind.JsonNode;

/// Finds lines in files by a regular expression, within a deadline.
public final class Grep implements Tool {
  private static final int LINES_DEFAULT = 250;
  private static final int LINES_MAX = 1_000;
  private static final int LINE_CHARS_MAX = 500;
  private static final int SEARCHED_CHARS_MAX = 10_000;
  private static final long FILE_BYTES_MAX = 2L * 1024 * 1024;
  private static final Duration DEADLINE = Duration.ofSeconds(20);

  private static final ToolSpec SPEC =
      new ToolSpec(
          "grep",
          "Search file contents by a regular expression. Answers path:line: text. Skips "
              + "binary files,"
              + " files over 2 MB and what .gitignore names.",
          Parameters.none()
              .required("pattern", "string", "A Java regular expression, at most 1,000 characters")
              .optional("path", "string", "The file or directory; the workspace if left out")
              .optional("glob", "string", "Only files whose names match, for example *.java")
              .optional("ignore_case", "boolean", "Whether upper and lower case are the same")
              .optional("limit", "How many lines to return", 1, LINES_MAX)
              .schema());

  private final World world;
  private final Reach reach;

  Grep(World world, Reach reach) {
    this.world = world;
    this.reach = reach;
  }

  @Override
  public ToolSpec spec() {
    return SPEC;
  }

  @Override
  public Effect effect() {
    return Effect.PURE;
  }

  @Override
  public Output run(JsonNode arguments, Call call) throws InterruptedException {
    var search =
        new Search(
            pattern(arguments),
            reach.of(call),
            new Glob(arguments.path("glob").asString("*")),
            arguments.path("limit").asInt(LINES_DEFAULT),
            new Patience(world, world.nanos() + DEADLINE.toNanos()),
            new ArrayList<>());
    String path = arguments.path("path").asString(".");
    try {
      return Output.of(told(search, search(search, path)));
    } catch (Patience.Over e) {
      if (Thread.interrupted()) throw new InterruptedException();
      throw new ToolException(
          "the search took longer than "
              + DEADLINE.toSeconds()
              + " seconds; use a simpler pattern or fewer files",
          e);
    } catch (StackOverflowError e) {
      throw new ToolException("the pattern is too deeply nested for these lines", e);
    }
  }

  private static Pattern pattern(JsonNode arguments) {
    String text = arguments.path("pattern").asString("");
    if (text.length() > Glob.PATTERN_CHARS_MAX) {
      throw new ToolException("a pattern has at most " + Glob.PATTERN_CHARS_MAX + " characters");
    }
    int flags =
        arguments.path("ignore_case").asBoolean(false)
            ? Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE
            : 0;
    try {
      return Pattern.compile(text, flags);
    } catch (PatternSyntaxException e) {
      throw new ToolException("not a regular expression: " + e.getDescription(), e);
    }
  }

  /// Returns whether everything was searched.
  private static boolean search(Search search, String path) throws InterruptedException {
    if (isFile(search.reach(), path)) {
      return lines(search, path, Text.decode(search.reach().read(path).bytes()));
    }
    return Walk.over(
        search.reach(),
        path,
        file -> {
          if (file.facts().size() > FILE_BYTES_MAX || !search.glob().matches(file.below()))
            return true;
          try {
            return lines(
                search, file.path(), Text.decode(search.reach().read(file.path()).bytes()));
          } catch (ToolException e) {
            return true; // Binary, gone or denied: nothing to find in it.
          }
        });
  }

  private static boolean isFile(Reach reach, String path) {
    try {
      reach.directory(path);
      return false;
    } catch (ToolException e) {
      return true; // Reading it says what is wrong, if anything is.
    }
  }

  private static boolean lines(Search search, String path, String text) {
    int number = 0;
    for (int at = 0; at < text.length(); ) {
      int end = text.indexOf('\n', at);
      if (end < 0) end = text.length();
      number++;
      search.patience().check();
      String line = text.substring(at, Math.min(end, at + SEARCHED_CHARS_MAX)).stripTrailing();
      if (search.pattern().matcher(search.patience().over(line)).find()) {
        search
            .found()
            .add(
                path
                    + ":"
                    + number
                    + ": "
                    + line.substring(0, Math.min(line.length(), LINE_CHARS_MAX)));
        if (search.found().size() >= search.limit()) return false;
      }
      at = end + 1;
    }
    return true;
  }

  private static String told(Search search, boolean isAll) {
    if (search.found().isEmpty()) return "No line matches.";
    return String.join("\n", search.found()) + (isAll ? "" : "\n(there may be more)");
  }

  private record Search(
      Pattern pattern, Reach reach, Glob glob, int limit, Patience patience, List<String> found) {}
}
