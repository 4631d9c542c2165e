package dev.nanobot.cli;

import dev.nanobot.message.Event;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What happens in a turn, as lines for a terminal.
///
/// Owned by the thread that writes to it.
final class AnswerLines {
  private static final int ARGUMENTS_CHARS_MAX = 200;

  private final @Nullable MarkdownStream markdown;
  private final Style style;
  private final StringBuilder unfinished = new StringBuilder(); // without Markdown: the last line
  private final StringBuilder said = new StringBuilder(); // since the last tool

  private AnswerLines(@Nullable MarkdownStream markdown, Style style) {
    this.markdown = markdown;
    this.style = style;
  }

  static AnswerLines rendered(Style style) {
    return new AnswerLines(new MarkdownStream(new Markdown(style)), style);
  }

  static AnswerLines asWritten(Style style) {
    return new AnswerLines(null, style);
  }

  /// Lines that an event makes final.
  List<Line> show(Event event, int columns) {
    return switch (event) {
      case Event.TextDelta delta -> text(delta.text(), columns);
      case Event.ThinkingDelta delta -> List.of();
      case Event.Discarded discarded -> {
        var lines = new ArrayList<>(finish(columns));
        said.setLength(0);
        lines.add(cut("(asking again: " + discarded.reason() + ")", Style.DIM, columns));
        yield lines;
      }
      case Event.ToolStarted started -> {
        var lines = new ArrayList<>(finish(columns));
        said.setLength(0);
        lines.add(
            cut(
                gear() + " " + started.tool() + " " + brief(started.arguments()),
                Style.DIM,
                columns));
        yield lines;
      }
      case Event.ToolFinished finished ->
          finished.failed()
              ? List.of(
                  cut(
                      "  "
                          + (style.isUtf8() ? "✗ " : "failed: ")
                          + finished.tool()
                          + ": "
                          + brief(finished.text()),
                      Style.RED,
                      columns))
              : List.of();
      case Event.Arrived arrived -> List.of();
      case Event.Committed committed -> List.of();
      case Event.TurnEnded ended -> finish(columns);
    };
  }

  /// What is not final yet.
  List<Line> tail(int columns) {
    if (markdown != null) return markdown.tail(columns);
    return unfinished.isEmpty()
        ? List.of()
        : Wrap.words(List.of(Run.plain(unfinished.toString())), columns);
  }

  /// Whether `text` was shown already, as the last thing said.
  boolean hasSaid(String text) {
    return said.toString().strip().equals(text.strip());
  }

  /// A whole text that did not come as events.
  List<Line> whole(String text, int columns) {
    var lines = new ArrayList<Line>(text(text, columns));
    lines.addAll(finish(columns));
    return lines;
  }

  void forget() {
    said.setLength(0);
  }

  private List<Line> finish(int columns) {
    if (markdown != null) return markdown.finish(columns);
    List<Line> last = tail(columns);
    unfinished.setLength(0);
    return last;
  }

  private List<Line> text(String text, int columns) {
    said.append(text);
    if (markdown != null) return markdown.append(text, columns);
    unfinished.append(text);
    int end = unfinished.lastIndexOf("\n");
    if (end < 0) return List.of();
    String whole = unfinished.substring(0, end);
    unfinished.delete(0, end + 1);
    return Wrap.words(List.of(Run.plain(whole)), columns);
  }

  private String gear() {
    return style.isUtf8() ? "⚙" : "*";
  }

  static Line cut(String text, String codes, int columns) {
    return Wrap.cells(List.of(new Run(text, codes)), columns).getFirst();
  }

  private static String brief(String text) {
    String flat = text.replaceAll("\\s+", " ").strip();
    return flat.length() <= ARGUMENTS_CHARS_MAX ? flat : flat.substring(0, ARGUMENTS_CHARS_MAX);
  }
}
