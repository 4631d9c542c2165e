package dev.nanobot.http;

import dev.nanobot.http.Http.Limits;
import dev.nanobot.http.HttpException.Kind;
import dev.nanobot.world.World;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.http.HttpResponse.BodySubscriber;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow.Subscription;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// The body of an answer while it arrives, with the deadlines that the JDK's stream lacks.
///
/// The client's threads put parts into `parts`; the thread that asked takes them out and is the
/// only one to touch the other mutable fields. A part is asked for when the one before is read, so
/// that at most one part and the end wait.
final class Body extends InputStream implements BodySubscriber<Body> {
  /// How many bytes `finish` passes over.
  private static final int FINISH_BYTES_MAX = 8 * 1024;

  /// What the client hands over: bytes, the end, or a failure.
  private sealed interface Part {
    record Bytes(List<ByteBuffer> buffers) implements Part {}

    record End() implements Part {}

    record Failed(Throwable cause) implements Part {}
  }

  private final World world;
  private final String host;
  private final long startNanos;
  private final Limits limits;
  private final BlockingQueue<Part> parts = new LinkedBlockingQueue<>();
  private final CompletableFuture<Body> subscribed = new CompletableFuture<>();
  private @Nullable Subscription subscription; // published by completing `subscribed`

  private final ArrayDeque<ByteBuffer> unread = new ArrayDeque<>();
  private long bytes;
  private boolean isEnded;

  Body(World world, String host, long startNanos, Limits limits) {
    this.world = world;
    this.host = host;
    this.startNanos = startNanos;
    this.limits = limits;
  }

  // ---- the client's threads

  @Override
  public CompletionStage<Body> getBody() {
    return subscribed;
  }

  @Override
  public void onSubscribe(Subscription subscription) {
    this.subscription = subscription;
    subscribed.complete(this);
    subscription.request(1);
  }

  @Override
  public void onNext(List<ByteBuffer> buffers) {
    parts.add(new Part.Bytes(buffers));
  }

  @Override
  public void onError(Throwable cause) {
    subscribed.completeExceptionally(cause);
    parts.add(new Part.Failed(cause));
  }

  @Override
  public void onComplete() {
    parts.add(new Part.End());
  }

  // ---- the thread that asked

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] to, int offset, int length) throws IOException {
    Objects.checkFromIndexSize(offset, length, to.length);
    if (length == 0) return 0;
    while (unread.isEmpty() && !isEnded) take();
    ByteBuffer from = unread.peek();
    if (from == null) return -1;
    int count = Math.min(length, from.remaining());
    from.get(to, offset, count);
    if (!from.hasRemaining()) unread.remove();
    return count;
  }

  @Override
  public int available() {
    ByteBuffer from = unread.peek();
    return from == null ? 0 : from.remaining();
  }

  /// Passes over what little may follow what was read, so that the connection can be used again.
  /// A server that keeps its stream open is waited for no longer than `longest`.
  void finish(Duration longest) throws InterruptedException {
    long start = world.nanos();
    long rest = 0;
    while (!isEnded && rest <= FINISH_BYTES_MAX) {
      Duration left = longest.minus(world.since(start));
      Part part = parts.poll(left.toNanos(), TimeUnit.NANOSECONDS);
      switch (part) {
        case null -> {
          return;
        }
        case Part.Bytes(List<ByteBuffer> buffers) -> {
          rest += buffers.stream().mapToLong(ByteBuffer::remaining).sum();
          subscription().request(1);
        }
        case Part.End(), Part.Failed(_) -> isEnded = true;
      }
    }
  }

  /// Gives the connection up when the body is not at its end.
  @Override
  public void close() {
    subscription().cancel();
  }

  private void take() throws IOException {
    switch (next()) {
      case Part.Bytes(List<ByteBuffer> buffers) -> {
        buffers.stream().filter(ByteBuffer::hasRemaining).forEach(this::keep);
        subscription().request(1);
      }
      case Part.End() -> isEnded = true;
      case Part.Failed(Throwable cause) -> throw Failure.of(host, cause);
    }
  }

  private Part next() throws IOException {
    Duration left = limits.total().minus(world.since(startNanos));
    Duration wait = World.shorter(limits.idle(), left);
    try {
      Part part = left.isPositive() ? parts.poll(wait.toNanos(), TimeUnit.NANOSECONDS) : null;
      if (part != null) return part;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // The exchange turns it back into the exception.
      throw (IOException) new InterruptedIOException().initCause(e);
    }
    throw new HttpException(Kind.TIMEOUT, late(wait.compareTo(limits.idle()) >= 0), null);
  }

  private String late(boolean isIdle) {
    return isIdle
        ? host + " sent nothing for " + Failure.text(limits.idle())
        : host + " did not finish its answer within " + Failure.text(limits.total());
  }

  private void keep(ByteBuffer buffer) {
    bytes += buffer.remaining();
    if (bytes > limits.bodyBytesMax()) throw Failure.tooLarge(host, limits.bodyBytesMax());
    unread.add(buffer);
  }

  private Subscription subscription() {
    return Objects.requireNonNull(subscription);
  }
}
