package dev.nanobot.tool;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.nanobot.message.Attachment;
import dev.nanobot.message.Trust;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The files an agent may touch: its workspace to read and write, some other directories to read.
///
/// Paths are what a model writes: absolute, or relative to the workspace. Every failure is a
/// `ToolException` that says what is wrong with the path.
///
/// Shared: immutable; changes of one file are made one after the other, in all processes.
final class Reach {
  static final long FILE_BYTES_MAX = 10L * 1024 * 1024;
  static final int PATH_BYTES_MAX = 4_096;
  static final int NAME_BYTES_MAX = 255;

  private final Root workspace;
  private final List<Root> roots;
  private final FileLocks locks;
  private final List<Path> kept;
  private final @Nullable Reach others;

  /// `wide` adds roots: the first of `workspace` and `wide` that holds a path decides. Only
  /// `writable` ones, of which the workspace is always one, are written to.
  private final Set<Root> writable;

  Reach(Root workspace, List<Root> readable, List<Root> readableAndWritable, FileLocks locks) {
    this(workspace, readable, readableAndWritable, locks, List.of(), null);
  }

  /// What is `kept` may be read, and is not written to. `others` is what callers who are not the
  /// owner may touch.
  Reach(
      Root workspace,
      List<Root> readable,
      List<Root> readableAndWritable,
      FileLocks locks,
      List<Path> kept,
      @Nullable Reach others) {
    this.workspace = workspace;
    this.kept = List.copyOf(kept);
    this.others = others;
    var all = new ArrayList<Root>(List.of(workspace));
    all.addAll(readable);
    all.addAll(readableAndWritable);
    this.roots = List.copyOf(all);
    var written = new ArrayList<Root>(List.of(workspace));
    written.addAll(readableAndWritable);
    this.writable = Set.copyOf(written);
    this.locks = locks;
  }

  /// What the caller may touch; of what is `Personal`, callers who are not the owner see their own.
  Reach of(Call call) {
    if (others == null || call.trust() == Trust.OWNER) return this;
    return others.showing(Personal.of(others.workspace(), call));
  }

  private Reach showing(List<Path> inside) {
    var readable = new ArrayList<Root>();
    var readableAndWritable = new ArrayList<Root>();
    for (Root root : roots.subList(1, roots.size())) {
      (writable.contains(root) ? readableAndWritable : readable).add(root.showing(inside));
    }
    return new Reach(workspace.showing(inside), readable, readableAndWritable, locks, kept, null);
  }

  /// Where a workspace has what people sent: for each a folder, which nobody writes to.
  static Path received(Path workspace) {
    return workspace.resolve(Attachment.FOLDER);
  }

  Path workspace() {
    return workspace.directory();
  }

  /// What must stay hidden inside the workspace.
  List<Path> denied() {
    return workspace.denied();
  }

  /// The whole content of a regular file.
  Content read(String path) {
    return read(path, (int) FILE_BYTES_MAX);
  }

  /// The same of one that may have another size.
  Content read(String path, int bytesMax) {
    Place place = place(path);
    try (Folder root = place.root().open();
        Folder.Opened file = root.file(place.relative())) {
      Path real = file.real();
      Folder.Facts facts = file.facts();
      place.root().check(real, facts);
      if (facts.isDirectory()) throw new ToolException("it is a directory: " + path);
      if (!facts.isFile()) throw new ToolException("it is not a regular file: " + path);
      try (SeekableByteChannel content = file.content()) {
        return new Content(real, bytes(content, path, bytesMax), facts.permissions());
      }
    } catch (IOException e) {
      throw failure(path, e);
    }
  }

  /// The entries of a directory, sorted by name.
  List<Entry> list(String path) {
    Place place = place(path);
    try (Folder root = place.root().open();
        Folder folder = entered(place, root)) {
      Path real = folder.real();
      place.root().check(real);
      var entries = new ArrayList<Entry>();
      for (String name : folder.names()) {
        if (place.root().hides(real.resolve(name))) continue;
        folder.facts(name).ifPresent(facts -> entries.add(new Entry(name, facts)));
      }
      entries.sort(Comparator.comparing(Entry::name));
      return entries;
    } catch (IOException e) {
      throw failure(path, e);
    }
  }

