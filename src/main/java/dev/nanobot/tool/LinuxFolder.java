package dev.nanobot.tool;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// A directory held by a descriptor. Paths below it are resolved by `openat2`; single names are
/// reached by the JDK through the descriptor's entry in `/proc`.
final class LinuxFolder implements Folder {
  private final int fd;
  private final boolean isWholeSystem;

  private LinuxFolder(int fd, boolean isWholeSystem) {
    this.fd = fd;
    this.isWholeSystem = isWholeSystem;
  }

  static Folder open(Path path) throws IOException {
    return new LinuxFolder(OpenAt.directory(path), path.getNameCount() == 0);
  }

  @Override
  public Path real() throws IOException {
    return Files.readSymbolicLink(OpenAt.path(fd));
  }

  @Override
  public Folder enter(Path relative) throws IOException {
    return new LinuxFolder(below(relative, true), false);
  }

  @Override
  public Opened file(Path relative) throws IOException {
    return new Named(below(relative, false));
  }

  private int below(Path relative, boolean mustBeDirectory) throws IOException {
    String name = relative.toString().isEmpty() ? "." : relative.toString();
    return isWholeSystem
        ? OpenAt.inRoot(fd, name, mustBeDirectory)
        : OpenAt.beneath(fd, name, mustBeDirectory);
  }

  @Override
  public Optional<Facts> facts(String name) throws IOException {
    return Facts.find(entry(name));
  }

  @Override
  public List<String> names() throws IOException {
    try (var entries = Files.newDirectoryStream(OpenAt.path(fd))) {
      return PortableFolder.names(entries);
    }
  }

  @Override
  public void make(String name) throws IOException {
    Files.createDirectory(entry(name), PRIVATE_DIRECTORY);
  }

  @Override
  public SeekableByteChannel create(String name, Set<PosixFilePermission> permissions)
      throws IOException {
    SeekableByteChannel file =
        Files.newByteChannel(
            entry(name),
            Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
            PosixFilePermissions.asFileAttribute(permissions));
    var view =
        Files.getFileAttributeView(
            entry(name), PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
    return Folder.permitted(file, view, permissions);
  }

  @Override
  public void move(String from, String to) throws IOException {
    Files.move(entry(from), entry(to), StandardCopyOption.ATOMIC_MOVE);
  }

  @Override
  public void delete(String name) throws IOException {
    Files.deleteIfExists(entry(name));
  }

  @Override
  public void sync() throws IOException {
    try (var directory = FileChannel.open(entry("."), StandardOpenOption.READ)) {
      directory.force(true);
    }
  }

  @Override
  public void close() {
    OpenAt.close(fd);
  }

  private Path entry(String name) {
    return OpenAt.path(fd).resolve(name);
  }

  /// A file that a descriptor names; its content is opened only after its kind is known, so that
  /// no pipe can make the reader wait.
  private record Named(int fd) implements Opened {
    private static final String GONE = " (deleted)";

    @Override
    public Path real() throws IOException {
      Path link = Files.readSymbolicLink(OpenAt.path(fd));
      // The kernel says so of a file that was replaced since it was opened.
      boolean isGone = link.toString().endsWith(GONE) && facts().links() == 0;
      if (!isGone) return link;
      return Path.of(link.toString().substring(0, link.toString().length() - GONE.length()));
    }

    @Override
    public Facts facts() throws IOException {
      return Facts.at(OpenAt.path(fd), new LinkOption[0]);
    }

    @Override
    public SeekableByteChannel content() throws IOException {
      return Files.newByteChannel(OpenAt.path(fd), StandardOpenOption.READ);
    }

    @Override
    public void close() {
      OpenAt.close(fd);
    }
  }
}
