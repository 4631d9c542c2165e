package dev.nanobot.http;

import dev.nanobot.http.HttpException.Kind;
import java.io.ByteArrayOutputStream;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/// A WebSocket to an address that the operator configured. Messages come one by one: the next one
/// only after `more`.
///
/// Owned by the thread that opened it; its receiver is called on the client's threads, one at a
/// time.
public final class PushSocket implements AutoCloseable {
  private final String host;
  private final WebSocket socket;
  private final Duration sendMax;

  /// What comes; the last call is `ended`.
  public interface Receiver {
    void text(String message);

    void binary(byte[] message);

    /// `reason` is a sentence for an operator.
    void ended(String reason);
  }

  PushSocket(String host, WebSocket socket, Duration sendMax) {
    this.host = host;
    this.socket = socket;
    this.sendMax = sendMax;
  }

  /// Lets the next message come.
  public void more() {
    socket.request(1);
  }

  /// @throws HttpException when it cannot be sent
  public void send(String message) throws InterruptedException {
    await(socket.sendText(message, true));
  }

  /// @throws HttpException when it cannot be sent
  public void send(byte[] message) throws InterruptedException {
    await(socket.sendBinary(ByteBuffer.wrap(message), true));
  }

  private void await(CompletableFuture<WebSocket> sending) throws InterruptedException {
    try {
      sending.get(sendMax.toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      throw new HttpException(Kind.TIMEOUT, host + " does not read", e);
    } catch (ExecutionException e) {
      throw new HttpException(Kind.BROKEN, "the connection to " + host + " broke", e);
    }
  }

  @Override
  public void close() {
    socket.abort();
  }

  /// Puts messages together; called by one thread at a time.
  static final class Incoming implements WebSocket.Listener {
    private final Receiver receiver;
    private final int bytesMax;
    private final StringBuilder text = new StringBuilder();
    private final ByteArrayOutputStream binary = new ByteArrayOutputStream();

    Incoming(Receiver receiver, int bytesMax) {
      this.receiver = receiver;
      this.bytesMax = bytesMax;
    }

    /// Nothing comes before it is asked for.
    @Override
    public void onOpen(WebSocket opened) {}

    @Override
    public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence part, boolean isLast) {
      text.append(part);
      if (isTooLarge(from, text.length())) return null;
      if (isLast) {
        String message = text.toString();
        text.setLength(0);
        receiver.text(message);
      } else {
        from.request(1);
      }
      return null;
    }

    @Override
    public @Nullable CompletionStage<?> onBinary(WebSocket from, ByteBuffer part, boolean isLast) {
      byte[] bytes = new byte[part.remaining()];
      part.get(bytes);
      binary.writeBytes(bytes);
      if (isTooLarge(from, binary.size())) return null;
      if (isLast) {
        byte[] message = binary.toByteArray();
        binary.reset();
        receiver.binary(message);
      } else {
        from.request(1);
      }
      return null;
    }

    private boolean isTooLarge(WebSocket from, int size) {
      if (size <= bytesMax) return false;
      from.abort();
      receiver.ended("a message passes " + bytesMax + " bytes");
      return true;
    }

    @Override
    public @Nullable CompletionStage<?> onPing(WebSocket from, ByteBuffer message) {
      from.request(1); // The client answers by itself.
      return null;
    }

    @Override
    public @Nullable CompletionStage<?> onPong(WebSocket from, ByteBuffer message) {
      from.request(1);
      return null;
    }

    @Override
    public @Nullable CompletionStage<?> onClose(WebSocket from, int status, String reason) {
      receiver.ended("the other side closed the socket (" + status + ")");
      return null;
    }

    @Override
    public void onError(WebSocket from, Throwable failure) {
      receiver.ended("the socket broke (" + failure.getClass().getSimpleName() + ")");
    }
  }
}
