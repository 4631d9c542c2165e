package dev.nanobot.app;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.nanobot.message.Sha256;
import dev.nanobot.tool.SharedFolder;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/// The configuration file as something that is replaced as a whole, and only by who knows what is
/// in it. What it was before is kept beside it.
///
/// A reader, or a process that dies here, finds the old text or the new one, never half of one. Two
/// programs of ours never replace it at once; an editor that saves between the last look and the
/// replacement, an instant later, is not noticed.
///
/// Shared: immutable.
final class ConfigFile {
  private static final Set<PosixFilePermission> MODE = PosixFilePermissions.fromString("rw-------");

  private final Home home;

  ConfigFile(Home home) {
    this.home = home;
  }

  /// What was found: `text` is empty when there is no file.
  record Found(Optional<String> text) {
    /// Another one means another text.
    String revision() {
      return text.isEmpty() ? "none" : Sha256.hex(text.get());
    }

    String object() {
      return text.orElse("{}\n");
    }
  }

  /// @throws ConfigException when it cannot be read
  Found find() {
    return new Found(home.configText());
  }

  /// Does `work` while no other program of ours replaces the file.
  <T> T holding(SharedFolder.Work<T> work) throws InterruptedException {
    try {
      return new SharedFolder(home.root(), home.locks()).holding(work);
    } catch (IOException e) {
      throw Home.unusable(home.config(), Home.reason(e), e);
    }
  }

  /// Replaces what was found; returns false, and changes nothing, when that is not there any more.
  /// To be called while `holding`.
  ///
  /// @throws ConfigException when the file cannot be replaced, or is not to be written
  boolean replace(Found found, String text) {
    try {
      Path file = found.text().isPresent() ? home.config().toRealPath() : home.config();
      Set<PosixFilePermission> mode =
          found.text().isPresent() ? Files.getPosixFilePermissions(file) : MODE;
      if (!mode.contains(PosixFilePermission.OWNER_WRITE)) {
        throw Home.unusable(home.config(), "it is read-only", null);
      }
      String before = Sha256.hex(text) + "\n" + found.text().orElse("");
      place(home.configBefore(), home.configNext(), before, MODE, true);
      if (!find().equals(found)) return false;
      // Beside the file itself, which may be elsewhere when a link leads to it.
      Path draft = file.resolveSibling(Objects.requireNonNull(home.configNext().getFileName()));
      return place(file, draft, text, mode, found.text().isPresent());
    } catch (IOException e) {
      throw Home.unusable(home.config(), Home.reason(e), e);
    }
  }

  /// Puts a whole text at `file`, durably; returns false when it is not to be replaced and there is
  /// one.
  private static boolean place(
      Path file, Path draft, String text, Set<PosixFilePermission> mode, boolean mayReplace)
      throws IOException {
    Files.deleteIfExists(draft); // Of somebody who died here.
    try {
      write(draft, text, mode);
      if (mayReplace) Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
      else Files.createLink(file, draft);
    } catch (FileAlreadyExistsException e) {
      return false;
    } finally {
      Files.deleteIfExists(draft);
    }
    sync(Objects.requireNonNull(file.getParent()));
    return true;
  }

  private static void write(Path file, String text, Set<PosixFilePermission> mode)
      throws IOException {
    var options = Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    try (var out = FileChannel.open(file, options, PosixFilePermissions.asFileAttribute(mode))) {
      var bytes = ByteBuffer.wrap(text.getBytes(UTF_8));
      while (bytes.hasRemaining()) out.write(bytes);
      out.force(true);
    }
  }

  private static void sync(Path folder) throws IOException {
    try (var opened = FileChannel.open(folder, StandardOpenOption.READ)) {
      opened.force(true);
    }
  }

  /// What the file was before the last replacement; empty when somebody else has changed it since,
  /// or nothing is known.
  Optional<String> before(Found found) {
    try {
      if (!Files.isRegularFile(home.configBefore())) return Optional.empty();
      String[] kept = Files.readString(home.configBefore()).split("\n", 2);
      boolean isOf = kept.length == 2 && kept[0].equals(found.revision());
      return isOf ? Optional.of(kept[1].isEmpty() ? "{}\n" : kept[1]) : Optional.empty();
    } catch (IOException e) {
      throw Home.unusable(home.configBefore(), Home.reason(e), e);
    }
  }
}
