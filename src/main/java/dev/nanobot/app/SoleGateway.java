package dev.nanobot.app;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;

/// The right to be the gateway of a home. The operating system takes it back when the process ends,
/// however it ends.
final class SoleGateway implements AutoCloseable {
  private final FileChannel file;

  private SoleGateway(FileChannel file) {
    this.file = file;
  }

  /// @throws ConfigException when another process has it
  static SoleGateway take(Home home) {
    Path path = home.root().resolve("gateway.lock");
    try {
      FileChannel file =
          FileChannel.open(
              path,
              Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE),
              PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      if (file.tryLock() != null) return new SoleGateway(file);
      file.close();
    } catch (IOException e) {
      throw new ConfigException(
          "The file " + path + " cannot be locked: " + e.getMessage(),
          List.of(),
          "make it writable");
    }
    throw new ConfigException(
        "A gateway already runs on " + home.root(),
        List.of(),
        "stop it, or give this one a home of its own: export NANOBOT_HOME=FOLDER");
  }

  @Override
  public void close() {
    try {
      file.close();
    } catch (IOException e) {
      throw new ConfigException(
          "The gateway's lock was not released: " + e.getMessage(), List.of(), "");
    }
  }
}
