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

/// The world as it is: the system's clocks, threads and randomness.
///
/// Shared: it has no mutable state of its own.
public final class RealWorld implements World {
  private static final int ID_BITS = 128;
  private static final int ID_CHARS = 26;
  private static final int ID_RADIX = 32;

  private final SecureRandom random = new SecureRandom();
  private final String host;
  private final String worker;

  public RealWorld() {
    host = hostName();
    worker = host + "/" + name(ProcessHandle.current()).orElse("unknown") + "/" + id();
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
    String[] parts = other.split("/", -1);
    if (parts.length != 3 || !parts[0].equals(host)) return false;
    int at = parts[1].indexOf('@');
    if (at < 1 || !parts[1].chars().limit(at).allMatch(Character::isDigit)) return false;
    Optional<ProcessHandle> process = ProcessHandle.of(Long.parseLong(parts[1], 0, at, 10));
    return process.filter(ProcessHandle::isAlive).flatMap(RealWorld::name)
        .filter(parts[1]::equals).isEmpty();
  }

  /// Process ids come back; with the start time they name one process.
  private static Optional<String> name(ProcessHandle process) {
    return process.info().startInstant().map(start -> process.pid() + "@" + start.toEpochMilli());
  }

  private static String hostName() {
    try {
      return InetAddress.getLocalHost().getHostName().replace('/', '_');
    } catch (UnknownHostException e) {
      return "localhost"; // A machine without a name of its own: still one machine.
    }
  }
}
