package dev.nanobot.app;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/// The name somebody probably meant: the known one with the fewest typing errors between.
public final class NearestName {
  /// More differences than this share of the name's length, and it was another name.
  private static final double DIFFERENCE_SHARE_MAX = 0.4;

  private NearestName() {}

  public static Optional<String> of(String written, Collection<String> known) {
    return known.stream()
        .filter(
            name ->
                distance(written, name)
                    <= Math.max(
                        1, Math.max(written.length(), name.length()) * DIFFERENCE_SHARE_MAX))
        .min(
            Comparator.<String>comparingInt(name -> distance(written, name))
                .thenComparing(Comparator.naturalOrder()));
  }

  /// Insertions, deletions and replacements from one to the other, case aside.
  static int distance(String one, String other) {
    String a = one.toLowerCase(Locale.ROOT);
    String b = other.toLowerCase(Locale.ROOT);
    int[] above = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) above[j] = j;
    for (int i = 1; i <= a.length(); i++) {
      int[] row = new int[b.length() + 1];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int replaced = above[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        row[j] = Math.min(replaced, 1 + Math.min(above[j], row[j - 1]));
      }
      above = row;
    }
    return above[b.length()];
  }
}
