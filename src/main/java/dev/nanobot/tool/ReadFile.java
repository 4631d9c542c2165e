package dev.nanobot.tool;

import dev.nanobot.message.Effect;
import dev.nanobot.message.ToolSpec;
import dev.nanobot.message.Write;
import java.util.List;
import tools.jackson.databind.JsonNode;

/// Reads a text file, in pages of lines.
public final class ReadFile implements Tool {
  private static final int LINES_DEFAULT = 2_000;
  private static final int NOTE_CHARS = 200;

  private static final ToolSpec SPEC =
      new ToolSpec(
          "read_file",
          "Read a text file (UTF-8). Long files come in pages: the last line says how to read on.",
          Parameters.none()
              .required("path", "string", "The file, relative to the workspace or absolute")
              .optional("offset", "The first line to read, from 1", 1, Integer.MAX_VALUE)
              .optional("limit", "How many lines to read", 1, Integer.MAX_VALUE)
              .schema());

  private final Reach reach;
  private final int charsMax;

  /// A page has at most `charsMax` characters.
  ReadFile(Reach reach, int charsMax) {
    this.reach = reach;
    this.charsMax = charsMax - NOTE_CHARS;
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
  public Output run(JsonNode arguments, Call call) {
    Reach.Content content = reach.of(call).read(arguments.path("path").asString(""));
    int offset = arguments.path("offset").asInt(1);
    int limit = arguments.path("limit").asInt(LINES_DEFAULT);
    String page = page(Text.decode(content.bytes()), offset, limit);
    return new Output(page, List.of(new Write.Saw(content.real().toString(), content.version())));
  }

  private String page(String text, int offset, int limit) {
    if (text.isEmpty()) return "(the file is empty)";
    int start = Text.lineStart(text, offset);
    if (start >= text.length()) {
      throw new ToolException("the file has only " + Text.lines(text) + " lines");
    }
    int end = start;
    int lines = 0;
    while (end < text.length() && lines < limit) {
      int next = Text.lineStart(text, end, 2);
      if (next - start > charsMax && lines > 0) break;
      end = next;
      lines++;
    }
    String page = Results.cut(text.substring(start, end), charsMax, " of one line");
    if (end == text.length()) return page;
    return page
        + "\n(lines "
        + offset
        + "-"
        + (offset + lines - 1)
        + " of "
        + Text.lines(text)
        + "; read on with offset="
        + (offset + lines)
        + ")";
  }
}
