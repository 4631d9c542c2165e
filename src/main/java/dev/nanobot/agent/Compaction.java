package dev.nanobot.agent;

import dev.nanobot.message.Message;
import dev.nanobot.message.Message.User;
import dev.nanobot.message.Opening;
import dev.nanobot.message.Opening.History;
import dev.nanobot.message.Past;
import dev.nanobot.message.Past.Said;
import dev.nanobot.message.Reply;
import dev.nanobot.message.Summary;
import dev.nanobot.message.ToolSpec;
import dev.nanobot.message.Usage;
import dev.nanobot.provider.ProviderException;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Puts a summary in the place of a conversation's beginning: before a turn whose conversation is
/// long, and as a turn of its own. A part at a time is summarised, as much as a question holds, and
/// each part is noted; what a part is follows from what was noted before.
///
/// Immutable: one serves all sessions.
public final class Compaction {
  /// How many entries are looked at together.
  static final int PAGE_ENTRIES = 500;

  /// The most entries that stay as they are, in a turn's way and in a turn of its own.
  static final int KEPT_ENTRIES_MAX = History.ENTRIES_MAX / 2;

  static final int KEPT_ENTRIES_WISHED = 8;

  /// The most parts of one turn; while somebody waits for an answer, fewer.
  private static final int PARTS_MAX = 50;

  /// How many entries a conversation whose compaction failed grows by before it is tried again.
  static final int REST_ENTRIES = 20;

  private static final int PARTS_WAITED_FOR_MAX = 3;

  private static final String NOTHING = "There is nothing to compact: the conversation is short.";
  private static final String DONE =
      "Compacted: what was said before is a summary of %,d words now, and the last %,d entries stay"
          + " as they are. Nothing was deleted.";

  private static final Logger log = LoggerFactory.getLogger(Compaction.class);

  private final Model model;
  private final Condensing condensing;
  private final Prompt prompt;
  private final Settings settings;

  /// Above which `share` of the model's window a conversation is compacted before a turn, and which
  /// part of the window may be kept as it is.
  public record Settings(boolean isEnabled, double share, double keep) {
    public static final Settings DEFAULTS = new Settings(true, 0.6, 0.3);
  }

  public Compaction(Model model, Prompt prompt, Settings settings) {
    this.model = model;
    this.prompt = prompt;
    this.settings = settings;
    this.condensing = new Condensing(prompt.settings());
  }

  /// The next part: the first `count` entries. `isLast` says that all others stay.
  private record Part(int count, boolean isLast) {}

  /// Compacts what comes before a turn, if that is long and the turn has not asked anything yet.
  /// When it fails, the turn goes on with what fits the model.
  Opening before(Opening opening, List<ToolSpec> tools, Journal journal)
      throws InterruptedException {
    boolean isWanted =
        settings.isEnabled()
            && isAtStart(opening)
            && isLong(opening, tools)
            && !journal.isCompactionResting();
    if (!isWanted) return opening;
    boolean isChanged = false;
    try {
      for (int parts = 0; parts < PARTS_WAITED_FOR_MAX; parts++) {
        Past past = journal.past(PAGE_ENTRIES);
        Part part = part(past, KEPT_ENTRIES_MAX);
        if (part.count() == 0) break;
        journal.beginSummary();
        journal.compact(summary(past, part, journal));
        isChanged = true;
        if (part.isLast()) break;
      }
    } catch (ProviderException | OverBudget e) {
      log.warn("{}: the conversation was not compacted: {}", journal.session(), e.getMessage());
      journal.restCompaction(REST_ENTRIES);
    }
    return isChanged ? rebuilt(opening, journal.past(PAGE_ENTRIES)) : opening;
  }

  /// A turn of its own, which compacts whatever its size.
  void run(Journal journal) throws InterruptedException {
    for (int parts = 1; ; parts++) {
      Past past = journal.past(PAGE_ENTRIES);
      Part part = part(past, KEPT_ENTRIES_WISHED);
      if (part.count() == 0) {
        journal.endCompaction(NOTHING);
        return;
      }
      Summary summary = summary(past, part, journal);
      if (part.isLast() || parts == PARTS_MAX) {
        journal.endCompaction(summary, done(summary, past.entries().size() - part.count()));
        return;
      }
      journal.compact(summary);
    }
  }

