package dev.nanobot.world;

import java.io.IOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The world as it is: the system's clocks, threads and randomness.
///
/// Shared: it has no mutable state of its own.
public final class RealWorld implements World {
  private static final int ID_BITS = 128;
  private static final int ID_CHARS = 26;
  private static final int ID_RADIX = 32;

  /// `host/boot/namespace/pid@start/id`. On Linux `boot` names the start of the machine,
  /// `namespace` what process ids are counted in, and `start` is in clock ticks since that start,
  /// which no correction of the clock shifts; elsewhere it is in milliseconds since 1970.
  private static final Pattern WORKER =
      Pattern.compile(
          "(?<host>[^/]*)/(?<boot>[^/]*)/(?<namespace>[^/]*)"
              + "/(?<pid>[0-9]{1,10})@(?<start>[0-9]{1,18})/[^/]*");

  private static final Path PROC = Path.of("/proc");
  private static final boolean IS_LINUX = Files.isReadable(PROC.resolve("self/stat"));

  /// How far two readings of one process's start may lie apart.
  private static final long START_SHIFT_MAX = IS_LINUX ? 0 : 2_000;

  /// The start among the fields after the name: field 22 of all. Source: proc_pid_stat(5).
  private static final int START_FIELD = 19;

  private final SecureRandom random = new SecureRandom();
  private final String host = hostName();
  private final String boot = line(PROC.resolve("sys/kernel/random/boot_id"));
  private final String namespace = link(PROC.resolve("self/ns/pid"));
  private final String worker;

  public RealWorld() {
    long pid = ProcessHandle.current().pid();
    String name = started(pid).map(start -> pid + "@" + start).orElse("unknown");
    worker = String.join("/", host, boot, namespace, name, id());
  }

  @Override
  public Instant now() {
    return Instant.now();
  }

  @Override
  public long nanos() {
    return System.nanoTime();
  }

  @Override
  public void park(Duration longest) {
    LockSupport.parkNanos(longest.toNanos());
  }

  @Override
  public Thread start(String name, Runnable body) {
    return Thread.ofVirtual().name(name).start(body);
  }

  @Override
  public Thread startPlatform(String name, Runnable body) {
    return Thread.ofPlatform().name(name).daemon().start(body);
  }

  @Override
  public int chance(int bound) {
    return ThreadLocalRandom.current().nextInt(bound);
  }

  @Override
  public String id() {
    String digits = new BigInteger(ID_BITS, random).toString(ID_RADIX);
    return "0".repeat(ID_CHARS - digits.length()) + digits;
  }

  @Override
  public String worker() {
    return worker;
  }

  @Override
  public boolean isGone(String other) {
    Matcher parts = WORKER.matcher(other);
    if (!parts.matches() || !parts.group("host").equals(host)) return false;
    if (!parts.group("boot").equals(boot)) return true; // It ended with the machine's last run.
    if (!parts.group("namespace").equals(namespace)) return false;
    long pid = Long.parseLong(parts.group("pid"));
    if (ProcessHandle.of(pid).filter(ProcessHandle::isAlive).isEmpty()) return true;
    long start = Long.parseLong(parts.group("start"));
    return started(pid).filter(actual -> Math.abs(actual - start) > START_SHIFT_MAX).isPresent();
  }

  /// Process ids come back; with the start they name one process.
  private static Optional<Long> started(long pid) {
    if (!IS_LINUX) {
      return ProcessHandle.of(pid)
          .flatMap(process -> process.info().startInstant())
          .map(Instant::toEpochMilli);
    }
    String stat = line(PROC.resolve(pid + "/stat"));
    String[] fields = stat.substring(stat.lastIndexOf(')') + 1).strip().split(" ", -1);
    return fields.length > START_FIELD
        ? Optional.of(Long.parseLong(fields[START_FIELD]))
        : Optional.empty();
  }

  /// The text of a small file in one line; empty where there is none.
  private static String line(Path file) {
    try {
      return Files.readString(file, StandardCharsets.ISO_8859_1).strip().replace('/', '_');
    } catch (IOException e) {
      return ""; // Another system, or a process that has just ended: not known.
    }
  }

  private static String link(Path link) {
    try {
      return Files.readSymbolicLink(link).toString().replace('/', '_');
    } catch (IOException e) {
      return "";
    }
  }

  /// The JDK looks into every jar for another resolver before it asks the system.
  private static String hostName() {
    String name = line(PROC.resolve("sys/kernel/hostname"));
    if (!name.isEmpty()) return name;
    try {
      return InetAddress.getLocalHost().getHostName().replace('/', '_');
    } catch (UnknownHostException e) {
      return "localhost"; // A machine without a name of its own: still one machine.
    }
  }
}
