package dev.nanobot.world;

import java.math.BigInteger;
import java.net.InetAddress;
import java.net.UnknownHostException;
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

  /// `host/pid@start/id`, the start in milliseconds since 1970.
  private static final Pattern WORKER =
      Pattern.compile("(?<host>[^/]*)/(?<pid>[0-9]{1,10})@(?<start>[0-9]{1,15})/[^/]*");

  /// How far two readings of one process's start may lie apart: it is counted from the start of the
  /// machine, whose time shifts when the clock is corrected.
  private static final long START_SHIFT_MS_MAX = 2_000;

  private final SecureRandom random = new SecureRandom();
  private final String host;
  private final String worker;

  public RealWorld() {
    host = hostName();
    ProcessHandle self = ProcessHandle.current();
    String name = started(self).map(start -> self.pid() + "@" + start).orElse("unknown");
    worker = host + "/" + name + "/" + id();
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
    Optional<ProcessHandle> process =
        ProcessHandle.of(Long.parseLong(parts.group("pid"))).filter(ProcessHandle::isAlive);
    if (process.isEmpty()) return true;
    long start = Long.parseLong(parts.group("start"));
    return started(process.get())
        .filter(actual -> Math.abs(actual - start) > START_SHIFT_MS_MAX)
        .isPresent();
  }

  /// Process ids come back; with the start time they name one process.
  private static Optional<Long> started(ProcessHandle process) {
    return process.info().startInstant().map(Instant::toEpochMilli);
  }

  private static String hostName() {
    try {
      return InetAddress.getLocalHost().getHostName().replace('/', '_');
    } catch (UnknownHostException e) {
      return "localhost"; // A machine without a name of its own: still one machine.
    }
  }
}
