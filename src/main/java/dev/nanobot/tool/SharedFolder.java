package dev.nanobot.tool;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.CharacterCodingException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/// A folder whose files a program replaces while people edit them. Nothing in it is followed out of
/// it, and what is replaced stays there under another name.
///
/// Shared: immutable.
public final class SharedFolder {
  private static final String DRAFT = ".nanobot-draft";

  private final Path path;
  private final FileLocks locks;
  private final boolean isPortable;

  /// `locks` is a directory of the instance, where locks are kept.
  public SharedFolder(Path path, Path locks) {
    this(path, locks, false);
  }

  /// When `isPortable`, it works as on a system that cannot exchange names.
  SharedFolder(Path path, Path locks, boolean isPortable) {
    this.path = path;
    this.locks = new FileLocks(locks);
    this.isPortable = isPortable;
  }

  public Path path() {
    return path;
  }

  /// A file as it was found. `key` is the same for all names of one file; `text` is empty when it
  /// is larger than asked for, or no text.
  public record Found(Optional<String> text, String version, Object key, Instant modified) {}

  /// What is done while nobody else, in this process or another, does so too.
  @FunctionalInterface
  public interface Work<T> {
    T run() throws IOException, InterruptedException;
  }

  public <T> T holding(Work<T> work) throws IOException, InterruptedException {
    return locks.holding(path, work::run);
  }

  /// The version of a text, as file tools know it.
  public static String version(String text) {
    return Version.of(text.getBytes(UTF_8));
  }

  /// Makes the folder, unless it is there.
  public void make() throws IOException {
    try (Folder parent = Folder.open(parent())) {
      if (parent.facts(name()).isEmpty()) parent.make(name());
    } catch (FileAlreadyExistsException e) {
      return; // Somebody else made it.
    }
  }

  /// The names in it; none when it is not there.
  public List<String> names() throws IOException {
    try (Folder folder = open()) {
      return folder.names().stream().sorted().toList();
    } catch (NoSuchFileException e) {
      return List.of();
    }
  }

  /// A stamp of each entry: another one means that it was written to or replaced.
  public Map<String, String> stamps() throws IOException {
    Map<String, String> stamps = new HashMap<>();
    try (Folder folder = open()) {
      for (String name : folder.names()) {
        folder
            .facts(name)
            .ifPresent(
                facts -> stamps.put(name, facts.key() + " " + facts.modified() + facts.size()));
      }
      return stamps;
    } catch (NoSuchFileException e) {
      return Map.of();
    }
  }

  /// A file of at most `bytesMax` bytes of text; empty when there is none.
  ///
  /// @throws IOException when it cannot be read, or is not a file
  public Optional<Found> find(String name, int bytesMax) throws IOException {
    try (Folder folder = open()) {
      Optional<Folder.Facts> facts = folder.facts(name);
      if (facts.isEmpty()) return Optional.empty();
      try (Folder.Opened file = folder.file(Path.of(name))) {
        if (!facts.get().isFile() || !file.facts().isFile()) {
          throw new IOException("it is not a regular file");
        }
        return Optional.of(found(file, bytesMax));
      }
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }

  private static Found found(Folder.Opened file, int bytesMax) throws IOException {
    try (SeekableByteChannel content = file.content();
        var in = Channels.newInputStream(content)) {
      byte[] bytes = in.readNBytes(bytesMax + 1);
      Optional<String> text = bytes.length > bytesMax ? Optional.empty() : text(bytes);
      Folder.Facts facts = file.facts();
      return new Found(text, Version.of(bytes), facts.key(), facts.modified().toInstant());
    }
  }

  private static Optional<String> text(byte[] bytes) {
    try {
      return Optional.of(UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString());
    } catch (CharacterCodingException e) {
      return Optional.empty();
    }
  }

  /// Whether there is a file of that size.
  public boolean has(String name, long bytes) throws IOException {
    try (Folder folder = open()) {
      return folder
          .facts(name)
          .filter(facts -> facts.isFile() && facts.size() == bytes)
          .isPresent();
    } catch (NoSuchFileException e) {
      return false;
    }
  }

  /// Creates a file, durably; returns false, and changes nothing, when there is one.
  public boolean create(String name, String text) throws IOException {
    return create(name, text.getBytes(UTF_8));
  }

  /// The same for what need not be text.
  public boolean create(String name, byte[] bytes) throws IOException {
    try (Folder folder = open()) {
      draft(folder, bytes);
      try {
        folder.link(DRAFT, name);
      } catch (FileAlreadyExistsException e) {
        return false;
      } finally {
        folder.delete(DRAFT);
      }
      folder.sync();
      return true;
    }
  }

  /// Replaces a file, durably; what it was is at `aside` afterwards, with whatever somebody still
  /// writes to it. Returns false, and changes nothing, when there is no such file.
  ///
  /// Where names cannot be exchanged, a file that somebody puts there between two steps of this is
  /// lost.
  public boolean replace(String name, String text, String aside) throws IOException {
    try (Folder folder = open()) {
      draft(folder, text.getBytes(UTF_8));
      try {
        put(folder, name, aside);
      } catch (NoSuchFileException e) {
        folder.delete(aside);
        return false;
      } finally {
        folder.delete(DRAFT);
      }
      folder.sync();
      return true;
    }
  }

  private void put(Folder folder, String name, String aside) throws IOException {
    folder.move(DRAFT, aside); // Whole before it can be taken for what was replaced.
    if (!isPortable && folder.exchange(aside, name)) return;
    folder.move(aside, DRAFT);
    folder.link(name, aside);
    folder.move(DRAFT, name);
  }

  public void rename(String from, String to) throws IOException {
    try (Folder folder = open()) {
      folder.move(from, to);
    }
  }

  public void delete(String name) throws IOException {
    try (Folder folder = open()) {
      folder.delete(name);
    }
  }

  private static void draft(Folder folder, byte[] content) throws IOException {
    folder.delete(DRAFT);
    try (SeekableByteChannel channel = folder.create(DRAFT, Folder.PRIVATE)) {
      var bytes = ByteBuffer.wrap(content);
      while (bytes.hasRemaining()) channel.write(bytes);
      if (!(channel instanceof FileChannel file)) {
        throw new IllegalStateException("a file's channel can be forced to the disk");
      }
      file.force(true);
    }
  }

  private Folder open() throws IOException {
    try (Folder parent = Folder.open(parent())) {
      return parent.enter(Path.of(name()));
    }
  }

  private Path parent() {
    return Objects.requireNonNull(path.getParent(), "a shared folder is in another one");
  }

  private String name() {
    return path.getFileName().toString();
  }
}
