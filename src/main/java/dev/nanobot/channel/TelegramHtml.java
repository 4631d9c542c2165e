package dev.nanobot.channel;

import java.util.List;
import java.util.regex.Pattern;
import org.commonmark.ext.gfm.tables.TableBlock;
import org.commonmark.ext.gfm.tables.TableCell;
import org.commonmark.ext.gfm.tables.TableHead;
import org.commonmark.ext.gfm.tables.TableRow;
import org.commonmark.ext.gfm.tables.TablesExtension;
import org.commonmark.node.BlockQuote;
import org.commonmark.node.BulletList;
import org.commonmark.node.Code;
import org.commonmark.node.Document;
import org.commonmark.node.Emphasis;
import org.commonmark.node.FencedCodeBlock;
import org.commonmark.node.HardLineBreak;
import org.commonmark.node.Heading;
import org.commonmark.node.HtmlBlock;
import org.commonmark.node.HtmlInline;
import org.commonmark.node.Image;
import org.commonmark.node.IndentedCodeBlock;
import org.commonmark.node.Link;
import org.commonmark.node.ListItem;
import org.commonmark.node.Node;
import org.commonmark.node.OrderedList;
import org.commonmark.node.SoftLineBreak;
import org.commonmark.node.StrongEmphasis;
import org.commonmark.node.Text;
import org.commonmark.node.ThematicBreak;
import org.commonmark.parser.Parser;

/// Markdown in the few tags that Telegram knows; what has no tag is shown as text. Source:
/// https://core.telegram.org/bots/api#html-style.
///
/// Owned by the call that made it.
final class TelegramHtml {
  /// The deepest nesting shown as such; deeper text is shown as written.
  private static final int DEPTH_MAX = 40;

  private static final Pattern LINK = Pattern.compile("(?i)(https?|mailto|tg):.*");
  private static final Pattern LANGUAGE = Pattern.compile("[A-Za-z0-9+#_.-]{1,32}");
  private static final Pattern STRUCK = Pattern.compile("~~(?=\\S)([^~]+?)(?<=\\S)~~");

  private static final Parser PARSER =
      Parser.builder().extensions(List.of(TablesExtension.create())).build();

  private final StringBuilder html = new StringBuilder();
  private boolean isQuoted; // Telegram takes no quote within a quote.

  private TelegramHtml() {}

  static String of(String markdown) {
    Node document = PARSER.parse(markdown);
    if (depth(document) > DEPTH_MAX) return escaped(markdown);
    var result = new TelegramHtml();
    result.blocks(document, "\n\n");
    return result.html.toString().strip();
  }

  private static int depth(Node root) {
    int deepest = 0;
    int depth = 0;
    for (Node node = root; node != null; ) {
      deepest = Math.max(deepest, depth);
      if (node.getFirstChild() != null) {
        node = node.getFirstChild();
        depth++;
        continue;
      }
      while (node != root && node.getNext() == null) {
        node = node.getParent();
        depth--;
      }
      if (node == root) break;
      node = node.getNext();
    }
    return deepest;
  }

  private void blocks(Node parent, String gap) {
    for (Node node = parent.getFirstChild(); node != null; node = node.getNext()) {
      int before = html.length();
      block(node);
      if (html.length() > before && node.getNext() != null) html.append(gap);
    }
  }

  private void block(Node node) {
    switch (node) {
      case Document document -> blocks(document, "\n\n");
      case Heading heading -> tagged("b", heading);
      case FencedCodeBlock code -> code(code.getLiteral(), String.valueOf(code.getInfo()));
      case IndentedCodeBlock code -> code(code.getLiteral(), "");
      case HtmlBlock block -> text(block.getLiteral());
      case ThematicBreak line -> text("———");
      case BulletList list -> items(list, 0, list.isTight());
      case OrderedList list -> {
        Integer start = list.getMarkerStartNumber();
        items(list, start == null ? 1 : Math.max(1, start), list.isTight());
      }
      case BlockQuote quote -> quote(quote);
      case TableBlock table -> table(table);
      default -> inlines(node);
    }
  }

  private void quote(BlockQuote quote) {
    if (isQuoted) {
      blocks(quote, "\n\n");
      return;
    }
    isQuoted = true;
    html.append("<blockquote>");
    blocks(quote, "\n\n");
    html.append("</blockquote>");
    isQuoted = false;
  }

  private void items(Node list, int start, boolean isTight) {
    int number = start;
    for (Node item = list.getFirstChild(); item != null; item = item.getNext()) {
      int from = html.append(start == 0 ? "• " : number++ + ". ").length();
      blocks(item, isTight ? "\n" : "\n\n");
      if (item instanceof ListItem) indent(from);
      if (item.getNext() != null) html.append(isTight ? "\n" : "\n\n");
    }
  }

  /// Indents the lines of an item below its first, but for those of code.
  private void indent(int from) {
    String item = html.substring(from);
    if (item.indexOf('\n') < 0 || item.contains("<pre>")) return;
    html.setLength(from);
    html.append(item.replace("\n", "\n  "));
  }

  private void code(String code, String info) {
    String language = info.strip().split("\\s", 2)[0];
    boolean isNamed = LANGUAGE.matcher(language).matches() && !language.equals("null");
    html.append(isNamed ? "<pre><code class=\"language-" + language + "\">" : "<pre>");
    text(code.stripTrailing());
    html.append(isNamed ? "</code></pre>" : "</pre>");
  }

  private void table(Node parent) {
    for (Node node = parent.getFirstChild(); node != null; node = node.getNext()) {
      if (!(node instanceof TableRow)) {
        table(node);
        if (node instanceof TableHead && node.getNext() != null) html.append('\n');
        continue;
      }
      for (Node cell = node.getFirstChild(); cell != null; cell = cell.getNext()) {
        boolean isHead = cell instanceof TableCell headed && headed.isHeader();
        if (isHead) tagged("b", cell);
        else inlines(cell);
        if (cell.getNext() != null) html.append(" | ");
      }
      if (node.getNext() != null) html.append('\n');
    }
  }

  private void inlines(Node parent) {
    for (Node node = parent.getFirstChild(); node != null; node = node.getNext()) {
      switch (node) {
        case Text text -> struck(text.getLiteral());
        case Code code -> {
          html.append("<code>");
          text(code.getLiteral());
          html.append("</code>");
        }
        case Emphasis emphasis -> tagged("i", emphasis);
        case StrongEmphasis strong -> tagged("b", strong);
        case SoftLineBreak soft -> html.append('\n');
        case HardLineBreak hard -> html.append('\n');
        case HtmlInline inline -> text(inline.getLiteral());
        case Link link -> link(link, link.getDestination());
        case Image image -> link(image, image.getDestination());
        default -> inlines(node);
      }
    }
  }

  private void struck(String literal) {
    html.append(STRUCK.matcher(escaped(literal)).replaceAll("<s>$1</s>"));
  }

  private void link(Node node, String address) {
    if (!LINK.matcher(address).matches()) {
      inlines(node);
      text(" (" + address + ")");
      return;
    }
    html.append("<a href=\"").append(escaped(address).replace("\"", "&quot;")).append("\">");
    int before = html.length();
    inlines(node);
    if (html.length() == before) text(address);
    html.append("</a>");
  }

  private void tagged(String tag, Node node) {
    html.append('<').append(tag).append('>');
    inlines(node);
    html.append("</").append(tag).append('>');
  }

  private void text(String text) {
    html.append(escaped(text));
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }
}
