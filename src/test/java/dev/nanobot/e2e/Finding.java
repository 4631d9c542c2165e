package dev.nanobot.e2e;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// What the outside saw of a run: every figure but the last three must be zero for a gateway that
/// keeps its word.
///
/// `lost` messages were accepted and neither answered nor, by `merged`, answered together with
/// another; `doubled` were answered under two keys; `ranTwice` are commands found twice in the
/// file that they append to.
record Finding(
    List<String> lost,
    List<String> doubled,
    List<String> ranTwice,
    List<String> violations,
    int accepted,
    int onceAsked,
    int onceRan) {
  Finding {
    lost = List.copyOf(lost);
    doubled = List.copyOf(doubled);
    ranTwice = List.copyOf(ranTwice);
    violations = List.copyOf(violations);
  }

  /// `merged` are the ids of messages that were answered together with a later one; `ran` the
  /// lines of the file.
  static Finding of(Chats.Tally tally, Set<String> merged, List<String> ran) {
    List<Errand> accepted = tally.errands().stream().filter(Errand::isAccepted).toList();
    Set<String> once = new HashSet<>();
    List<String> twice = new ArrayList<>();
    for (String id : ran) {
      if (!once.add(id)) twice.add(id);
    }
    return new Finding(
        ids(accepted.stream().filter(e -> e.answers.isEmpty() && !merged.contains(e.id)).toList()),
        ids(tally.errands().stream().filter(errand -> errand.answers.size() > 1).toList()),
        twice,
        tally.violations(),
        accepted.size(),
        (int) accepted.stream().filter(errand -> errand.kind == Errand.Kind.ONCE).count(),
        once.size());
  }

  boolean isClean() {
    return lost.isEmpty() && doubled.isEmpty() && ranTwice.isEmpty() && violations.isEmpty();
  }

  private static List<String> ids(List<Errand> errands) {
    return errands.stream().map(errand -> errand.id).toList();
  }
}
