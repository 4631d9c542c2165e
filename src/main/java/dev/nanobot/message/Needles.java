package dev.nanobot.message;

import java.util.Arrays;
import java.util.List;

/// Many words that are looked for at the same time, in one pass over a text, whatever blanks are
/// between their characters. An automaton of Aho and Corasick.
///
/// Immutable.
final class Needles {
  /// So many blanks in a row end a word.
  private static final int BLANKS_MAX = 64;

  private static final int ROOT = 0;
  private static final long NO_EDGE = -1;

  /// Told of each word that ends before `end`: the number of the word, and how long it is.
  @FunctionalInterface
  interface Finds {
    void found(int word, int length, int end);
  }

  private final long[] edges; // a table by hash: a state and a character, or NO_EDGE
  private final int[] targets; // where the edge at the same place leads
  private final int[] roots = new int[128]; // the first step, which most of a text takes
  private final int[] depth;
  private final int[] fallback; // the longest other beginning of a word that ends here
  private final int[] word; // the word that ends here, or -1
  private final int[] shorter; // the next state along the fallbacks where a word ends, or the root

  Needles(List<String> words) {
    int states = 1 + words.stream().mapToInt(String::length).sum();
    depth = new int[states];
    fallback = new int[states];
    word = new int[states];
    shorter = new int[states];
    edges = new long[Integer.highestOneBit(4 * states)];
    targets = new int[edges.length];
    Arrays.fill(word, -1);
    Arrays.fill(edges, NO_EDGE);
    int[] leading = new int[states];
    int size = 1;
    for (int number = 0; number < words.size(); number++) {
      int state = ROOT;
      for (char c : words.get(number).toCharArray()) {
        int place = place(edge(state, c));
        if (edges[place] == NO_EDGE) {
          edges[place] = edge(state, c);
          targets[place] = size;
          leading[size] = place;
          depth[size++] = depth[state] + 1;
        }
        state = targets[place];
      }
      if (state != ROOT && word[state] < 0) word[state] = number;
    }
    link(leading, size);
  }

  /// Where an edge is in the table, or would be.
  private int place(long edge) {
    int mask = edges.length - 1;
    int place = (int) (edge * 0x9E3779B97F4A7C15L >>> 32) & mask;
    while (edges[place] != edge && edges[place] != NO_EDGE) place = place + 1 & mask;
    return place;
  }

  /// Finds the fallbacks, of short beginnings before longer ones; `leading` has the place of the
  /// edge that leads to a state.
  private void link(int[] leading, int size) {
    for (int state : byDepth(size)) {
      long edge = edges[leading[state]];
      int before = (int) (edge >> 16);
      char c = (char) edge;
      if (before == ROOT && c < roots.length) roots[c] = state;
      fallback[state] = before == ROOT ? ROOT : step(fallback[before], c);
      boolean isWord = word[fallback[state]] >= 0;
      shorter[state] = isWord ? fallback[state] : shorter[fallback[state]];
    }
  }

  /// The states but the root, by depth. Sorted by counting, as a program does this when it starts.
  private int[] byDepth(int size) {
    int[] places = new int[depth.length + 1]; // where the states of a depth begin
    for (int state = 1; state < size; state++) places[depth[state]]++;
    for (int i = 1, sum = 0; i < places.length; i++) {
      int count = places[i];
      places[i] = sum;
      sum += count;
    }
    int[] order = new int[size - 1];
    for (int state = 1; state < size; state++) order[places[depth[state]]++] = state;
    return order;
  }

  private static long edge(int state, char c) {
    return (long) state << 16 | c;
  }

  private int step(int from, char c) {
    for (int state = from; state != ROOT; state = fallback[state]) {
      int next = targets[place(edge(state, c))];
      if (next != ROOT) return next;
    }
    return c < roots.length ? roots[c] : targets[place(edge(ROOT, c))];
  }

  /// Whether a character may stand anywhere in a word.
  static boolean isBlank(char c) {
    if (c <= ' ') return true;
    if (c < 0x7f) return false;
    int type = Character.getType(c);
    return Character.isSpaceChar(c) || type == Character.CONTROL || type == Character.FORMAT;
  }

  /// Tells of each word in the text, and returns where the longest one begins that the text breaks
  /// off in, or the text's length.
  int scan(String text, Finds finds) {
    int state = ROOT;
    int blanks = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (isBlank(c)) {
        if (++blanks > BLANKS_MAX) state = ROOT;
        continue;
      }
      blanks = 0;
      state = step(state, c);
      for (int s = word[state] >= 0 ? state : shorter[state]; s != ROOT; s = shorter[s]) {
        finds.found(word[s], depth[s], i + 1);
      }
    }
    return state == ROOT ? text.length() : start(text, text.length(), depth[state]);
  }

  /// Where so many characters before `end` begin.
  static int start(String text, int end, int length) {
    int at = end;
    for (int left = length; left > 0; at--) {
      if (!isBlank(text.charAt(at - 1))) left--;
    }
    return at;
  }
}
