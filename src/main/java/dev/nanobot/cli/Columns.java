package dev.nanobot.cli;

import java.util.ArrayList;
import java.util.List;
import org.jline.utils.WCWidth;

/// How many columns of a terminal a text takes, counted by what people see as one character.
final class Columns {
  private Columns() {}

  static int of(String text) {
    return text.chars().allMatch(Columns::isAscii)
        ? text.length()
        : clusters(text).stream().mapToInt(Columns::ofCluster).sum();
  }

  static int ofCluster(String cluster) {
    if (cluster.length() == 1 && isAscii(cluster.charAt(0))) return 1;
    return Math.max(0, WCWidth.wcwidthForGraphemeCluster(cluster, 0));
  }

  static List<String> clusters(String text) {
    var clusters = new ArrayList<String>(text.length());
    for (int at = 0; at < text.length(); ) {
      int chars = Math.max(1, WCWidth.charCountForGraphemeCluster(text, at));
      int end = Math.min(text.length(), at + chars);
      clusters.add(text.substring(at, end));
      at = end;
    }
    return clusters;
  }

  private static boolean isAscii(int c) {
    return c >= ' ' && c < 0x7f;
  }
}
