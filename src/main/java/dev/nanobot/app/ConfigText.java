package dev.nanobot.app;

import dev.nanobot.message.Json;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.databind.JsonNode;

/// The text of a configuration, in which single values change: whatever is not changed stays
/// character by character, and what is new is laid out like its neighbours.
///
/// @param text a JSON object; in every method another text throws a `JacksonException`
record ConfigText(String text) {
  private static final String STEP = "  ";

  /// A value's place in the text; the members of an object, in their order, by name.
  private record Span(int start, int end, boolean isObject, Map<String, Member> members) {}

  private record Member(int start, Span value) {}

  /// The same with `value` at `path`; what is missing on the way there is made.
  ConfigText with(List<String> path, JsonNode value) {
    Span place = whole();
    for (int depth = 0; ; depth++) {
      Member member = place.members().get(path.get(depth));
      if (member == null) return added(place, path.subList(depth, path.size()), value);
      List<String> rest = path.subList(depth + 1, path.size());
      Span inner = member.value();
      if (rest.isEmpty() || !inner.isObject()) {
        return replaced(inner.start(), inner.end(), written(rest, value, indent(member.start())));
      }
      place = inner;
    }
  }

  /// The same without the value at `path`.
  ConfigText without(List<String> path) {
    Span place = whole();
    for (String name : path.subList(0, path.size() - 1)) {
      Member member = place.members().get(name);
      if (member == null) return this;
      place = member.value();
    }
    return removed(place, path.getLast());
  }

  private ConfigText removed(Span place, String name) {
    Member gone = place.members().get(name);
    if (gone == null) return this;
    Member before = null;
    boolean isPassed = false;
    for (Member member : place.members().values()) {
      if (isPassed) return replaced(gone.start(), member.start(), "");
      if (member.equals(gone)) isPassed = true;
      else before = member;
    }
    if (before == null) return replaced(place.start(), place.end(), "{}");
    return replaced(before.value().end(), gone.value().end(), "");
  }

  private ConfigText added(Span place, List<String> path, JsonNode value) {
    String name = Json.MAPPER.writeValueAsString(path.getFirst()) + ": ";
    List<String> rest = path.subList(1, path.size());
    if (place.members().isEmpty()) {
      if (isOneLine()) {
        return replaced(place.start(), place.end(), inLine(path, value));
      }
      String outer = indent(place.start());
      String inner = outer + STEP;
      String member = inner + name + written(rest, value, inner);
      return replaced(place.start(), place.end(), "{" + end() + member + end() + outer + "}");
    }
    Member last = List.copyOf(place.members().values()).getLast();
    String gap = gap(last.start());
    if (gap.isEmpty() && place.members().size() == 1) gap = " ";
    boolean hasOwnLine = gap.indexOf('\n') >= 0;
    String whole = hasOwnLine ? written(rest, value, indent(last.start())) : inLine(rest, value);
    String member = "," + gap + name + whole;
    return replaced(last.value().end(), last.value().end(), member);
  }

  /// A value below the names of `path`, to stand in a line that is indented by `indent`.
  private String written(List<String> path, JsonNode value, String indent) {
    if (path.isEmpty()) return Json.write(value);
    String name = Json.MAPPER.writeValueAsString(path.getFirst()) + ": ";
    List<String> rest = path.subList(1, path.size());
    if (isOneLine()) return inLine(path, value);
    String inner = indent + STEP;
    return "{" + end() + inner + name + written(rest, value, inner) + end() + indent + "}";
  }

  private static String inLine(List<String> path, JsonNode value) {
    if (path.isEmpty()) return Json.write(value);
    String name = Json.MAPPER.writeValueAsString(path.getFirst()) + ": ";
    return "{" + name + inLine(path.subList(1, path.size()), value) + "}";
  }

  private ConfigText replaced(int start, int end, String part) {
    return new ConfigText(text.substring(0, start) + part + text.substring(end));
  }

  /// Whether somebody chose to write it all in one line.
  private boolean isOneLine() {
    String all = text.strip();
    return all.indexOf('\n') < 0 && !all.matches("\\{\\s*}");
  }

  private String end() {
    return text.contains("\r\n") ? "\r\n" : "\n";
  }

  /// The white space in front of a place.
  private String gap(int place) {
    int start = place;
    while (start > 0 && Character.isWhitespace(text.charAt(start - 1))) start--;
    return text.substring(start, place);
  }

  /// The white space that the line of a place begins with.
  private String indent(int place) {
    int start = text.lastIndexOf('\n', place - 1) + 1;
    int end = start;
    while (end < place && " \t".indexOf(text.charAt(end)) >= 0) end++;
    return text.substring(start, end);
  }

  private Span whole() {
    try (JsonParser in = Json.MAPPER.createParser(text)) {
      in.nextToken();
      return span(in);
    }
  }

  private static Span span(JsonParser in) {
    int start = offset(in.currentTokenLocation());
    boolean isObject = in.currentToken() == JsonToken.START_OBJECT;
    Map<String, Member> members = new LinkedHashMap<>();
    if (isObject) {
      while (in.nextToken() == JsonToken.PROPERTY_NAME) {
        int name = offset(in.currentTokenLocation());
        String key = Objects.requireNonNull(in.currentName());
        in.nextToken();
        members.put(key, new Member(name, span(in)));
      }
    } else {
      in.skipChildren();
    }
    in.finishToken(); // Strings are read to their end only when somebody asks.
    return new Span(start, offset(in.currentLocation()), isObject, members);
  }

  private static int offset(TokenStreamLocation location) {
    return Math.toIntExact(location.getCharOffset());
  }
}
