package dev.nanobot.provider;

import dev.nanobot.message.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;

/// What a conversation tells the fake model to do: `text` is the last thing the user said, without
/// its heading line; `results` is what came of the calls since.
///
/// A line `tool:NAME {json}` calls that tool, several lines several at once; with the results it
/// answers with their texts. A conversation to be summarised is told in one line. Anything else is
/// echoed. `think:` at the beginning makes it think aloud first.
record FakeScript(String text, List<String> results) {
  private static final Pattern HEADING =
      Pattern.compile("\\A\\[\\d{4}-\\d\\d-\\d\\d [^\\n]*\\]\\n");
  private static final Pattern SUMMARY = Pattern.compile("# (Conversation|Earlier summary)\n");
  private static final Pattern TOOL = Pattern.compile("(?m)^tool:(\\S+)[ \\t]*(.*)$");

  /// Arguments are JSON text as written in the script.
  record Call(String id, String name, String arguments) {}

  record Answer(String thinking, String text, List<Call> calls) {}

  static FakeScript of(String heard, List<String> results) {
    return new FakeScript(HEADING.matcher(heard).replaceFirst(""), List.copyOf(results));
  }

  Answer answer() {
    String thinking = text.startsWith("think:") ? "Let me think." : "";
    List<Call> calls = new ArrayList<>();
    Matcher tool = TOOL.matcher(text);
    while (tool.find()) {
      String arguments = tool.group(2).isBlank() ? "{}" : tool.group(2).strip();
      String id = "call_" + Integer.toHexString(text.hashCode()) + "_" + calls.size();
      calls.add(new Call(id, tool.group(1), arguments));
    }
    if (SUMMARY.matcher(text).lookingAt()) {
      return new Answer("", "summary of " + text.length() + " characters", List.of());
    }
    if (calls.isEmpty()) return new Answer(thinking, "echo: " + text, List.of());
    if (results.isEmpty()) return new Answer(thinking, "", calls);
    return new Answer(thinking, "result: " + String.join(" | ", results), List.of());
  }

  static boolean isJson(String text) {
    try {
      return Json.parse(text).isObject();
    } catch (JacksonException e) {
      return false;
    }
  }
}
