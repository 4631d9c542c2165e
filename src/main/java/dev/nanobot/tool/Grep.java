package dev.nanobot.tool;

import dev.nanobot.message.Effect;
import dev.nanobot.message.ToolSpec;
import dev.nanobot.world.World;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
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

  /// How long after its deadline a search may take to notice it.
  private static final Duration GRACE = Duration.ofSeconds(1);

  /// How many searches there are at a time, those that were left behind too.
  private static final int SEARCHES_MAX = 2;

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
  private final Duration deadline;
  private final Semaphore places = new Semaphore(SEARCHES_MAX);

  Grep(World world, Reach reach) {
    this(world, reach, DEADLINE);
  }

  Grep(World world, Reach reach, Duration deadline) {
    this.world = world;
    this.reach = reach;
    this.deadline = deadline;
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
            new Patience(world, world.nanos() + deadline.toNanos()),
            new ArrayList<>());
    String path = arguments.path("path").asString(".");
    if (!places.tryAcquire(deadline.toNanos(), TimeUnit.NANOSECONDS)) {
      throw new ToolException("too many searches are under way; try again later");
    }
    return Output.of(found(search, path));
  }

  /// On a thread of the system's own, which is left behind when it does not end: a pattern that
  /// goes on and on without reading a character learns of no deadline, and would hold one of the
  /// few threads that carry all others.
  private String found(Search search, String path) throws InterruptedException {
    var searching = new FutureTask<>(() -> told(search, search(search, path)));
    world.startPlatform(
        "grep",
        () -> {
          try {
            searching.run();
          } finally {
            places.release();
          }
        });
    try {
      return searching.get(deadline.plus(GRACE).toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      throw tooSlow(e);
    } catch (ExecutionException e) {
      throw failure(e);
    } finally {
      searching.cancel(true);
    }
  }

  private RuntimeException failure(ExecutionException e) {
    return switch (e.getCause()) {
      case Patience.Over over -> tooSlow(over);
      case StackOverflowError deep ->
          new ToolException("the pattern is too deeply nested for these lines", deep);
      case RuntimeException known -> known;
      case null, default -> new IllegalStateException(e);
    };
  }

  private ToolException tooSlow(Exception e) {
    return new ToolException(
        "the search took longer than "
            + deadline.toSeconds()
            + " seconds; use a simpler pattern or fewer files",
        e);
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
