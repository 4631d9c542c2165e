package dev.nanobot.channel;

import java.util.ArrayList;
import java.util.List;

/// A Markdown text in parts of a limited length: cut between blocks where that is possible, else
/// between lines, between words, between characters. A fence that is cut is closed and opened
/// again.
///
/// Owned by the call that made it.
public final class Blocks {
  private static final String FENCE = "```";

  /// A part is at least this full before it ends with a block.
  private static final double FULL = 0.5;

  /// The longest opening line of a fence that is repeated.
  private static final int OPENING_CHARS_MAX = 40;

  /// Room for the end of a fence, and for the beginning of the next.
  private static final int FENCES_CHARS = 2 * FENCE.length() + OPENING_CHARS_MAX;

  private final int charsMax;
  private final List<String> parts = new ArrayList<>();
  private final StringBuilder part = new StringBuilder();
  private String opening = ""; // the line that opened the fence we are in; empty outside
  private int blockEnd; // where the last whole block of the part ends
  private boolean isFresh = true; // nothing but an opening is in the part

  private Blocks(int charsMax) {
    this.charsMax = charsMax;
  }

  /// The parts of `text`, in order, each of at most `charsMax` UTF-16 units.
  public static List<String> of(String text, int charsMax) {
    if (charsMax <= 2 * FENCES_CHARS) throw new IllegalArgumentException("a part has some room");
    String stripped = text.strip();
    if (stripped.length() <= charsMax) return List.of(stripped);
    var blocks = new Blocks(charsMax);
    stripped.lines().forEach(blocks::line);
    blocks.emit();
    return List.copyOf(blocks.parts);
  }

  private int room() {
    return charsMax - FENCE.length() - 1 - part.length();
  }

  private void line(String line) {
    String rest = line;
    if (rest.length() + 1 > room() && !isFresh) cut();
    if (rest.length() + 1 > room() && !isFresh) cutHere();
    while (rest.length() + 1 > room()) {
      int at = place(rest, room() - 1);
      append(rest.substring(0, at));
      cutHere();
      rest = opening.isEmpty() ? rest.substring(at).stripLeading() : rest.substring(at);
    }
    append(rest);
    note(line);
  }

  /// Notes what the line means for what follows.
  private void note(String line) {
    String bare = line.strip();
    if (bare.startsWith(FENCE)) {
      opening = opening.isEmpty() ? head(bare) : "";
      if (opening.isEmpty()) blockEnd = part.length();
    } else if (opening.isEmpty() && bare.isEmpty()) {
      blockEnd = part.length();
    }
  }

  private static String head(String line) {
    return line.length() <= OPENING_CHARS_MAX ? line : FENCE;
  }

  private void append(String line) {
    part.append(line).append('\n');
    isFresh = false;
  }

  /// Ends the part after its last whole block, if it is full enough; else where it stands.
  private void cut() {
    if (blockEnd < FULL * charsMax) {
      cutHere();
      return;
    }
    String rest = part.substring(blockEnd);
    part.setLength(blockEnd);
    emit();
    part.append(rest.stripLeading());
    isFresh = part.isEmpty();
  }

  private void cutHere() {
    if (!opening.isEmpty()) part.append(FENCE);
    emit();
    if (!opening.isEmpty()) part.append(opening).append('\n');
    isFresh = true;
  }

  private void emit() {
    String text = part.toString().strip();
    if (!text.isEmpty()) parts.add(text);
    part.setLength(0);
    blockEnd = 0;
  }

  /// Where to cut a line that is too long: after a word, never within a character.
  private static int place(String line, int charsMax) {
    int space = line.lastIndexOf(' ', charsMax);
    if (space > charsMax / 2) return space;
    return Character.isHighSurrogate(line.charAt(charsMax - 1)) ? charsMax - 1 : charsMax;
  }
}
