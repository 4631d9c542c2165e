package dev.nanobot.message;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What keeps secrets out of a text: each is replaced by `[REDACTED:kind]`, and the rest stays as
/// it is.
///
/// A secret is one that was configured, in any of the forms of `Disguises` and with blanks anywhere
/// in it, or what has the shape of a token. One that is shorter than `CHARS_MIN` is not looked for:
/// it would be found in ordinary words. Takes time in proportion to the text.
///
/// Immutable: it is made once for a set of secrets.
public final class Redaction {
  /// The shortest configured secret that is looked for.
  public static final int CHARS_MIN = 8;

  /// Knows of no configured secret.
  public static final Redaction SHAPES = new Redaction(Map.of());

  /// A part of a text that is a secret.
  private record Span(int start, int end, String kind) {}

  /// What was found in a text; all before `settled` stays so whatever follows.
  private record Found(List<Span> spans, int settled) {}

  private final List<String> kinds = new ArrayList<>(); // of the configured words, by number
  private final Needles needles;

  /// `configured` has a kind for each secret.
  public Redaction(Map<Secret, String> configured) {
    List<String> words = new ArrayList<>();
    configured.forEach(
        (secret, kind) -> {
          String value = Disguises.withoutBlanks(secret.reveal());
          if (value.length() < CHARS_MIN) return;
          for (String form : Disguises.of(secret.reveal())) {
            words.add(form);
            kinds.add(kind);
          }
        });
    for (TokenShape shape : TokenShape.ALL) words.add(shape.anchor());
    needles = new Needles(words);
  }

  /// The text without any secret.
  public String all(String text) {
    return without(text, found(text, ' ').spans());
  }

  /// The text without the configured secrets.
  public String known(String text) {
    List<Span> spans = new ArrayList<>();
    needles.scan(
        text,
        (word, length, end) -> {
          if (word >= kinds.size()) return; // the beginning of a shape
          add(spans, new Span(Needles.start(text, end, length), end, kinds.get(word)));
        });
    return without(text, spans);
  }

  /// The message without the configured secrets. A thought that had one is left out: it could not
  /// go back changed.
  public Message known(Message message) {
    return switch (message) {
      case Message.User user ->
          new Message.User(known(user.text()), user.at(), user.sender(), user.attachments());
      case Message.Assistant reply ->
          new Message.Assistant(
              known(reply.text()),
              reply.calls().stream()
                  .map(c -> new Message.ToolCall(c.id(), c.tool(), known(c.arguments())))
                  .toList(),
              reply.thoughts().stream().filter(this::isClean).toList());
      case Message.Result result ->
          new Message.Result(result.callId(), known(result.text()), result.failed());
    };
  }

  private boolean isClean(Message.Thought thought) {
    return known(thought.json()).equals(thought.json())
        && known(thought.text()).equals(thought.text());
  }

  /// The kind of the first secret in a text.
  public Optional<String> kind(String text) {
    return found(text, ' ').spans().stream().findFirst().map(Span::kind);
  }

  private Found found(String text, char before) {
    List<Span> spans = new ArrayList<>();
    int[] open = {text.length()};
    int[] keyEnd = {0};
    int broken =
        needles.scan(
            text,
            (word, length, end) -> {
              int start = Needles.start(text, end, length);
              if (word < kinds.size()) {
                add(spans, new Span(start, end, kinds.get(word)));
                return;
              }
              TokenShape shape = TokenShape.ALL.get(word - kinds.size());
              boolean isWhole = end - start == shape.anchor().length();
              if (!isWhole || start < keyEnd[0]) return;
              var look = shape.look(text, start, start == 0 ? before : text.charAt(start - 1));
              if (look.isOpen()) open[0] = Math.min(open[0], start);
              if (look.chars() == 0) return;
              int tokenEnd = start + look.chars();
              if (shape.kind().equals("private-key")) keyEnd[0] = tokenEnd;
              add(spans, new Span(start, tokenEnd, shape.kind()));
            });
    spans.sort(Comparator.comparingInt(Span::start));
    List<Span> merged = new ArrayList<>();
    for (Span span : spans) add(merged, span);
    int settled = Math.min(broken, open[0]);
    for (Span span : merged) {
      if (span.start() < settled && settled < span.end()) settled = span.start();
    }
    return new Found(merged, settled);
  }

  /// Adds a span, as one with those before it that it overlaps.
  private static void add(List<Span> spans, Span span) {
    Span whole = span;
    while (!spans.isEmpty() && spans.getLast().end() > whole.start()) {
      Span last = spans.removeLast();
      whole =
          new Span(
              Math.min(last.start(), whole.start()),
              Math.max(last.end(), whole.end()),
              last.start() <= whole.start() ? last.kind() : whole.kind());
    }
    spans.add(whole);
  }

  private static String without(String text, List<Span> spans) {
    if (spans.isEmpty()) return text;
    var clean = new StringBuilder(text.length());
    int at = 0;
    for (Span span : spans) {
      clean.append(text, at, span.start()).append("[REDACTED:").append(span.kind()).append(']');
      at = span.end();
    }
    return clean.append(text, at, text.length()).toString();
  }

  /// A text that comes in pieces.
  public Stream stream() {
    return new Stream();
  }

  /// Lets pieces of a text through without its secrets, and keeps back what the next piece could
  /// make one of. All pieces together are the redacted text.
  ///
  /// Owned by one thread.
  public final class Stream {
    private String kept = "";
    private char before = ' '; // the last character that was let through

    private Stream() {}

    /// What can be shown now.
    public String next(String piece) {
      String text = kept + piece;
      Found found = found(text, before);
      int settled = found.settled();
      List<Span> spans = found.spans().stream().filter(s -> s.end() <= settled).toList();
      if (settled > 0) before = text.charAt(settled - 1);
      kept = text.substring(settled);
      return without(text.substring(0, settled), spans);
    }

    /// The rest of a text that was cut off; it begins anew after that. Nobody knows what would have
    /// followed, so what could be the greater part of a secret is left out.
    public String cut() {
      String rest = end();
      return rest.length() < CHARS_MIN ? rest : "";
    }

    /// The rest; it begins anew after that.
    public String end() {
      String rest = without(kept, found(kept, before).spans());
      kept = "";
      before = ' ';
      return rest;
    }
  }
}
