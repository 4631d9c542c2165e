package dev.nanobot.cli;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.commonmark.ext.gfm.tables.TableBlock;
import org.commonmark.ext.gfm.tables.TablesExtension;
import org.commonmark.node.BlockQuote;
import org.commonmark.node.BulletList;
import org.commonmark.node.FencedCodeBlock;
import org.commonmark.node.Heading;
import org.commonmark.node.HtmlBlock;
import org.commonmark.node.IndentedCodeBlock;
import org.commonmark.node.LinkReferenceDefinition;
import org.commonmark.node.Node;
import org.commonmark.node.OrderedList;
import org.commonmark.node.Paragraph;
import org.commonmark.node.ThematicBreak;
import org.commonmark.parser.IncludeSourceSpans;
import org.commonmark.parser.Parser;

/// Markdown for a terminal. Code stands without anything before it, so that it can be copied.
final class Markdown {
  /// The deepest nesting shown as such, in blocks and styles; deeper text is shown as written.
  static final int DEPTH_MAX = 40;

  private static final int RULE_COLUMNS_MAX = 24;

  private final Parser parser =
      Parser.builder()
          .extensions(List.of(TablesExtension.create()))
          .includeSourceSpans(IncludeSourceSpans.BLOCKS)
          .build();
  private final Style style;

  Markdown(Style style) {
    this.style = style;
  }

  Node parse(String source) {
    return parser.parse(source);
  }

  /// The whole text as lines of at most `columns` columns.
  List<Line> render(String source, int columns) {
    var lines = new ArrayList<Line>();
    Node document = parse(source);
    if (isTooDeep(document)) return Wrap.words(List.of(Run.plain(source)), columns);
    for (Node node = document.getFirstChild(); node != null; node = node.getNext()) {
      List<Line> block = block(node, columns);
      if (!lines.isEmpty() && !block.isEmpty()) lines.add(Line.EMPTY);
      lines.addAll(block);
    }
    return lines;
  }

  /// One block as lines.
  List<Line> block(Node node, int columns) {
    return switch (node) {
      case Heading heading -> Wrap.words(Inlines.of(heading, Style.BOLD), columns);
      case FencedCodeBlock code -> code(code.getLiteral(), String.valueOf(code.getInfo()), columns);
      case IndentedCodeBlock code -> code(code.getLiteral(), "", columns);
      case ThematicBreak rule -> List.of(rule("", columns));
      case HtmlBlock html -> Wrap.words(List.of(Run.plain(html.getLiteral())), columns);
      case BulletList list -> items(list, -1, columns);
      case OrderedList list ->
          items(
              list, list.getMarkerStartNumber() == null ? 1 : list.getMarkerStartNumber(), columns);
      case BlockQuote quote -> {
        Run bar = new Run(style.isUtf8() ? "│ " : "| ", Style.DIM);
        yield prefixed(blocks(quote, columns - Columns.of(bar.text())), bar, bar);
      }
      case TableBlock table -> new Table(table, style).lines(columns);
      case LinkReferenceDefinition definition -> List.of();
      case Paragraph paragraph -> Wrap.words(Inlines.of(paragraph, ""), columns);
      default -> Wrap.words(Inlines.of(node, ""), columns);
    };
  }

  /// Blocks inside a block stand close together: a list does not change its look when a blank line
  /// comes late.
  private List<Line> blocks(Node parent, int columns) {
    var lines = new ArrayList<Line>();
    for (Node node = parent.getFirstChild(); node != null; node = node.getNext()) {
      lines.addAll(block(node, columns));
    }
    return lines;
  }

  private List<Line> items(Node list, int firstNumber, int columns) {
    var lines = new ArrayList<Line>();
    int number = firstNumber;
    for (Node item = list.getFirstChild(); item != null; item = item.getNext()) {
      String bullet = style.isUtf8() ? "• " : "- ";
      String marker = number < 0 ? bullet : number++ + ". ";
      Run indent = Run.plain(" ".repeat(Columns.of(marker)));
      List<Line> content = blocks(item, columns - Columns.of(marker));
      lines.addAll(
          prefixed(
              content.isEmpty() ? List.of(Line.EMPTY) : content,
              new Run(marker, Style.DIM),
              indent));
    }
    return lines;
  }

  private static List<Line> prefixed(List<Line> lines, Run first, Run rest) {
    var prefixed = new ArrayList<Line>();
    for (Line line : lines) {
      var runs = new ArrayList<Run>();
      runs.add(prefixed.isEmpty() ? first : rest);
      runs.addAll(line.runs());
      prefixed.add(new Line(runs));
    }
    return prefixed;
  }

  private List<Line> code(String text, String language, int columns) {
    var lines = new ArrayList<Line>();
    lines.add(rule(language, columns));
    String body = text.endsWith("\n") ? text.substring(0, text.length() - 1) : text;
    if (!text.isEmpty()) lines.addAll(Wrap.cells(List.of(Run.plain(body)), columns));
    lines.add(rule("", columns));
    return lines;
  }

  private Line rule(String label, int columns) {
    String dash = style.isUtf8() ? "─" : "-";
    String name = label.isEmpty() ? "" : " " + label.lines().findFirst().orElse("") + " ";
    String text = dash.repeat(2) + name + dash.repeat(RULE_COLUMNS_MAX);
    int width = Math.clamp(columns, Wrap.COLUMNS_MIN, RULE_COLUMNS_MAX);
    return Wrap.cells(List.of(new Run(text, Style.DIM)), width).getFirst();
  }

  /// Looks without recursion, because rendering is recursive.
  static boolean isTooDeep(Node root) {
    record Place(Node node, int depth) {}

    var open = new ArrayDeque<Place>();
    open.push(new Place(root, 0));
    while (!open.isEmpty()) {
      Place place = open.pop();
      if (place.depth() > DEPTH_MAX) return true;
      Node child = place.node().getFirstChild();
      for (; child != null; child = child.getNext()) open.push(new Place(child, place.depth() + 1));
    }
    return false;
  }
}
