package dev.nanobot.message;

import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.exc.StreamConstraintsException;

/// What is wrong with a text that is no JSON, for people: where, and what was expected there. It
/// repeats nothing of the text, which may be secret.
public final class JsonFault {
  /// The parser's own words only tell which fault it is: they speak of its classes and features.
  private record Kind(String word, String expected) {}

  private static final List<Kind> LIMITS =
      List.of(
          new Kind("nesting depth", "at most " + Json.DEPTH_MAX + " levels are expected"),
          new Kind("Number value", "a number has at most " + Json.NUMBER_CHARS_MAX + " digits"),
          new Kind("String value", "a text has at most " + Json.STRING_CHARS_MAX + " characters"),
          new Kind(
              "Token count",
              "at most " + Json.TOKENS_MAX + " brackets, names and values are expected"));

  private static final List<Kind> FAULTS =
      List.of(
          new Kind("end-of-input", "more is expected: a value, a quote or a bracket is missing"),
          new Kind("double-quote to start", "a name in double quotes is expected"),
          new Kind("expecting a colon", "a colon is expected after a name"),
          new Kind("separate Object", "a comma or } is expected after a value"),
          new Kind("separate Array", "a comma or ] is expected after a value"),
          new Kind("expected '}'", "} is expected before ]"),
          new Kind("expected ']'", "] is expected before }"),
          new Kind("no open", "a bracket is expected to open before it closes"),
          new Kind("Duplicate", "a duplicate name: each is expected once in an object"),
          new Kind("numeric value", "a number is expected as 12, -0.5 or 1e9"),
          new Kind("hex-digit", "four hexadecimal digits are expected after \\u"),
          new Kind("character escape", "one of \" \\ / b f n r t u is expected after a backslash"),
          new Kind("unquoted character", "a line break or tab in a text is expected as \\n or \\t"),
          new Kind("comment", "a value is expected; JSON has no comments"),
          new Kind("UTF-8", "text in UTF-8 is expected"),
          new Kind("Trailing token", "nothing more is expected after the value"));

  private static final String VALUE =
      "a value is expected: an object, a list, a text in double quotes, a number, true, false or"
          + " null";

  private JsonFault() {}

  /// To follow what is no JSON: ` at line 2, column 7: a comma or } is expected after a value`.
  public static String text(JacksonException fault) {
    List<Kind> kinds = fault instanceof StreamConstraintsException ? LIMITS : FAULTS;
    String words = fault.getOriginalMessage();
    String expected =
        kinds.stream()
            .filter(kind -> words.contains(kind.word()))
            .map(Kind::expected)
            .findFirst()
            .orElse(VALUE);
    return place(fault) + ": " + expected;
  }

  private static String place(JacksonException fault) {
    TokenStreamLocation at = fault.getLocation();
    boolean isKnown = at != null && at.getLineNr() > 0;
    return isKnown ? " at line " + at.getLineNr() + ", column " + at.getColumnNr() : "";
  }
}
