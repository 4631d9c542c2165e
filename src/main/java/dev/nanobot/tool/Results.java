package dev.nanobot.tool;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Fits what tools say into a conversation: a long text is kept whole in a file of the workspace,
/// and its head and tail are said.
///
/// Shared: immutable.
public final class Results {
  public static final int RESULT_CHARS_MAX = 16_000;

  /// Cuts, and keeps nothing.
  static final Results CUT_ONLY = new Results(null, RESULT_CHARS_MAX);

  private static final Logger LOG = LoggerFactory.getLogger(Results.class);

  private final @Nullable Reach workspace;
  private final int resultCharsMax;

  Results(@Nullable Reach workspace, int resultCharsMax) {
    if (resultCharsMax < 100) throw new IllegalArgumentException("a result has 100 characters");
    this.workspace = workspace;
    this.resultCharsMax = resultCharsMax;
  }

  /// The text, or when it is too long its head and tail around a line that says where the whole is.
  /// The same key always names the same file, which callers see who are its asker or the owner.
  String fit(Call call, String text) throws InterruptedException {
    if (text.length() <= resultCharsMax) return text;
    String where =
        keep(call, text)
            .map(
                path ->
                    "; the whole result is in "
                        + path
                        + ": read on with read_file and an offset,"
                        + " or search it with grep")
            .orElse("");
    return cut(text, resultCharsMax, where);
  }

  /// The head and the tail of `text`, at most `charsMax` characters of it, and what was left out.
  static String cut(String text, int charsMax, String where) {
    if (text.length() <= charsMax) return text;
    int head = boundary(text, charsMax * 2 / 3);
    int tail = boundary(text, text.length() - (charsMax - charsMax * 2 / 3));
    return text.substring(0, head)
        + "\n… (truncated, "
        + (tail - head)
        + " more chars"
        + where
        + ") …\n"
        + text.substring(tail);
  }

  /// Never between the halves of one character.
  private static int boundary(String text, int at) {
    boolean splits =
        at > 0
            && at < text.length()
            && Character.isLowSurrogate(text.charAt(at))
            && Character.isHighSurrogate(text.charAt(at - 1));
    return splits ? at - 1 : at;
  }

  private Optional<String> keep(Call call, String text) throws InterruptedException {
    if (workspace == null) return Optional.empty();
    String path = Personal.results(call) + "/" + Version.of(call.key().getBytes(UTF_8)) + ".txt";
    try {
      workspace.write(path, text.getBytes(UTF_8));
      return Optional.of(path);
    } catch (ToolException e) {
      LOG.warn("a long result was cut without being kept: {}", e.getMessage());
      return Optional.empty();
    }
  }
}
