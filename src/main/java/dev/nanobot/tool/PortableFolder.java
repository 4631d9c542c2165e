package dev.nanobot.tool;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// A directory held by the JDK's secure directory stream, for systems without `openat2`: it is
/// entered step by step and follows no link at all.
///
/// Making a directory and counting a file's names go by path, because the stream cannot: a
/// directory swapped in that instant could get an empty subdirectory, nothing else.
final class PortableFolder implements Folder {
  private final SecureDirectoryStream<Path> stream;
  private final Path real;

  private PortableFolder(SecureDirectoryStream<Path> stream, Path real) {
    this.stream = stream;
    this.real = real;
  }

  static Folder open(Path path) throws IOException {
    return new PortableFolder(secure(Files.newDirectoryStream(path), path), path.toRealPath());
  }

  private static SecureDirectoryStream<Path> secure(DirectoryStream<Path> stream, Path path)
      throws IOException {
    if (stream instanceof SecureDirectoryStream<Path> secure) return secure;
    stream.close();
    throw new AccessDeniedException(
        path.toString(), null, "this system has no safe way to work in a directory");
  }

  @Override
  public Path real() {
    return real;
  }

  @Override
  public Folder enter(Path relative) throws IOException {
    PortableFolder at = step(Path.of(""));
    for (Path name : relative) {
      if (name.toString().isEmpty()) continue;
      try (PortableFolder parent = at) {
        at = parent.step(name);
      }
    }
    return at;
  }

  private PortableFolder step(Path name) throws IOException {
    Path here = name.toString().isEmpty() ? Path.of(".") : name;
    if (here.toString().equals("..")) {
      throw new AccessDeniedException("..", null, "it leads out of the directory");
    }
    var next = secure(stream.newDirectoryStream(here, LinkOption.NOFOLLOW_LINKS), name);
    return new PortableFolder(next, real.resolve(name));
  }

  @Override
  public Opened file(Path relative) throws IOException {
    Path parent = relative.getParent();
    var folder = (PortableFolder) enter(parent == null ? Path.of("") : parent);
    return new Named(folder, relative.getFileName().toString());
  }

  @Override
  public Optional<Facts> facts(String name) throws IOException {
    try {
      var view =
          stream.getFileAttributeView(
              Path.of(name), PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
      int links = Facts.links(real.resolve(name), LinkOption.NOFOLLOW_LINKS);
      return Optional.of(Facts.of(view.readAttributes(), links));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }

  @Override
  public List<String> names() throws IOException {
    try (var entries = stream.newDirectoryStream(Path.of("."), LinkOption.NOFOLLOW_LINKS)) {
      return names(entries);
    }
  }

  static List<String> names(DirectoryStream<Path> entries) throws IOException {
    var names = new ArrayList<String>();
    try {
      for (Path entry : entries) names.add(entry.getFileName().toString());
    } catch (DirectoryIteratorException | UncheckedIOException e) {
      throw new IOException(e);
    }
    return names;
  }

  @Override
  public void make(String name) throws IOException {
    Files.createDirectory(real.resolve(name), PRIVATE_DIRECTORY);
  }

  @Override
  public SeekableByteChannel create(String name, Set<PosixFilePermission> permissions)
      throws IOException {
    SeekableByteChannel file =
        stream.newByteChannel(
            Path.of(name),
            Set.of(
                StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS),
            PosixFilePermissions.asFileAttribute(permissions));
    var view =
        stream.getFileAttributeView(
            Path.of(name), PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
    return Folder.permitted(file, view, permissions);
  }

  @Override
  public void move(String from, String to) throws IOException {
    stream.move(Path.of(from), stream, Path.of(to));
  }

  @Override
  public void delete(String name) throws IOException {
    try {
      stream.deleteFile(Path.of(name));
    } catch (NoSuchFileException e) {
      return; // It is gone, as asked.
    }
  }

  @Override
  public void close() throws IOException {
    stream.close();
  }

  private record Named(PortableFolder folder, String name) implements Opened {
    @Override
    public Path real() {
      return folder.real.resolve(name);
    }

    @Override
    public Facts facts() throws IOException {
      return folder.facts(name).orElseThrow(() -> new NoSuchFileException(name));
    }

    @Override
    public SeekableByteChannel content() throws IOException {
      return folder.stream.newByteChannel(
          Path.of(name), Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS));
    }

    @Override
    public void close() throws IOException {
      folder.close();
    }
  }
}
