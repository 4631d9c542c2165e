package dev.nanobot.cli;

import java.util.ArrayList;
import java.util.List;
import org.commonmark.node.Code;
import org.commonmark.node.Emphasis;
import org.commonmark.node.HardLineBreak;
import org.commonmark.node.HtmlInline;
import org.commonmark.node.Image;
import org.commonmark.node.Link;
import org.commonmark.node.Node;
import org.commonmark.node.SoftLineBreak;
import org.commonmark.node.StrongEmphasis;
import org.commonmark.node.Text;

/// The text within a Markdown block, as runs.
final class Inlines {
  private final List<Run> runs = new ArrayList<>();

  private Inlines() {}

  static List<Run> of(Node block, String codes) {
    var inlines = new Inlines();
    inlines.children(block, codes);
    return inlines.runs;
  }

  static String plain(Node block) {
    var plain = new StringBuilder();
    of(block, "").forEach(run -> plain.append(run.text()));
    return plain.toString();
  }

  private void children(Node parent, String codes) {
    for (Node node = parent.getFirstChild(); node != null; node = node.getNext()) {
      switch (node) {
        case Text text -> add(text.getLiteral(), codes);
        case Code code -> add(code.getLiteral(), with(codes, Style.CYAN));
        case Emphasis emphasis -> children(emphasis, with(codes, Style.ITALIC));
        case StrongEmphasis strong -> children(strong, with(codes, Style.BOLD));
        case SoftLineBreak soft -> add(" ", codes);
        case HardLineBreak hard -> add("\n", codes);
        case HtmlInline html -> add(html.getLiteral(), codes);
        case Link link -> link(link, link.getDestination(), codes);
        case Image image -> {
          add("image: ", with(codes, Style.DIM));
          link(image, image.getDestination(), codes);
        }
        default -> children(node, codes);
      }
    }
  }

  /// The address is always shown: a label must not hide where a link goes.
  private void link(Node node, String address, String codes) {
    String label = plain(node);
    children(node, with(codes, Style.UNDERLINE));
    if (!label.equals(address) && !address.isEmpty()) {
      add((label.isEmpty() ? "" : " ") + "(" + address + ")", with(codes, Style.DIM));
    }
  }

  private void add(String text, String codes) {
    runs.add(new Run(text, codes));
  }

  private static String with(String codes, String more) {
    return codes.isEmpty() ? more : codes + ";" + more;
  }
}