  private static String done(Summary summary, int kept) {
    int words = summary.reply().message().text().strip().split("\\s+").length;
    return DONE.formatted(words, kept);
  }

  private static boolean isAtStart(Opening opening) {
    return !opening.isUnsettled() && own(opening).stream().allMatch(User.class::isInstance);
  }

  private static List<Message> own(Opening opening) {
    List<Message> transcript = opening.transcript();
    return transcript.subList(opening.history().entries(), transcript.size());
  }

  private boolean isLong(Opening opening, List<ToolSpec> tools) throws InterruptedException {
    History history = opening.history();
    if (history.entries() > History.ENTRIES_MAX * 3 / 4) return true;
    long tokens =
        history.tokens() > 0
            ? history.tokens() + Window.tokens(history.recap(), own(opening))
            : prompt.tokens(opening.asker(), history.recap(), opening.transcript(), tools);
    return tokens > settings.share() * prompt.settings().windowTokens();
  }

  /// The part that is summarised next: whole turns from the first on, as many as fit a question,
  /// but for those at the end that are kept.
  private Part part(Past past, int keptEntriesMax) {
    List<Said> entries = past.entries();
    int end = past.hasMore() ? lastTurn(entries, KEPT_ENTRIES_MAX) : cut(entries, keptEntriesMax);
    int count = 0;
    int tokens = 0;
    int tokensMax = condensing.partTokensMax(past.recap());
    for (int next = turnEnd(entries, 0); next <= end; next = turnEnd(entries, next)) {
      tokens += Window.tokens(condensing.told(entries.subList(count, next), past.recap()));
      if (count > 0 && tokens > tokensMax) break;
      count = next;
      if (next == entries.size()) break;
    }
    return new Part(count, !past.hasMore() && count == end);
  }

  /// Where the turn ends that begins at `from`.
  private static int turnEnd(List<Said> entries, int from) {
    int end = from;
    while (end < entries.size() && entries.get(end).turn() == entries.get(from).turn()) end++;
    return end;
  }

  /// Where the kept turns begin: the last ones within both limits.
  private int cut(List<Said> entries, int entriesMax) {
    double tokensMax = settings.keep() * prompt.settings().windowTokens();
    int cut = entries.size();
    int tokens = 0;
    for (int i = entries.size() - 1; i >= 0; i--) {
      tokens += Window.tokens(entries.get(i).message());
      if (entries.size() - i > entriesMax || tokens > tokensMax) break;
      boolean begins = i == 0 || entries.get(i - 1).turn() != entries.get(i).turn();
      if (begins) cut = i;
    }
    return cut;
  }

  /// The last beginning of a turn with at least so many entries after it; all, if there is none.
  private static int lastTurn(List<Said> entries, int entriesAfter) {
    for (int i = entries.size() - entriesAfter; i > 0; i--) {
      if (entries.get(i - 1).turn() != entries.get(i).turn()) return i;
    }
    return entries.size();
  }

  private Summary summary(Past past, Part part, Journal journal) throws InterruptedException {
    List<Said> entries = past.entries().subList(0, part.count());
    Reply reply =
        model.ask(condensing.request(past.recap(), entries), Usage.NONE, journal, event -> {});
    if (reply.message().text().isBlank()) {
      journal.waste(reply);
      throw new ProviderException(ProviderException.Kind.FILTERED, "The model gave no summary.");
    }
    return new Summary(entries.getLast().seq(), reply);
  }

  /// The opening as it would be now. Where too much was left for now, the part before the turn's
  /// transcript is missing, as it would be anyway.
  private static Opening rebuilt(Opening opening, Past past) {
    List<Message> transcript = new ArrayList<>();
    if (past.hasMore()) transcript.addAll(opening.transcript());
    else {
      past.entries().forEach(said -> transcript.add(said.message()));
      transcript.addAll(own(opening));
    }
    int before = transcript.size() - own(opening).size();
    return new Opening(
        opening.turn(),
        opening.task(),
        opening.attempts(),
        opening.questions(),
        new History(past.recap(), before, 0),
        transcript,
        opening.waiting(),
        opening.isUnsettled(),
        opening.isStopped(),
        opening.asker(),
        opening.model());
  }
}
