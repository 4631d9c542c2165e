package dev.nanobot.tool;

import java.util.regex.Pattern;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.jsoup.nodes.Node;
import org.jsoup.nodes.TextNode;

/// What a person would read of a web page, as Markdown.
///
/// The main part is the element whose own paragraphs hold most text that is not links.
final class Page {
  private static final int DEPTH_MAX = 200;

  /// Lists within lists are indented down to here: each level costs every line two characters.
  private static final int INDENTED_DEPTH_MAX = 40;

  private static final int PARAGRAPH_CHARS_MIN = 25;
  private static final String FURNITURE =
      "script,style,noscript,template,svg,iframe,form,nav,"
          + "footer,aside,button,input,select,textarea,[hidden],[aria-hidden=true]";

  /// Strangers write the text: every quantifier is possessive, and blanks are looked at from the
  /// first of a run only, so that it takes time in proportion to the text and no stack.
  private static final Pattern BLANK_LINES =
      Pattern.compile("(?<![ \\t])[ \\t]*+\\n(?:[ \\t]*+\\n)++[ \\t]*+");

  private final StringBuilder out = new StringBuilder();

  private Page() {}

  /// The readable part of `html`; links are made absolute by `base`.
  static String markdown(String html, String base) {
    Document document = Jsoup.parse(html, base);
    document.select(FURNITURE).remove();
    var page = new Page();
    String title = document.title().strip();
    if (!title.isEmpty()) page.out.append("# ").append(title).append("\n\n");
    page.children(main(document), 0);
    return BLANK_LINES.matcher(page.out).replaceAll("\n\n").strip();
  }

  /// The same without any marks.
  static String text(String html, String base) {
    Document document = Jsoup.parse(html, base);
    document.select(FURNITURE).remove();
    String text = main(document).wholeText();
    return BLANK_LINES.matcher(text.replaceAll("[ \\t]+", " ")).replaceAll("\n\n").strip();
  }

  private static Element main(Document document) {
    Element best = document.body();
    int most = 0;
    for (Element candidate : document.select("article,main,[role=main],section,div,td")) {
      int score = score(candidate);
      if (score > most) {
        most = score;
        best = candidate;
      }
    }
    // A page of lists or tables has its text elsewhere: then all of it.
    return most * 3 >= document.body().text().length() ? best : document.body();
  }

  private static int score(Element candidate) {
    int score = 0;
    for (Element child : candidate.children()) {
      boolean isText =
          switch (child.normalName()) {
            case "p", "pre", "blockquote", "ul", "ol", "table", "h1", "h2", "h3", "h4" -> true;
            default -> false;
          };
      if (!isText) continue;
      int links = child.select("a").stream().mapToInt(link -> link.text().length()).sum();
      int chars = child.text().length() - links;
      if (chars >= PARAGRAPH_CHARS_MIN) score += chars;
    }
    boolean isNamed =
        candidate.normalName().equals("article") || candidate.normalName().equals("main");
    return isNamed ? score * 2 : score;
  }

  private void children(Element parent, int depth) {
    if (depth > DEPTH_MAX) {
      out.append(parent.text());
      return;
    }
    for (Node child : parent.childNodes()) {
      if (child instanceof TextNode text) out.append(text.text());
      else if (child instanceof Element element) element(element, depth + 1);
    }
  }

  private void element(Element element, int depth) {
    String name = element.normalName();
    switch (name) {
      case "h1", "h2", "h3", "h4", "h5", "h6" ->
          block("#".repeat(name.charAt(1) - '0') + " " + element.text());
      case "br" -> out.append('\n');
      case "hr" -> block("---");
      case "pre" -> block("```\n" + element.wholeText().stripTrailing() + "\n```");
      case "code" -> out.append('`').append(element.text()).append('`');
      case "strong", "b" -> marked(element, "**");
      case "em", "i" -> marked(element, "*");
      case "a" -> link(element);
      case "img" -> out.append(element.attr("alt"));
      case "li" -> item(element, depth);
      case "tr" -> row(element);
      case "p",
          "div",
          "section",
          "article",
          "main",
          "header",
          "ul",
          "ol",
          "table",
          "blockquote",
          "figure",
          "figcaption",
          "dl",
          "dt",
          "dd" -> {
        out.append("\n\n");
        children(element, depth);
        out.append("\n\n");
      }
      default -> children(element, depth);
    }
  }

  private void block(String text) {
    out.append("\n\n").append(text).append("\n\n");
  }

  private void marked(Element element, String mark) {
    String text = element.text().strip();
    if (!text.isEmpty()) out.append(mark).append(text).append(mark);
  }

  private void link(Element element) {
    String text = element.text().strip();
    String target = element.absUrl("href");
    if (text.isEmpty()) return;
    if (target.startsWith("http://") || target.startsWith("https://")) {
      out.append('[').append(text).append("](").append(target).append(')');
    } else {
      out.append(text);
    }
  }

  private void item(Element element, int depth) {
    Element list = element.parent();
    boolean isNumbered = list != null && list.normalName().equals("ol");
    startLine();
    if (depth > INDENTED_DEPTH_MAX) {
      children(element, depth);
      return;
    }
    out.append(isNumbered ? element.elementSiblingIndex() + 1 + ". " : "- ");
    var inner = new Page();
    inner.children(element, depth);
    out.append(
            BLANK_LINES
                .matcher(inner.out.toString().strip())
                .replaceAll("\n")
                .replace("\n", "\n  "))
        .append('\n');
  }

  private void startLine() {
    int end = out.length();
    while (end > 0 && out.charAt(end - 1) == ' ') end--;
    out.setLength(end);
    if (end > 0 && out.charAt(end - 1) != '\n') out.append('\n');
  }

  private void row(Element element) {
    startLine();
    out.append('|');
    for (Element cell : element.children()) {
      out.append(' ').append(cell.text().replace("|", "\\|")).append(" |");
    }
    out.append('\n');
  }
}
