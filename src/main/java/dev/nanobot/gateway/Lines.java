package dev.nanobot.gateway;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// How the lines of two texts differ, and three texts in one. Source: E. W. Myers, "An O(ND)
/// Difference Algorithm and Its Variations", 1986, section 4.
final class Lines {
  /// Texts that differ in more lines are taken as wholly different.
  private static final int EDITS_MAX = 3_000;

  private static final String THIS = "<!-- Two changed these lines at once. In the file: -->";
  private static final String THAT = "<!-- Meanwhile: -->";
  private static final String END = "<!-- Keep what is right, and remove these marks. -->";

  /// Lines `from` to `to` of one text, replaced by lines `newFrom` to `newTo` of the other.
  record Hunk(int from, int to, int newFrom, int newTo) {
    int size() {
      return to - from + newTo - newFrom;
    }

    /// Whether both change the same lines. Hunks that only touch do not, but for two that add at
    /// one place.
    boolean meets(Hunk other) {
      boolean isSamePlace = from == to && other.from == other.to && from == other.from;
      return isSamePlace || (from < other.to && other.from < to);
    }
  }

  private Lines() {}

  static List<String> of(String text) {
    return Arrays.asList(text.split("\n", -1));
  }

  /// How far two texts are apart: in how many lines, and how many of the first text are `gone`.
  record Difference(int lines, int gone, int all) {
    boolean keepsMost() {
      return 2 * gone <= all;
    }
  }

  static Difference difference(String one, String other) {
    List<String> from = of(one);
    List<Hunk> hunks = diff(from, of(other));
    return new Difference(
        hunks.stream().mapToInt(Hunk::size).sum(),
        hunks.stream().mapToInt(hunk -> hunk.to - hunk.from).sum(),
        from.size());
  }

  /// What leads from one text to the other, in order.
  static List<Hunk> diff(List<String> one, List<String> other) {
    int head = 0;
    int shorter = Math.min(one.size(), other.size());
    while (head < shorter && one.get(head).equals(other.get(head))) head++;
    int tail = 0;
    while (tail < shorter - head
        && one.get(one.size() - 1 - tail).equals(other.get(other.size() - 1 - tail))) {
      tail++;
    }
    List<String> a = one.subList(head, one.size() - tail);
    List<String> b = other.subList(head, other.size() - tail);
    List<Hunk> hunks = new ArrayList<>();
    for (Hunk hunk : middle(a, b)) {
      hunks.add(new Hunk(hunk.from + head, hunk.to + head, hunk.newFrom + head, hunk.newTo + head));
    }
    return hunks;
  }

  private static List<Hunk> middle(List<String> a, List<String> b) {
    if (a.isEmpty() && b.isEmpty()) return List.of();
    if (a.isEmpty() || b.isEmpty()) return List.of(new Hunk(0, a.size(), 0, b.size()));
    int most = Math.min(a.size() + b.size(), EDITS_MAX);
    int[] reached = new int[2 * most + 3];
    List<int[]> trace = new ArrayList<>();
    for (int d = 0; d <= most; d++) {
      trace.add(Arrays.copyOfRange(reached, most - d, most + d + 3));
      for (int k = -d; k <= d; k += 2) {
        int at = k + most + 1;
        boolean isDown = k == -d || (k != d && reached[at - 1] < reached[at + 1]);
        int x = isDown ? reached[at + 1] : reached[at - 1] + 1;
        while (x < a.size() && x - k < b.size() && a.get(x).equals(b.get(x - k))) x++;
        reached[at] = x;
        if (x >= a.size() && x - k >= b.size()) return back(trace, a.size(), b.size());
      }
    }
    return List.of(new Hunk(0, a.size(), 0, b.size()));
  }

