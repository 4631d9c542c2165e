package dev.nanobot.tool;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// A directory held open: what is done through it happens in that directory and below it, whatever
/// its path leads to meanwhile.
///
/// Owned by the thread that opened it.
sealed interface Folder extends AutoCloseable permits LinuxFolder, PortableFolder {
  /// For the owner alone: what a file is created with.
  Set<PosixFilePermission> PRIVATE = PosixFilePermissions.fromString("rw-------");

  /// For the owner alone: what a directory is created with.
  FileAttribute<Set<PosixFilePermission>> PRIVATE_DIRECTORY =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

  /// Opens a directory that the operator chose.
  static Folder open(Path path) throws IOException {
    return Kind.IS_LINUX ? LinuxFolder.open(path) : PortableFolder.open(path);
  }

  /// Where it is, without links.
  Path real() throws IOException;

  /// The directory at `relative`, which is below this one or is refused.
  Folder enter(Path relative) throws IOException;

  /// The file at `relative`, which is below this one or is refused. It may be of any kind: look
  /// at its facts before its content.
  Opened file(Path relative) throws IOException;

  /// The facts of an entry, itself and not where it may link to; empty when there is none.
  Optional<Facts> facts(String name) throws IOException;

  List<String> names() throws IOException;

  void make(String name) throws IOException;

  /// Creates a file that did not exist, with exactly these permissions whatever the umask.
  SeekableByteChannel create(String name, Set<PosixFilePermission> permissions) throws IOException;

  /// Returns `file` with the permissions that it was created with but for the umask.
  static SeekableByteChannel permitted(
      SeekableByteChannel file, PosixFileAttributeView view, Set<PosixFilePermission> permissions)
      throws IOException {
    try {
      if (!view.readAttributes().permissions().equals(permissions)) {
        view.setPermissions(permissions);
      }
      return file;
    } catch (IOException e) {
      file.close();
      throw e;
    }
  }

  /// Puts one entry in the place of another, at once.
  void move(String from, String to) throws IOException;

  /// Gives a file one more name, which did not exist.
  void link(String from, String to) throws IOException;

  /// Puts `from` in the place of `to`, and `to` in the place of `from`, at once. Returns false, and
  /// changes nothing, when this system cannot.
  boolean exchange(String from, String to) throws IOException;

  void delete(String name) throws IOException;

  /// Makes created, moved and deleted names durable.
  default void sync() throws IOException {
    try (var directory = FileChannel.open(real(), StandardOpenOption.READ)) {
      directory.force(true);
    }
  }

  @Override
  void close() throws IOException;

  /// A file named but not read.
  interface Opened extends AutoCloseable {
    Path real() throws IOException;

    Facts facts() throws IOException;

    SeekableByteChannel content() throws IOException;

    @Override
    void close() throws IOException;
  }

  /// What the file system knows of an entry. `links` is how many names the file has, `key` is the
  /// same for all of them.
  record Facts(
      boolean isFile,
      boolean isDirectory,
      long size,
      int links,
      Object key,
      FileTime modified,
      Set<PosixFilePermission> permissions) {
    static Facts of(BasicFileAttributes from, int links) {
      var permissions = from instanceof PosixFileAttributes posix ? posix.permissions() : PRIVATE;
      return new Facts(
          from.isRegularFile(),
          from.isDirectory(),
          from.size(),
          links,
          String.valueOf(from.fileKey()),
          from.lastModifiedTime(),
          permissions);
    }

    static Facts at(Path path, LinkOption... options) throws IOException {
      var attributes = Files.readAttributes(path, PosixFileAttributes.class, options);
      return of(attributes, links(path, options));
    }

    static int links(Path path, LinkOption... options) throws IOException {
      return path.getFileSystem().supportedFileAttributeViews().contains("unix")
          ? (int) Files.getAttribute(path, "unix:nlink", options)
          : 1;
    }

    static Optional<Facts> find(Path path) throws IOException {
      try {
        return Optional.of(at(path, LinkOption.NOFOLLOW_LINKS));
      } catch (NoSuchFileException e) {
        return Optional.empty();
      }
    }
  }

  /// Which way this machine allows; asked once, when the first file is touched.
  final class Kind {
    static final boolean IS_LINUX = OpenAt.works();

    private Kind() {}

    /// Asks now, unless it was asked.
    static void load() {}
  }
}
