package dev.nanobot.web;

import dev.nanobot.world.Bell;
import dev.nanobot.world.Cell;
import dev.nanobot.world.World;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import org.eclipse.jetty.websocket.api.Callback;
import org.eclipse.jetty.websocket.api.Session;
import org.eclipse.jetty.websocket.api.StatusCode;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A WebSocket as Jetty has it, which calls only what is public.
///
/// Shared: the library's threads put what came into cells and ring; one thread serves.
public final class JettySocket implements Socket, Session.Listener {
  private static final Logger log = LoggerFactory.getLogger(JettySocket.class);

  /// How long a reader may not read, or not answer a ping.
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final World world;
  private final Service service;
  private final Runnable end;
  private final Bell bell;
  private final Cell<Optional<Session>> session = new Cell<>(Optional.empty());
  private final Cell<Optional<String>> waiting = new Cell<>(Optional.empty());
  private final Cell<Sending> sending = new Cell<>(Sending.DONE);
  private final Cell<Long> heardAt;

  /// How it stands with the text that was handed over.
  private enum Sending {
    UNDER_WAY,
    DONE,
    FAILED
  }

  /// `end` is called when it has ended, once or several times.
  JettySocket(World world, Service service, Runnable end) {
    this.world = world;
    this.service = service;
    this.end = end;
    this.bell = new Bell(world);
    this.heardAt = new Cell<>(world.nanos());
  }

  @Override
  public void onWebSocketOpen(Session opened) {
    session.set(Optional.of(opened));
    world.start("web socket", this::serve);
    opened.demand();
  }

  private void serve() {
    try {
      service.serve(this);
    } catch (IOException e) {
      log.debug("the reader of a socket is gone: {}", e.getMessage());
    } catch (InterruptedException e) {
      log.debug("a socket is closed, as the server ends"); // How its thread is stopped.
    } catch (RuntimeException e) { // The root of the socket's thread.
      if (isOpen()) log.error("a socket failed", e);
      else log.debug("a socket's store or connection ended first", e);
      close(StatusCode.SERVER_ERROR, "");
    } finally {
      end.run();
      close(StatusCode.NORMAL, "");
    }
  }

  @Override
  public void onWebSocketText(String text) {
    heard();
    waiting.set(Optional.of(text));
    bell.ring();
  }

  @Override
  public void onWebSocketPartialBinary(ByteBuffer bytes, boolean isLast, Callback callback) {
    callback.succeed();
    close(StatusCode.BAD_DATA, "Text is taken here only.");
  }

  @Override
  public void onWebSocketPong(ByteBuffer bytes) {
    heard();
    session.get().ifPresent(Session::demand);
  }

  private void heard() {
    heardAt.set(world.nanos());
  }

  @Override
  public void onWebSocketClose(int code, String reason, Callback callback) {
    session.set(Optional.empty());
    bell.ring();
    callback.succeed();
  }

  @Override
  public void onWebSocketError(Throwable cause) {
    log.info("a socket ends: {}", cause.getMessage());
    if (session.get().isEmpty()) end.run(); // It never began.
  }

  @Override
  public Bell bell() {
    return bell;
  }

  @Override
  public boolean isOpen() {
    return session.get().filter(Session::isOpen).isPresent();
  }

  @Override
  public Optional<String> text() {
    Optional<String> text = waiting.swap(Optional.empty());
    if (text.isPresent()) session.get().ifPresent(Session::demand);
    return text;
  }

  @Override
  public void send(String text) throws IOException, InterruptedException {
    Session open = session.get().orElseThrow(() -> new IOException("it has ended"));
    sending.set(Sending.UNDER_WAY);
    open.sendText(text, Callback.from(() -> sent(Sending.DONE), failure -> sent(Sending.FAILED)));
    long start = world.nanos();
    while (sending.get() == Sending.UNDER_WAY) {
      Duration left = PATIENCE.minus(world.since(start));
      if (!left.isPositive()) {
        open.disconnect();
        throw new IOException("it has not read for " + PATIENCE.toSeconds() + " s");
      }
      bell.await(left);
    }
    if (sending.get() == Sending.FAILED) throw new IOException("it could not be sent");
    bell.ring(); // A text may have come meanwhile, whose ring was used up here.
  }

  private void sent(Sending how) {
    sending.set(how);
    bell.ring();
  }

  @Override
  public void ping() {
    if (world.since(heardAt.get()).compareTo(PATIENCE) > 0) {
      session.get().ifPresent(Session::disconnect);
      return;
    }
    session.get().ifPresent(open -> open.sendPing(ByteBuffer.allocate(0), Callback.NOOP));
  }

  @Override
  public void close(int code, String reason) {
    session.get().ifPresent(open -> open.close(code, reason, Callback.NOOP));
  }
}
