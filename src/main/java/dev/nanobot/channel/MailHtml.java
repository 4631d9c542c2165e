package dev.nanobot.channel;

import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.jsoup.nodes.Node;
import org.jsoup.nodes.TextNode;
import org.jsoup.select.NodeVisitor;

/// The text of a mail in HTML. Nothing is fetched, and what a reader does not see is left out.
final class MailHtml {
  private static final String UNSEEN =
      "script, style, head, title, template, noscript, [hidden], [style~=(?i)display:\\s*none]";

  private MailHtml() {}

  static String text(String html) {
    Document page = Jsoup.parse(html);
    page.select(UNSEEN).remove();
    var text = new StringBuilder();
    page.traverse(
        new NodeVisitor() {
          @Override
          public void head(Node node, int depth) {
            if (node instanceof TextNode words) append(text, words.text());
            else if (node instanceof Element element) begin(text, element);
          }

          @Override
          public void tail(Node node, int depth) {
            if (node instanceof Element element) end(text, element);
          }
        });
    return text.toString().replaceAll("[ \\t]+\\n", "\n").replaceAll("\\n{3,}", "\n\n").strip();
  }

  private static void append(StringBuilder text, String words) {
    boolean isAtStart = text.isEmpty() || Character.isWhitespace(text.charAt(text.length() - 1));
    text.append(isAtStart ? words.stripLeading() : words);
  }

  private static void begin(StringBuilder text, Element element) {
    switch (element.normalName()) {
      case "br" -> text.append('\n');
      case "li" -> text.append(lineEnd(text)).append("- ");
      default -> {
        if (element.isBlock()) text.append(lineEnd(text));
      }
    }
  }

  private static void end(StringBuilder text, Element element) {
    switch (element.normalName()) {
      case "p", "h1", "h2", "h3", "ul", "ol", "table", "blockquote" -> text.append("\n\n");
      case "td", "th" -> text.append(' ');
      case "a" -> {
        String address = element.attr("href").strip();
        boolean isShown = element.text().contains(address);
        if (address.matches("(?i)(https?|mailto):.*") && !isShown) {
          text.append(" (").append(address).append(')');
        }
      }
      default -> {
        if (element.isBlock()) text.append(lineEnd(text));
      }
    }
  }

  private static String lineEnd(StringBuilder text) {
    return text.isEmpty() || text.charAt(text.length() - 1) == '\n' ? "" : "\n";
  }
}