  /// The real path of a directory.
  Path directory(String path) {
    Place place = place(path);
    try (Folder root = place.root().open();
        Folder folder = entered(place, root)) {
      Path real = folder.real();
      place.root().check(real);
      return real;
    } catch (IOException e) {
      throw failure(path, e);
    }
  }

  private static Folder entered(Place place, Folder root) throws IOException {
    try {
      return root.enter(place.relative());
    } catch (NotDirectoryException e) {
      try (Folder.Opened file = root.file(place.relative())) {
        place.root().check(file.real()); // Of what is hidden nobody learns even this.
      }
      throw e;
    }
  }

  /// Puts `content` in the place of whatever file is at `path`.
  void write(String path, byte[] content) throws InterruptedException {
    change(path, file -> content);
  }

  /// Replaces a file, or creates it with its directories, by what `change` makes of it. Between the
  /// look and the replacement nobody else that asks for the lock changes it; readers see the old
  /// content or the new one. When this returns, the new content is durable.
  Saved change(String path, Change change) throws InterruptedException {
    Place place = place(path);
    if (!writable.contains(place.root())) throw new ToolException("it is read-only: " + path);
    Path name = place.relative().getFileName();
    if (name == null || name.toString().isEmpty()) {
      throw new ToolException("it is a directory: " + path);
    }
    checkKept(place.root().directory().resolve(place.relative()).normalize(), path);
    try (Folder root = place.root().open();
        Folder folder = parent(place, root)) {
      Path real = folder.real().resolve(name.toString());
      place.root().check(real);
      checkKept(real, path);
      return locks.holding(real, () -> replace(place.root(), folder, real, change));
    } catch (IOException e) {
      throw failure(path, e);
    }
  }

  private void checkKept(Path real, String path) {
    if (real.startsWith(received(workspace.directory()))) {
      throw new ToolException("what people sent is read-only; write a copy elsewhere: " + path);
    }
    if (kept.stream().anyMatch(real::startsWith)) {
      throw new ToolException("only the owner may have it changed: " + path);
    }
  }

  private static Saved replace(Root root, Folder folder, Path real, Change change)
      throws IOException, InterruptedException {
    String name = real.getFileName().toString();
    Optional<Content> before = present(root, folder, real);
    byte[] after = change.apply(before);
    if (after.length > FILE_BYTES_MAX) throw tooLarge(name);
    String version = Version.of(after);
    if (before.isPresent() && Arrays.equals(before.get().bytes(), after)) {
      return new Saved(real, version, false);
    }
    String draft = ".nanobot-" + Version.of(name.getBytes(UTF_8));
    folder.delete(draft); // What a crash left: its writer held this lock and is gone.
    try {
      var permissions = before.map(Content::permissions).orElse(Folder.PRIVATE);
      try (SeekableByteChannel channel = folder.create(draft, permissions)) {
        writeAll(channel, after);
      }
      folder.move(draft, name);
    } finally {
      folder.delete(draft);
    }
    folder.sync();
    return new Saved(real, version, before.isEmpty());
  }

  private static Optional<Content> present(Root root, Folder folder, Path real) throws IOException {
    String name = real.getFileName().toString();
    Optional<Folder.Facts> facts = folder.facts(name);
    if (facts.isEmpty()) return Optional.empty();
    if (!facts.get().isFile()) {
      throw new ToolException("it is not a regular file, so it is not written to: " + name);
    }
    if (facts.get().links() != 1) {
      throw new ToolException(
          "it has several names (hard links), so it is not written to: " + name);
    }
    try (Folder.Opened file = folder.file(Path.of(name))) {
      root.check(file.real());
      if (!file.facts().isFile()) throw new ToolException("it is not a regular file: " + name);
      try (SeekableByteChannel content = file.content()) {
        return Optional.of(
            new Content(real, bytes(content, name, FILE_BYTES_MAX), facts.get().permissions()));
      }
    }
  }

  private static void writeAll(SeekableByteChannel channel, byte[] content) throws IOException {
    var buffer = ByteBuffer.wrap(content);
    while (buffer.hasRemaining()) channel.write(buffer);
    if (!(channel instanceof FileChannel file)) {
      throw new IllegalStateException("a file's channel can be forced to the disk");
    }
    file.force(true);
  }

