package dev.nanobot.tool;

import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/// A walk over the files below a directory, depth first, in the order of their names. It follows no
/// link and skips what `.gitignore` files name.
final class Walk {
  private static final int FILES_MAX = 100_000;
  private static final int DEPTH_MAX = 64;
  private static final Set<String> SKIPPED = Set.of(".git", ".nanobot");

  private final Reach reach;
  private final Predicate<Found> visitor;
  private int files;

  private Walk(Reach reach, Predicate<Found> visitor) {
    this.reach = reach;
    this.visitor = visitor;
  }

  /// Shows each regular file to `visitor` until it returns false. Returns whether all were seen.
  static boolean over(Reach reach, String start, Predicate<Found> visitor)
      throws InterruptedException {
    String prefix = start.isEmpty() || start.equals(".") ? "" : start + "/";
    return new Walk(reach, visitor).visit(prefix, "", reach.list(start), Ignored.NOTHING, 0);
  }

  private boolean visit(
      String start, String below, List<Reach.Entry> entries, Ignored above, int depth)
      throws InterruptedException {
    Ignored ignored = ignored(start, below, entries, above);
    for (Reach.Entry entry : entries) {
      if (Thread.interrupted()) throw new InterruptedException();
      String path = below + entry.name();
      boolean isDirectory = entry.facts().isDirectory();
      if (SKIPPED.contains(entry.name()) || ignored.covers(path, isDirectory)) continue;
      if (isDirectory) {
        if (depth >= DEPTH_MAX) return false;
        if (!visit(start, path + "/", listed(start + path), ignored, depth + 1)) return false;
      } else if (entry.facts().isFile()) {
        if (++files > FILES_MAX || !visitor.test(new Found(start + path, path, entry.facts()))) {
          return false;
        }
      }
    }
    return true;
  }

  private List<Reach.Entry> listed(String path) {
    try {
      return reach.list(path);
    } catch (ToolException e) {
      return List.of(); // Gone, denied or unreadable: not there for this walk.
    }
  }

  private Ignored ignored(String start, String below, List<Reach.Entry> entries, Ignored above) {
    if (entries.stream().noneMatch(entry -> entry.name().equals(".gitignore"))) return above;
    try {
      return above.with(below, Text.decode(reach.read(start + below + ".gitignore").bytes()));
    } catch (ToolException e) {
      return above; // Unreadable rules hide nothing.
    }
  }

  /// A file: `path` as the file tools take it, `below` from where the walk started.
  record Found(String path, String below, Folder.Facts facts) {}
}
