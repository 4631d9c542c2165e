package dev.nanobot.tool;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.stream.Stream;

/// A directory whose inside may be reached, but for what is denied.
///
/// Shared: immutable. The directory is opened anew for each use, so that one put back from a backup
/// is found; everything below it is reached through that one handle.
final class Root {
  private static final int DENIED_ENTRIES_MAX = 10_000;

  /// What the kernel shows as files. None of it is another name of an ordinary file.
  private static final List<Path> KERNEL =
      List.of(Path.of("/proc"), Path.of("/sys"), Path.of("/dev"));

  private final Path directory;
  private final List<Path> denied;
  private final List<Path> kernel;
  private final List<Path> hidden;
  private final List<Path> shown;

  Root(Path directory, List<Path> denied) throws IOException {
    this(directory, denied, List.of());
  }

  /// `denied` names files and directories that stay out of reach, besides the kernel's; one that
  /// holds this directory itself denies nothing inside it. What is `hidden` is as if it were not
  /// there.
  Root(Path directory, List<Path> denied, List<Path> hidden) throws IOException {
    this.directory = directory.toRealPath();
    this.denied =
        denied.stream()
            .flatMap(path -> Stream.of(whereItIs(path), named(path)))
            .distinct()
            .filter(this::canBeInside)
            .toList();
    this.hidden = hidden.stream().map(Root::whereItIs).toList();
    this.shown = List.of();
    this.kernel = KERNEL.stream().filter(this::canBeInside).toList();
  }

  private Root(Root all, List<Path> shown) {
    this.directory = all.directory;
    this.denied = all.denied;
    this.kernel = all.kernel;
    this.hidden = all.hidden;
    this.shown = List.copyOf(shown);
  }

  /// The same with directories to be seen in those that are hidden.
  Root showing(List<Path> inside) {
    return new Root(this, inside);
  }

  private boolean canBeInside(Path path) {
    return !directory.startsWith(path) || path.equals(directory) || directory.getNameCount() == 0;
  }

  Path directory() {
    return directory;
  }

  /// What is denied inside this directory.
  List<Path> denied() {
    return closed().filter(path -> path.startsWith(directory)).toList();
  }

  Folder open() throws IOException {
    return Folder.open(directory);
  }

  /// Whether what is at `real` is not to be seen.
  boolean hides(Path real) {
    return hidden.stream().anyMatch(real::startsWith) && shown.stream().noneMatch(real::startsWith);
  }

  /// Refuses what is denied or hidden; `real` is where the opened thing is, without links.
  void check(Path real) throws IOException {
    if (hides(real)) throw new NoSuchFileException(real.toString());
    if (closed().anyMatch(real::startsWith)) {
      throw new ToolException("this path is not open to the agent");
    }
  }

  private Stream<Path> closed() {
    return Stream.concat(denied.stream(), kernel.stream());
  }

  /// Refuses a further name of a denied file.
  void check(Path real, Folder.Facts facts) throws IOException {
    check(real);
    if (!facts.isFile() || facts.links() == 1) return;
    int[] seen = {0};
    for (Path path : denied) {
      if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) continue;
      try (Stream<Path> entries = Files.walk(path)) {
        boolean isDenied =
            entries.anyMatch(
                entry ->
                    !entry.startsWith(directory)
                        && (++seen[0] > DENIED_ENTRIES_MAX || key(entry).equals(facts.key())));
        if (isDenied) throw new ToolException("this path is not open to the agent");
      } catch (UncheckedIOException e) {
        throw e.getCause();
      }
    }
  }

  private static String key(Path path) {
    try {
      return String.valueOf(
          Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
              .fileKey());
    } catch (IOException e) {
      return ""; // Gone since it was listed: it is no file's other name.
    }
  }

  private static Path whereItIs(Path path) {
    Path absolute = path.toAbsolutePath().normalize();
    try {
      return absolute.toRealPath();
    } catch (IOException e) {
      return named(absolute); // Not there yet.
    }
  }

  /// The path itself where it is a link, in its real directory.
  private static Path named(Path path) {
    Path absolute = path.toAbsolutePath().normalize();
    Path parent = absolute.getParent();
    return parent == null ? absolute : whereItIs(parent).resolve(absolute.getFileName());
  }
}