  private static Folder parent(Place place, Folder root) throws IOException {
    Path parent = place.relative().getParent();
    if (parent == null) return root.enter(Path.of(""));
    try {
      return root.enter(parent);
    } catch (NoSuchFileException e) {
      return made(place.root(), root, parent);
    }
  }

  private static Folder made(Root allowed, Folder root, Path parent) throws IOException {
    Folder at = root.enter(Path.of(""));
    for (Path name : parent) {
      try (Folder above = at) {
        if (above.facts(name.toString()).isEmpty()) {
          allowed.check(above.real().resolve(name));
          make(above, name.toString());
        }
        at = above.enter(name);
      }
    }
    return at;
  }

  private static void make(Folder folder, String name) throws IOException {
    try {
      folder.make(name);
    } catch (FileAlreadyExistsException e) {
      return; // Another call made it meanwhile.
    }
  }

  private static byte[] bytes(SeekableByteChannel content, String path, long bytesMax)
      throws IOException {
    try (var in = Channels.newInputStream(content)) {
      byte[] bytes = in.readNBytes((int) bytesMax + 1);
      if (bytes.length > bytesMax) throw tooLarge(path, bytesMax);
      return bytes;
    }
  }

  static ToolException tooLarge(String path) {
    return tooLarge(path, FILE_BYTES_MAX);
  }

  private static ToolException tooLarge(String path, long bytesMax) {
    return new ToolException("a file has at most " + bytesMax + " bytes: " + path);
  }

  private Place place(String text) {
    Path path = checked(text);
    if (!path.isAbsolute()) {
      Path relative = path.normalize();
      if (relative.startsWith("..")) throw outside(text);
      return new Place(workspace, relative);
    }
    for (Root root : roots) {
      if (path.normalize().startsWith(root.directory())) {
        return new Place(root, root.directory().relativize(path.normalize()));
      }
    }
    throw outside(text);
  }

  private static Path checked(String text) {
    if (text.isBlank()) throw new ToolException("a path is never blank");
    if (text.startsWith("~")) throw new ToolException("'~' is not expanded; write the whole path");
    if (text.codePoints().anyMatch(c -> Character.isISOControl(c) || c == 0xFFFD)
        || !UTF_8.newEncoder().canEncode(text)) {
      throw new ToolException("a path has no control or broken characters");
    }
    if (utf8Bytes(text) > PATH_BYTES_MAX) {
      throw new ToolException("a path has at most " + PATH_BYTES_MAX + " bytes");
    }
    Path path = parsed(text);
    for (Path name : path) {
      if (utf8Bytes(name.toString()) > NAME_BYTES_MAX) {
        throw new ToolException("a name in a path has at most " + NAME_BYTES_MAX + " bytes");
      }
    }
    return path;
  }

  private static Path parsed(String text) {
    try {
      return Path.of(text);
    } catch (InvalidPathException e) {
      throw new ToolException("this system cannot name such a file: " + e.getReason(), e);
    }
  }

  private static int utf8Bytes(String text) {
    return text.getBytes(UTF_8).length;
  }

  private ToolException outside(String path) {
    return new ToolException("it is outside the workspace " + workspace.directory() + ": " + path);
  }

  private static ToolException failure(String path, IOException e) {
    String reason =
        e instanceof FileSystemException at && at.getReason() != null ? ": " + at.getReason() : "";
    String what =
        switch (e) {
          case NoSuchFileException gone -> "there is no such file or directory: " + path;
          case NotDirectoryException file -> "it is not a directory: " + path;
          case AccessDeniedException refused -> "permission denied: " + path + reason;
          default -> "the file system refused " + path + ": " + e.getMessage();
        };
    return new ToolException(what, e);
  }

  private record Place(Root root, Path relative) {}

  /// A file as it was read.
  record Content(Path real, byte[] bytes, Set<PosixFilePermission> permissions) {
    String version() {
      return Version.of(bytes);
    }
  }

  record Entry(String name, Folder.Facts facts) {}

  /// A file as it was written.
  record Saved(Path real, String version, boolean isNew) {}

  /// Makes the new content of a file from the old, or throws a `ToolException` to leave it.
  @FunctionalInterface
  interface Change {
    byte[] apply(Optional<Content> before) throws InterruptedException;
  }
}