  /// Walks the trace back from the end, and joins neighbouring edits.
  private static List<Hunk> back(List<int[]> trace, int aSize, int bSize) {
    List<Hunk> hunks = new ArrayList<>();
    int x = aSize;
    int y = bSize;
    for (int d = trace.size() - 1; d > 0; d--) {
      int[] reached = trace.get(d);
      int k = x - y;
      int at = k + d + 1;
      boolean isDown = k == -d || (k != d && reached[at - 1] < reached[at + 1]);
      int fromX = isDown ? reached[at + 1] : reached[at - 1];
      int fromY = fromX - (isDown ? k + 1 : k - 1);
      int toX = isDown ? fromX : fromX + 1;
      int toY = isDown ? fromY + 1 : fromY;
      Hunk last = hunks.isEmpty() ? null : hunks.getLast();
      if (last != null && last.from == toX && last.newFrom == toY) {
        hunks.set(hunks.size() - 1, new Hunk(fromX, last.to, fromY, last.newTo));
      } else {
        hunks.add(new Hunk(fromX, toX, fromY, toY));
      }
      x = fromX;
      y = fromY;
    }
    return hunks.reversed();
  }

  /// What `here` and `there` made of `base`, in one text. Where both changed the same lines, both
  /// are kept, and marked.
  static String merged(String base, String here, String there) {
    List<String> lines = of(base);
    var one = new Side(of(here), diff(lines, of(here)));
    var two = new Side(of(there), diff(lines, of(there)));
    List<String> result = new ArrayList<>();
    int at = 0;
    while (one.hasNext() || two.hasNext()) {
      boolean isOneFirst = !two.hasNext() || (one.hasNext() && isBefore(one.next(), two.next()));
      Side first = isOneFirst ? one : two;
      Side second = isOneFirst ? two : one;
      int from = first.next().from;
      int to = region(first, second);
      result.addAll(lines.subList(at, from));
      result.addAll(joined(lines.subList(from, to), one.taken(from, to), two.taken(from, to)));
      at = to;
    }
    result.addAll(lines.subList(at, lines.size()));
    return String.join("\n", result);
  }

  private static boolean isBefore(Hunk one, Hunk two) {
    return one.from != two.from ? one.from < two.from : one.to <= two.to;
  }

  /// Marks the hunks that belong together, and returns where they end in the base.
  private static int region(Side first, Side second) {
    var whole = first.mark();
    while (true) {
      if (second.hasUnmarked() && whole.meets(second.unmarked())) whole = span(whole, second);
      else if (first.hasUnmarked() && whole.meets(first.unmarked())) whole = span(whole, first);
      else return whole.to;
    }
  }

  private static Hunk span(Hunk whole, Side side) {
    Hunk more = side.mark();
    return new Hunk(Math.min(whole.from, more.from), Math.max(whole.to, more.to), 0, 0);
  }

  private static List<String> joined(List<String> base, List<String> one, List<String> two) {
    if (one.equals(two) || two.equals(base)) return one;
    if (one.equals(base)) return two;
    List<String> both = new ArrayList<>();
    boolean isPlain = base.stream().allMatch(String::isBlank); // Both only added something.
    if (!isPlain) both.add(THIS);
    both.addAll(one);
    if (!isPlain) both.add(THAT);
    both.addAll(two);
    if (!isPlain) both.add(END);
    return both;
  }

  /// One of the two texts, read hunk by hunk.
  ///
  /// Owned by the merge that made it.
  private static final class Side {
    private final List<String> lines;
    private final List<Hunk> hunks;
    private int taken;
    private int marked;

    Side(List<String> lines, List<Hunk> hunks) {
      this.lines = lines;
      this.hunks = hunks;
    }

    boolean hasNext() {
      return taken < hunks.size();
    }

    Hunk next() {
      return hunks.get(taken);
    }

    boolean hasUnmarked() {
      return marked < hunks.size();
    }

    Hunk unmarked() {
      return hunks.get(marked);
    }

    Hunk mark() {
      return hunks.get(marked++);
    }

    /// What this text has in the place of the base's lines `from` to `to`.
    List<String> taken(int from, int to) {
      int shift = taken == 0 ? 0 : hunks.get(taken - 1).newTo - hunks.get(taken - 1).to;
      int end = marked == 0 ? 0 : hunks.get(marked - 1).newTo - hunks.get(marked - 1).to;
      taken = marked;
      return lines.subList(from + shift, to + end);
    }
  }
}
