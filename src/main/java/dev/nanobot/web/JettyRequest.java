package dev.nanobot.web;

import dev.nanobot.world.Bell;
import dev.nanobot.world.World;
import java.io.ByteArrayOutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content.Chunk;
import org.eclipse.jetty.server.Request;
import org.jspecify.annotations.Nullable;

/// A request as Jetty has it.
///
/// Owned by the thread that answers it; the bell is rung by the library's threads.
final class JettyRequest implements dev.nanobot.web.Request {
  private final World world;
  private final Request request;

  JettyRequest(World world, Request request) {
    this.world = world;
    this.request = request;
  }

  @Override
  public String method() {
    return request.getMethod();
  }

  @Override
  public String path() {
    return String.valueOf(request.getHttpURI().getPath());
  }

  @Override
  public String query() {
    String query = request.getHttpURI().getQuery();
    return query == null ? "" : query;
  }

  @Override
  public List<String> headers(String name) {
    return request.getHeaders().getFields(name).stream().map(HttpField::getValue).toList();
  }

  @Override
  public int headerCount() {
    return request.getHeaders().size();
  }

  @Override
  public InetAddress address() {
    return ((InetSocketAddress) request.getConnectionMetaData().getRemoteSocketAddress())
        .getAddress();
  }

  @Override
  public int port() {
    return ((InetSocketAddress) request.getConnectionMetaData().getLocalSocketAddress()).getPort();
  }

  @Override
  public Body body(int bytesMax, Duration longest) throws InterruptedException {
    if (request.getLength() > bytesMax) return new Body.TooLong();
    var bytes = new Gathered(request.getLength());
    var bell = new Bell(world);
    long start = world.nanos();
    while (true) {
      Chunk chunk = next(bell, start, longest);
      if (chunk == null) return new Body.TooSlow();
      if (Chunk.isFailure(chunk)) return new Body.Broken();
      bytes.writeBytes(taken(chunk));
      if (bytes.size() > bytesMax) return new Body.TooLong();
      if (chunk.isLast()) return new Body.Whole(bytes.whole());
    }
  }

  /// Reads and forgets what has come already, at most so many pieces, and says whether it was all.
  boolean discard(int chunksMax) {
    for (int i = 0; i < chunksMax; i++) {
      Chunk chunk = request.read();
      if (chunk == null || Chunk.isFailure(chunk)) return false;
      chunk.release();
      if (chunk.isLast()) return true;
    }
    return false;
  }

  /// Reads and forgets what still comes, at most for that time. To close a connection over bytes
  /// that nobody read is to reset it, and a caller may lose its answer with it (RFC 9112, 9.6).
  void discard(Duration longest) throws InterruptedException {
    if (request.getHeaders().contains(HttpHeader.EXPECT)) return; // It waits to be asked.
    var bell = new Bell(world);
    long start = world.nanos();
    boolean isOver = false;
    while (!isOver) {
      Chunk chunk = next(bell, start, longest);
      isOver = chunk == null || chunk.isLast();
      if (chunk != null) chunk.release();
    }
  }

  /// The next piece of the body; null when none came within `longest` after `start`.
  private @Nullable Chunk next(Bell bell, long start, Duration longest)
      throws InterruptedException {
    while (true) {
      Duration left = longest.minus(world.since(start));
      if (!left.isPositive()) return null;
      Chunk chunk = request.read();
      if (chunk != null) return chunk;
      request.demand(bell::ring);
      bell.await(left); // Without a ring all time is used up, and nothing is demanded again.
    }
  }

  /// Bytes of a length that is known, or less than none. A long body is there once only.
  private static final class Gathered extends ByteArrayOutputStream {
    Gathered(long length) {
      super((int) Math.max(length, 0));
    }

    byte[] whole() {
      return count == buf.length ? buf : toByteArray();
    }
  }

  private static byte[] taken(Chunk chunk) {
    byte[] bytes = new byte[chunk.remaining()];
    chunk.getByteBuffer().get(bytes);
    chunk.release();
    return bytes;
  }
}
