package dev.nanobot.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.commonmark.ext.gfm.tables.TableBlock;
import org.commonmark.node.FencedCodeBlock;
import org.commonmark.node.Node;

/// Markdown that arrives in pieces: lines that no later piece changes, as early as possible.
///
/// Owned by one thread.
final class MarkdownStream {
  /// Signs that a later piece may turn into a look, a link or a table.
  private static final Pattern UNDECIDED = Pattern.compile("[*`\\[|]|(?<![\\p{L}\\p{N}])_");

  /// The last line may go on, and code has a rule below it.
  private static final int LINES_HELD = 2;

  /// A line of which so much is there does not become another kind of line.
  private static final int LINE_CHARS_KNOWN = 16;

  private final Markdown markdown;
  private final StringBuilder source = new StringBuilder(); // of the blocks that may still change
  private int shown; // lines of the first block in `source`
  private boolean isStarted;

  MarkdownStream(Markdown markdown) {
    this.markdown = markdown;
  }

  /// Takes a piece; returns the lines that are now final.
  List<Line> append(String piece, int columns) {
    source.append(piece);
    var lines = new ArrayList<Line>();
    Node document = markdown.parse(source.substring(0, settled()));
    if (document.getLastChild() == null || Markdown.isTooDeep(document)) return lines;
    Node node = document.getFirstChild();
    for (; node != null && node.getNext() != null; node = node.getNext()) {
      end(markdown.block(node, columns), lines);
    }
    if (node == null) return lines;
    source.delete(
        0,
        node.getSourceSpans().isEmpty()
            ? 0
            : lineStart(node.getSourceSpans().getFirst().getInputIndex()));
    List<Line> block = markdown.block(node, columns);
    show(block, decided(node, block), lines);
    return lines;
  }

  /// What is not final yet, as it would look now.
  List<Line> tail(int columns) {
    List<Line> lines = markdown.render(source.toString(), columns);
    return lines.subList(Math.min(shown, lines.size()), lines.size());
  }

  /// Ends the text; returns the lines that were not final before.
  List<Line> finish(int columns) {
    var lines = new ArrayList<Line>();
    String rest = source.toString();
    source.setLength(0);
    List<Line> block = markdown.render(rest, columns);
    end(block, lines);
    isStarted = false;
    return lines;
  }

  private void end(List<Line> block, List<Line> lines) {
    show(block, block.size(), lines);
    shown = 0;
  }

  private void show(List<Line> block, int count, List<Line> lines) {
    if (count <= shown) return;
    if (shown == 0 && isStarted) lines.add(Line.EMPTY);
    lines.addAll(block.subList(shown, count));
    shown = count;
    isStarted = true;
  }

  private static int decided(Node node, List<Line> lines) {
    int count = Math.max(0, lines.size() - LINES_HELD);
    if (node instanceof FencedCodeBlock) return count;
    if (node instanceof TableBlock) return 0;
    for (int i = 0; i < lines.size(); i++) {
      // What comes of the sign also decides which words the line before it holds.
      if (UNDECIDED.matcher(lines.get(i).plain()).find()) {
        return Math.clamp(i - 1, 0, count);
      }
    }
    return count;
  }

  /// Where the part ends whose blocks are known: the first characters of a line decide whether it
  /// goes on with a block or begins one.
  private int settled() {
    int lineStart = source.lastIndexOf("\n") + 1;
    boolean isKnown = source.substring(lineStart).strip().length() >= LINE_CHARS_KNOWN;
    return isKnown ? source.length() : lineStart;
  }

  /// A block's span begins after its indentation, which counts when it is read again.
  private int lineStart(int index) {
    return source.lastIndexOf("\n", index - 1) + 1;
  }
}
