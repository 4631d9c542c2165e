package dev.nanobot.channel;

import dev.nanobot.message.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// What an answer has to say of the mail that it answers. Source: RFC 5322 3.6.4, read 2026-11-28.
///
/// `id` is the mail's own, which may be empty; `before` are the ids of the thread's earlier mails,
/// of long threads the first and the last ones.
record MailMemo(String subject, String id, List<String> before) {
  private static final int BEFORE_MAX = 12;
  private static final int SUBJECT_CHARS_MAX = 200;
  private static final int TITLE_CHARS_MAX = 70;
  private static final Pattern ANSWER =
      Pattern.compile("(?i)(re|aw|antw|sv|vs)\\s*(\\[[0-9]+])?\\s*:.*");

  MailMemo {
    before = List.copyOf(before);
  }

  static MailMemo of(MailHeaders headers, String id) {
    List<String> before = headers.ids("References");
    List<String> answered = headers.ids("In-Reply-To");
    if (before.isEmpty() && answered.size() == 1) before = answered;
    return new MailMemo(line(headers.text("Subject"), SUBJECT_CHARS_MAX), id, ends(before));
  }

  private static List<String> ends(List<String> ids) {
    if (ids.size() <= BEFORE_MAX) return ids;
    List<String> ends = new ArrayList<>(ids.subList(ids.size() - BEFORE_MAX + 1, ids.size()));
    ends.addFirst(ids.getFirst());
    return ends;
  }

  /// As `read` reads it.
  String written() {
    ObjectNode memo = Json.object().put("subject", subject).put("id", id);
    ArrayNode ids = memo.putArray("before");
    before.forEach(ids::add);
    return Json.write(memo);
  }

  /// Empty when nothing is written.
  static Optional<MailMemo> read(String written) {
    if (written.isEmpty()) return Optional.empty();
    JsonNode memo = Json.parse(written);
    List<String> before = new ArrayList<>();
    for (JsonNode id : memo.path("before")) before.add(id.asString(""));
    return Optional.of(
        new MailMemo(memo.path("subject").asString(""), memo.path("id").asString(""), before));
  }

  /// The ids that an answer refers to, the first mail's at first.
  List<String> references() {
    List<String> references = new ArrayList<>(before);
    if (!id.isEmpty()) references.add(id);
    return references;
  }

  /// The subject of an answer, which is prefixed once.
  String answer(String prefix) {
    boolean isPrefixed =
        ANSWER.matcher(subject).matches()
            || !prefix.isBlank() && subject.startsWith(prefix.strip());
    return isPrefixed ? subject : line(prefix + subject, SUBJECT_CHARS_MAX);
  }

  /// The subject of a mail that answers none: how its text begins.
  static String title(String text) {
    String first =
        text.lines()
            .map(line -> line.replaceAll("^[\\s#>*_~-]+|\\*{2,}|`+", ""))
            .filter(line -> !line.isBlank())
            .findFirst()
            .orElse("Message");
    return line(first, TITLE_CHARS_MAX);
  }

  /// A text in one line that can begin no other field, cut between words where there are some.
  private static String line(String text, int charsMax) {
    String line = text.replaceAll("[\\s\\p{Cntrl}\\p{Zl}\\p{Zp}]+", " ").strip();
    if (line.length() <= charsMax) return line;
    int end = line.lastIndexOf(' ', charsMax - 1);
    if (end < charsMax / 2) end = charsMax - 1;
    if (Character.isHighSurrogate(line.charAt(end - 1))) end--;
    return line.substring(0, end).strip() + "…";
  }
}
