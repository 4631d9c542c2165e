package dev.nanobot.tool;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;

/// The right to change a file, held by one thread of one process on this machine at a time.
///
/// Files share a fixed number of locks by the hash of their real path, so that neither locks nor
/// lock files pile up. The lock of a file system belongs to a whole process; between the threads
/// of one, a lock in memory decides.
///
/// Shared: any thread may hold one lock, never two.
final class FileLocks {
  private static final int LOCKS = 64;

  // For the whole process, as the file system's locks are.
  private static final List<ReentrantLock> HERE = locks();

  private final Path directory;

  /// Lock files are kept in `directory`, which no agent reaches.
  FileLocks(Path directory) {
    this.directory = directory;
  }

  /// Does `work` while nobody else, in this process or another, works under the lock of `file`.
  <T> T holding(Path file, Work<T> work) throws IOException, InterruptedException {
    int number = Math.floorMod(file.toString().hashCode(), LOCKS);
    ReentrantLock here = HERE.get(number);
    here.lockInterruptibly();
    try (FileChannel channel = lockFile(number)) {
      channel.lock(); // Given back when the channel closes.
      return work.run();
    } finally {
      here.unlock();
    }
  }

  private FileChannel lockFile(int number) throws IOException {
    Files.createDirectories(
        directory,
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    return FileChannel.open(
        directory.resolve(number + ".lock"),
        Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE),
        PosixFilePermissions.asFileAttribute(Folder.PRIVATE));
  }

  private static List<ReentrantLock> locks() {
    var locks = new ArrayList<ReentrantLock>(LOCKS);
    for (int i = 0; i < LOCKS; i++) locks.add(new ReentrantLock());
    return List.copyOf(locks);
  }

  /// What is done under a lock: short, and no other lock is taken in it.
  @FunctionalInterface
  interface Work<T> {
    T run() throws IOException, InterruptedException;
  }
}
