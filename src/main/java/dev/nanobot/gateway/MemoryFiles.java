package dev.nanobot.gateway;

import dev.nanobot.store.Memories;
import dev.nanobot.store.Memories.Draft;
import dev.nanobot.store.Memories.Projection;
import dev.nanobot.store.Memories.Saved;
import dev.nanobot.store.Memories.Sight;
import dev.nanobot.store.Memories.Text;
import dev.nanobot.tool.SharedFolder;
import dev.nanobot.tool.SharedFolder.Found;
import dev.nanobot.world.World;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One scope of memory as files that people may edit: `MEMORY.md`, and one for each day.
///
/// The rows are the truth, and a file shows them. A file that has not what was last written to it
/// was edited by somebody: that is taken into the rows before anything is written over it. What a
/// file was replaced by changes places with it, so that an edit which comes in that instant is
/// found in what was replaced. That stays in the folder, hidden, until nobody can be writing to it
/// any more.
///
/// Shared: immutable. Files are changed by one thread of one process at a time.
public final class MemoryFiles {
  /// Who edited, when nobody knows better.
  private static final String SOMEBODY = "file";

  private static final Pattern NAME = Pattern.compile("MEMORY\\.md|\\d{4}-\\d\\d-\\d\\d\\.md");
  private static final Logger log = LoggerFactory.getLogger(MemoryFiles.class);
  private static final int BYTES_MAX = 4 * Memories.TEXT_CHARS_MAX;
  private static final int ROUNDS_MAX = 8;

  /// An editor has written all when its file stood still for so long; one that emptied its file, to
  /// fill it again, may take longer.
  private static final Duration STILL = Duration.ofMillis(100);

  private static final Duration STILL_EMPTY = Duration.ofSeconds(2);
  private static final Duration WAIT_MAX = Duration.ofSeconds(1);
  private static final Duration WAIT = Duration.ofMillis(20);

  /// How old the text may be that a program read before it wrote the file.
  private static final Duration STALE = Duration.ofSeconds(10);

  /// How long what was replaced is looked at.
  private static final Duration ASIDE = Duration.ofSeconds(10);

  private static final int ASIDE_MAX = 32;

  private final World world;
  private final Memories memories;
  private final SharedFolder folder;
  private final String scope;

  public MemoryFiles(World world, Memories memories, SharedFolder folder, String scope) {
    this.world = world;
    this.memories = memories;
    this.folder = folder;
    this.scope = scope;
  }

  /// The scope that the files show.
  public String scope() {
    return scope;
  }

  SharedFolder folder() {
    return folder;
  }

  /// Whether memory has a file of that name.
  public static boolean isName(String name) {
    return NAME.matcher(name).matches();
  }

  /// The name of the text that a file in the folder shows, or showed.
  static Optional<String> shown(String file) {
    if (isName(file)) return Optional.of(file);
    int end = file.lastIndexOf('.');
    String name = file.startsWith(".") && end > 0 ? file.substring(1, end) : "";
    return isName(name) && isAside(file, name) ? Optional.of(name) : Optional.empty();
  }

  /// The text of a file as it is now, after what people edited was taken in. What cannot be done is
  /// logged, and done later: the rows have everything.
  public Text text(String name) throws InterruptedException {
    sync(name).ifPresent(trouble -> log.warn("{}", trouble));
    return memories.text(scope, name);
  }

  /// Takes in what people edited in a file, and writes what is new into it. Returns what could not
  /// be done, in a sentence; then nothing is lost, and the next time may succeed.
  public Optional<String> sync(String name) throws InterruptedException {
    if (!isName(name)) throw new IllegalArgumentException("memory has no file " + name);
    try {
      if (isInStep(name)) return Optional.empty();
      folder.make();
      boolean isDone = folder.holding(() -> synced(name));
      return isDone ? Optional.empty() : trouble(name, "somebody keeps writing to it");
    } catch (IOException e) {
      return trouble(name, reason(e));
    }
  }

  private Optional<String> trouble(String name, String why) {
    return Optional.of(folder.path().resolve(name) + " does not show what is remembered: " + why);
  }

  private static String reason(IOException e) {
    boolean isNamed = e instanceof FileSystemException named && named.getReason() == null;
    return isNamed ? e.getClass().getSimpleName() + " " + e.getMessage() : "" + e.getMessage();
  }

