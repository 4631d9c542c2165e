package dev.nanobot.store;

import dev.nanobot.message.Asker;
import dev.nanobot.message.Reply;
import dev.nanobot.message.SessionKey;
import dev.nanobot.message.Trust;
import dev.nanobot.message.Write;
import dev.nanobot.store.Store.Entry;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// What is remembered, a scope each: notes of days, to which entries are added, and the long-term
/// document, which has versions. Each method is one transaction, but for `search`.
///
/// A text is named by its file: `MEMORY.md`, or `2026-11-28.md` for a day. It is the newest
/// document of that name, and the entries that were added after it.
public interface Memories {
  /// The name of the long-term document.
  String LONG_TERM = "MEMORY.md";

  /// The longest text, in characters.
  int TEXT_CHARS_MAX = 4_000_000;

  /// The most that a search finds.
  int HITS_MAX = 20;

  /// Adds an entry to the notes of a day. A repeat of its key changes nothing.
  void add(Write.Remember note);

  /// The text as it is now; empty, of version 0, when there is none.
  Text text(String scope, String name);

  /// Saves a new version, unless another one is newer than the draft's base. A repeat of the
  /// draft's key changes nothing.
  Saved save(Draft draft);

  /// Whether something was written under this key.
  boolean isDone(String key);

  /// One version of a document.
  Optional<String> version(String scope, String name, long version);

  /// The versions of a document, the newest first.
  List<Version> log(String scope, String name, int versionsMax);

  /// What a scope has, by name.
  List<Listed> list(String scope);

  /// What in a scope was written after the row `after`.
  News news(String scope, long after);

  /// What of a scope, and of what its principal said and heard, has these words; the best first.
  /// Any text is a query. What is new is indexed first, in transactions of limited size.
  List<Hit> search(String scope, String principalScope, String words, int hitsMax);

  // ---- files that show memory

  /// A text, and what was last written to its file.
  Sight look(String scope, String name);

  /// What a file lately had, the newest first.
  List<Projection> projections(String scope, String name);

  /// Notes that a file has `text`, or is about to get it.
  Projection project(Text text, String hash, boolean isPlaced);

  /// Notes that a file has, or had, what was projected; or that it never did.
  void placed(Projection projection, boolean isPlaced);

  // ---- consolidation

  /// Sessions that nobody used since `before` and whose history is not consolidated.
  List<Idle> idle(Instant before, int sessionsMax);

  /// The last entry of a session's transcript that was consolidated.
  long consolidated(SessionKey session);

  /// What comes after that, up to the first turn in which somebody else than `speaker` spoke.
  List<Told> unconsolidated(SessionKey session, Asker speaker, int entriesMax);

  /// What consolidation took since `start`, in tokens.
  long consolidationTokens(Instant start);

  /// Ends a consolidating turn: its new version unless it has none, how far the session is
  /// consolidated, and what it took. False when the document changed meanwhile: nothing happened.
  boolean consolidate(Lease lease, Reply reply, Optional<Draft> draft, long upto);

  /// Ends a consolidating turn that had nothing to ask about.
  void consolidate(Lease lease, long upto);

  /// Ends a consolidating turn for a reason that has nothing to do with the history: the attempt
  /// does not count, and the next one comes when the session was left alone for as long again.
  void postpone(Lease lease, String reason);

  // ---- what goes in and out

  /// `version` is that of the document, `upto` the last entry in `body`, or 0.
  record Text(String scope, String name, long version, long upto, String body) {}

  /// A new version of a document, made from version `base`; `upto` is the last entry that `body`
  /// knows of: later ones follow it.
  record Draft(
      String scope, String name, long base, String body, long upto, String author, String key) {
    public Draft {
      if (body.length() > TEXT_CHARS_MAX) {
        throw new IllegalArgumentException("a text has at most " + TEXT_CHARS_MAX + " characters");
      }
    }
  }

  /// What became of a draft, and the text as it is now.
  record Saved(boolean isSaved, Text now) {}

  record Version(long version, Instant at, String author, int chars) {}

  /// A text that is there: the version of its document, or 0, and when it was last written.
  record Listed(String name, long version, Instant at) {}

  /// The names of what was written, and the last row.
  record News(List<String> names, long last) {}

  /// `source` is the file of a memory, or the session where it was said.
  record Hit(String source, Instant at, String snippet) {}

  record Sight(Text text, Optional<Projection> projection) {}

  /// A text as a file had it, or was about to. The version of one that somebody else wrote there is
  /// -1, unless it was saved as it is.
  record Projection(Text text, long n, String hash, boolean isPlaced, Instant at) {}

  /// An entry of a transcript, and whether it is left out: its turn was taken back, is on another
  /// branch, or is in memory already.
  record Told(Entry entry, boolean isLeftOut) {}

  /// A session to consolidate up to its entry `head`, in the name of who spoke last; `attempts` is
  /// how often that was tried, or put off.
  record Idle(SessionKey session, long head, String principal, Trust trust, int attempts) {
    /// The id under which the gateway posts the wish to do so: another one for each attempt.
    public String externalId() {
      return session.value() + "@" + head + (attempts == 0 ? "" : "." + (attempts + 1));
    }
  }
}
