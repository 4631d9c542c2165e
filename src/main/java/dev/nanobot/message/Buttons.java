package dev.nanobot.message;

import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;

/// What may be answered to a message, as labels in rows: whoever presses one says it.
///
/// A label is one line that can be seen, and reads as it is written. It is no control word: what a
/// model offers must not do more than be said, whoever presses it.
public record Buttons(List<List<String>> rows) {
  public static final int ROWS_MAX = 8;
  public static final int ROW_LABELS_MAX = 8;

  /// Counted as a reader does, and not in UTF-16 units.
  public static final int LABEL_CHARS_MAX = 64;

  public static final Buttons NONE = new Buttons(List.of());

  /// Breaks of lines, other control characters, halves of pairs, and what turns the direction.
  private static final Pattern UNFIT =
      Pattern.compile("[\\p{Cc}\\p{Cs}\\p{Zl}\\p{Zp}\\x{202A}-\\x{202E}\\x{2066}-\\x{2069}]");

  private static final Pattern UNSEEN = Pattern.compile("[\\p{Cf}\\p{Z}]");

  private static final Pattern VISIBLE = Pattern.compile("[^\\p{Cc}\\p{Cf}\\p{Z}]");

  public Buttons {
    rows = rows.stream().map(row -> row.stream().map(String::strip).toList()).toList();
    if (rows.size() > ROWS_MAX || !rows.stream().allMatch(Buttons::isRow)) {
      throw new IllegalArgumentException(
          "buttons are at most %d rows of 1 to %d labels".formatted(ROWS_MAX, ROW_LABELS_MAX));
    }
    if (!rows.stream().flatMap(List::stream).allMatch(Buttons::isLabel)) {
      throw new IllegalArgumentException(
          "the label of a button is one line of 1 to %d characters, without control characters"
              .formatted(LABEL_CHARS_MAX));
    }
    if (rows.stream().flatMap(List::stream).anyMatch(Buttons::isWord)) {
      throw new IllegalArgumentException(
          "the label of a button does not begin with /: control words are for people to write");
    }
  }

  private static boolean isRow(List<String> row) {
    return !row.isEmpty() && row.size() <= ROW_LABELS_MAX;
  }

  private static boolean isLabel(String label) {
    return label.codePointCount(0, label.length()) <= LABEL_CHARS_MAX
        && VISIBLE.matcher(label).find()
        && !UNFIT.matcher(label).find();
  }

  private static boolean isWord(String label) {
    return UNSEEN.matcher(label).replaceAll("").startsWith("/");
  }

  /// Those of a JSON array of arrays of labels; none for anything that is no array.
  ///
  /// @throws IllegalArgumentException naming the limits, where they do not keep to them
  public static Buttons of(JsonNode rows) {
    return new Buttons(
        rows.valueStream()
            .map(row -> row.valueStream().map(label -> label.asString("")).toList())
            .toList());
  }

  /// Those that `json` wrote.
  public static Buttons read(String json) {
    return json.isEmpty() ? NONE : of(Json.parse(json));
  }

  /// As a JSON array of arrays; empty where there are none.
  public String json() {
    if (isNone()) return "";
    ArrayNode array = Json.MAPPER.createArrayNode();
    for (List<String> row : rows) row.forEach(array.addArray()::add);
    return Json.write(array);
  }

  public boolean isNone() {
    return rows.isEmpty();
  }

  /// These without secrets. What takes the place of a secret may be longer: a label ends with its
  /// last character that fits.
  public Buttons without(Redaction redaction) {
    return new Buttons(
        rows.stream()
            .map(
                row ->
                    row.stream()
                        .map(label -> Excerpt.of(redaction.all(label), LABEL_CHARS_MAX))
                        .toList())
            .toList());
  }

  /// The text with the labels after it, a line for each row: for whoever has nothing to press.
  public String namedAfter(String text) {
    if (isNone()) return text;
    return rows.stream()
        .map(row -> row.stream().collect(Collectors.joining("] [", "[", "]")))
        .collect(Collectors.joining("\n", text.stripTrailing() + "\n\n", ""));
  }
}