  /// Looks without a lock: nearly always there is nothing to do.
  private boolean isInStep(String name) throws IOException {
    Sight sight = memories.look(scope, name);
    List<String> names = folder.names();
    if (names.stream().anyMatch(other -> isAside(other, name))) return false;
    if (!names.contains(name)) return sight.text().body().isEmpty();
    return sight
        .projection()
        .filter(projection -> projection.isPlaced() && isShown(projection, sight.text()))
        .map(Projection::hash)
        .equals(folder.find(name, BYTES_MAX).map(Found::version));
  }

  private static boolean isShown(Projection projection, Text text) {
    return projection.text().body().equals(text.body());
  }

  /// Returns false when the file changes faster than it can be followed.
  private boolean synced(String name) throws IOException, InterruptedException {
    for (int round = 0; round < ROUNDS_MAX; round++) {
      settle(name);
      for (String aside : asides(name)) lookAt(aside, name);
      Optional<Optional<Found>> still = still(name);
      if (still.isEmpty()) return false;
      Optional<Found> file = still.get();
      if (file.isPresent()) takeIn(name, file.get());
      Text now = memories.text(scope, name);
      boolean isShown =
          file.isPresent() ? text(file.get()).equals(now.body()) : now.body().isEmpty();
      if (isShown) return true;
      place(now, file);
    }
    return false;
  }

  // ---- what a crash left

  /// Decides whether the last projection, which nobody noted as placed, was.
  private void settle(String name) throws IOException {
    List<Projection> known = memories.projections(scope, name);
    if (known.isEmpty() || known.getFirst().isPlaced()) return;
    Projection last = known.getFirst();
    Optional<Found> file = folder.find(name, BYTES_MAX);
    boolean isPlaced =
        file.map(found -> found.version().equals(last.hash())).orElse(false)
            || (known.size() > 1 && wasReplaced(name, last, known.get(1), file));
    memories.placed(last, isPlaced);
  }

  private boolean wasReplaced(String name, Projection last, Projection before, Optional<Found> file)
      throws IOException {
    String aside = aside(name, before);
    Optional<Found> replaced = folder.find(aside, BYTES_MAX);
    if (replaced.isEmpty()) return false;
    boolean isDraft = replaced.get().version().equals(last.hash());
    boolean isSameFile = file.map(Found::key).equals(replaced.map(Found::key));
    if (isDraft || isSameFile) folder.delete(aside);
    boolean isUntouched = file.map(Found::version).equals(Optional.of(before.hash()));
    return !isDraft && !isSameFile && !isUntouched;
  }

  // ---- what was replaced

  private static String aside(String name, Projection projection) {
    return "." + name + "." + projection.n();
  }

  private static boolean isAside(String file, String name) {
    String start = "." + name + ".";
    return file.startsWith(start) && file.substring(start.length()).matches("\\d{1,18}");
  }

  private static long number(String aside) {
    return Long.parseLong(aside.substring(aside.lastIndexOf('.') + 1));
  }

  /// The oldest first.
  private List<String> asides(String name) throws IOException {
    List<String> asides = new ArrayList<>();
    for (String file : folder.names()) if (isAside(file, name)) asides.add(file);
    asides.sort((one, other) -> Long.compare(number(one), number(other)));
    return asides;
  }

  /// Takes in what somebody wrote to a file that was just replaced, and forgets it in the end.
  private void lookAt(String aside, String name) throws IOException, InterruptedException {
    Optional<Found> found = folder.find(aside, BYTES_MAX);
    if (found.isEmpty() || isMoving(found.get(), name)) return;
    List<Projection> known = memories.projections(scope, name);
    boolean isKnown =
        known.stream().anyMatch(projection -> projection.hash().equals(found.get().version()));
    if (!isKnown) {
      long number = number(aside);
      List<Projection> bases =
          known.stream().filter(projection -> projection.n() <= number).toList();
      Projection edit = take(found.get(), name, bases.isEmpty() ? known : bases);
      if (!known.isEmpty()) {
        Projection last = known.getFirst();
        memories.project(last.text(), last.hash(), true); // the file's own is the newest again
      }
      folder.rename(aside, aside(name, edit));
      return;
    }
    boolean isOver =
        world.now().isAfter(replacedAt(known, number(aside)).plus(ASIDE))
            && world.now().isAfter(found.get().modified().plus(ASIDE));
    if (isOver || asides(name).size() > ASIDE_MAX) folder.delete(aside);
  }

  private static Instant replacedAt(List<Projection> known, long number) {
    Instant at = Instant.EPOCH;
    for (Projection projection : known) if (projection.n() > number) at = projection.at();
    return at;
  }

  // ---- what somebody wrote

  /// The file when nobody is writing to it, and no file when there is none; empty when somebody
  /// goes on writing.
  private Optional<Optional<Found>> still(String name) throws IOException, InterruptedException {
    long start = world.nanos();
    Optional<Found> before = folder.find(name, BYTES_MAX);
    while (before.isPresent() && isMoving(before.get(), name)) {
      if (world.since(start).compareTo(WAIT_MAX) > 0) return Optional.empty();
      world.sleep(WAIT);
      before = folder.find(name, BYTES_MAX);
    }
    return Optional.of(before);
  }

  /// Whether somebody may be about to write the rest of it.
  private boolean isMoving(Found found, String name) {
    List<Projection> known = memories.projections(scope, name);
    if (known.stream().anyMatch(projection -> projection.hash().equals(found.version()))) {
      return false;
    }
    boolean isEmpty = found.text().map(String::isBlank).orElse(false);
    Duration quiet = Duration.between(found.modified(), world.now()).abs();
    return quiet.compareTo(isEmpty ? STILL_EMPTY : STILL) < 0;
  }

  private void takeIn(String name, Found file) throws IOException, InterruptedException {
    List<Projection> known = memories.projections(scope, name);
    boolean isEdited = known.isEmpty() || !known.getFirst().hash().equals(file.version());
    if (isEdited) take(file, name, known);
  }

  /// Takes a text that somebody wrote into the rows; `known` is what the file lately had, the
  /// newest first.
  private Projection take(Found found, String name, List<Projection> known) throws IOException {
    String edit = text(found);
    Text base = base(edit, found, name, known);
    while (true) {
      Text now = memories.text(scope, name);
      boolean isVerbatim = now.version() == base.version();
      String body =
          isVerbatim ? edit : Lines.merged(base.body(), unix(edit, base.body()), now.body());
      if (body.equals(now.body())) return known(name, -1, now.upto(), edit, found);
      if (body.length() > Memories.TEXT_CHARS_MAX) throw tooLong(name);
      long upto = isVerbatim ? base.upto() : now.upto();
      var draft = new Draft(scope, name, now.version(), body, upto, SOMEBODY, world.id());
      Saved saved = memories.save(draft);
      if (!saved.isSaved()) continue;
      log.info("{} was edited: it is version {} now", name, now.version() + 1);
      return known(name, isVerbatim ? now.version() + 1 : -1, upto, edit, found);
    }
  }

  private Projection known(String name, long version, long upto, String edit, Found found) {
    return memories.project(new Text(scope, name, version, upto, edit), found.version(), true);
  }

  /// What the text was made from: the newest that the file had, or one that it had shortly before,
  /// that is nearer, and of which most is left: a program may write what it read a moment ago.
  private Text base(String edit, Found found, String name, List<Projection> known) {
    if (known.isEmpty()) return new Text(scope, name, 0, 0, "");
    Projection best = known.getFirst();
    boolean isOld = known.stream().anyMatch(projection -> projection.text().body().equals(edit));
    // Somebody took back what was added, or wrote on.
    if (isOld || edit.startsWith(best.text().body())) return best.text();
    Lines.Difference difference = Lines.difference(best.text().body(), edit);
    Instant replaced = best.at();
    Instant written = found.modified().isAfter(replaced) ? found.modified() : replaced;
    for (Projection older : known.subList(1, known.size())) {
      if (replaced.isBefore(written.minus(STALE))) break;
      replaced = older.at();
      Lines.Difference other = Lines.difference(older.text().body(), edit);
      if (!other.keepsMost() || other.lines() >= difference.lines()) continue;
      best = older;
      difference = other;
    }
    return best.text();
  }

  private static String unix(String edit, String base) {
    return base.contains("\r\n") ? edit : edit.replace("\r\n", "\n");
  }

  private static String text(Found found) throws IOException {
    return found
        .text()
        .orElseThrow(
            () -> new IOException("it is not UTF-8 text, or too long; it is left as it is"));
  }

  private static IOException tooLong(String name) {
    return new IOException(
        name + " would have more than " + Memories.TEXT_CHARS_MAX + " characters");
  }

  // ---- what is new

  private void place(Text now, Optional<Found> file) throws IOException {
    Optional<Projection> before = memories.projections(scope, now.name()).stream().findFirst();
    Projection next = memories.project(now, SharedFolder.version(now.body()), false);
    boolean isReplaced = file.isPresent() && before.isPresent();
    boolean isPlaced =
        isReplaced
            ? folder.replace(now.name(), now.body(), aside(now.name(), before.orElseThrow()))
            : folder.create(now.name(), now.body());
    memories.placed(next, isPlaced);
  }
}
