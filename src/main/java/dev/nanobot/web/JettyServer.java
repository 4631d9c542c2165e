package dev.nanobot.web;

import dev.nanobot.world.Cell;
import dev.nanobot.world.World;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.http.HttpCompliance;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.NetworkConnectionLimit;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.internal.HttpConnection;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.eclipse.jetty.util.thread.Scheduler;
import org.eclipse.jetty.websocket.api.Callback.Completable;
import org.eclipse.jetty.websocket.api.StatusCode;
import org.eclipse.jetty.websocket.server.ServerWebSocketContainer;

/// The HTTP server: the one place, with `JettyRequest`, that knows which library it is.
///
/// It takes strict HTTP/1.1 only, and has a limit for everything that a stranger can make it hold.
/// Each request is answered on a virtual thread of its own.
///
/// Owned by the thread that started it.
final class JettyServer implements AutoCloseable {
  /// The most connections that the system holds until they are accepted: more are reset. Java's
  /// own number is 50, which a thousand callers who come at once pass.
  private static final int ACCEPTS_MAX = 1_024;

  private static final int HEAD_BYTES_MAX = 16 * 1024;
  private static final int UNREAD_CHUNKS_MAX = 16;

  /// How long a caller who got its answer may go on sending what is not wanted.
  private static final Duration LINGER = Duration.ofSeconds(10);

  /// How long the end waits for what is said before it.
  private static final Duration GOODBYE = Duration.ofSeconds(1);

  /// For accepting, selecting and timers; requests have threads of their own.
  private static final int THREADS_MAX = 8;

  private final Server server;
  private final ServerConnector connector;
  private final ServerWebSocketContainer sockets;

  private JettyServer(Server server, ServerConnector connector, ServerWebSocketContainer sockets) {
    this.server = server;
    this.connector = connector;
    this.sockets = sockets;
  }

  /// Where to listen, port 0 is any free one; how many connections at a time; how long the head of
  /// a request may take; and how long a connection may be silent between requests, or a reader may
  /// not read.
  record Config(InetSocketAddress address, int connectionsMax, Duration patience, Duration idle) {}

  /// @throws UncheckedIOException when the address cannot be had
  static JettyServer start(World world, Config config, Handler handler)
      throws InterruptedException {
    InetSocketAddress address = config.address();
    Duration patience = config.patience();
    var threads = new QueuedThreadPool(THREADS_MAX, 1);
    threads.setName("web");
    threads.setDaemon(true);
    threads.setVirtualThreadsExecutor(task -> world.start("web request", task));
    var server = new Server(threads);
    var connector = new Entrance(server);
    connector.setHost(address.getHostString());
    connector.setPort(address.getPort());
    connector.setAcceptQueueSize(ACCEPTS_MAX);
    connector.setIdleTimeout(config.idle().toMillis());
    connector.addEventListener(new Deadline(connector.getScheduler(), patience));
    server.addConnector(connector);
    server.addBean(new NetworkConnectionLimit(config.connectionsMax(), connector));
    server.setErrorHandler(JettyServer::fault);
    ServerWebSocketContainer sockets = sockets(server, config.idle());
    server.setHandler(new Answering(world, handler, sockets));
    try {
      server.start();
      return new JettyServer(server, connector, sockets);
    } catch (InterruptedException e) {
      stop(server);
      throw e;
    } catch (Exception e) { // The library's own signature.
      stop(server);
      String where = address.getHostString() + ":" + address.getPort();
      Throwable cause = e.getCause() == null ? e : e.getCause(); // It says again where.
      String reason = address.isUnresolved() ? "no such host" : cause.getMessage();
      throw new UncheckedIOException(
          "cannot listen at " + where + ": " + reason, new IOException(e));
    }
  }

  private static ServerWebSocketContainer sockets(Server server, Duration idle) {
    var sockets = ServerWebSocketContainer.ensure(server);
    sockets.setMaxTextMessageSize(Socket.TEXT_BYTES_MAX);
    sockets.setMaxFrameSize(Socket.TEXT_BYTES_MAX);
    sockets.setIdleTimeout(idle);
    return sockets;
  }

  int port() {
    return connector.getLocalPort();
  }

  /// How many connections there are.
  int connections() {
    return connector.getConnectedEndPoints().size();
  }

  /// Tells whoever holds a socket, and ends every connection.
  @Override
  public void close() {
    sayGoodbye();
    stop(server);
  }

  /// Some callers do not notice a connection that ends without a word. Who reads nothing is not
  /// waited for.
  private void sayGoodbye() {
    CompletableFuture<?>[] said =
        sockets.getOpenSessions().stream()
            .map(
                session ->
                    Completable.with(done -> session.close(StatusCode.SHUTDOWN, "", done))
                        .exceptionally(gone -> null))
            .toArray(CompletableFuture[]::new);
    CompletableFuture.allOf(said)
        .completeOnTimeout(null, GOODBYE.toNanos(), TimeUnit.NANOSECONDS)
        .join();
  }

  private static void stop(Server server) {
    try {
      server.stop();
    } catch (Exception e) { // The library's own signature.
      throw new IllegalStateException("a web server can be stopped", e);
    }
  }

  private static HttpConfiguration strict() {
    var http = new HttpConfiguration();
    http.setHttpCompliance(HttpCompliance.STRICT);
    // A session's name may have an encoded percent sign, and a model's an encoded slash; paths are
    // decoded once, by part.
    http.setUriCompliance(
        UriCompliance.DEFAULT.with(
            "nanobot",
            UriCompliance.Violation.AMBIGUOUS_PATH_ENCODING,
            UriCompliance.Violation.AMBIGUOUS_PATH_SEPARATOR));
    http.setRequestHeaderSize(HEAD_BYTES_MAX);
    http.setSendServerVersion(false);
    http.setMaxUnconsumedRequestContentReads(UNREAD_CHUNKS_MAX);
    return http;
  }

  /// What the library refuses by itself is answered without a word; what was not read yet when the
  /// server stopped is not answered at all, as if it had come later.
  private static boolean fault(
      org.eclipse.jetty.server.Request request,
      org.eclipse.jetty.server.Response response,
      Callback callback) {
    if (!request.getConnectionMetaData().getConnector().getServer().isRunning()) {
      request.getConnectionMetaData().getConnection().getEndPoint().close();
      callback.succeeded();
      return true;
    }
    Front.GUARDING.forEach(response.getHeaders()::put);
    response.write(true, ByteBuffer.allocate(0), callback);
    return true;
  }

  /// Accepts connections, and is interrupted only between two: an accept that is interrupted may
  /// lose the connection that it has just got, and nobody would hear or close it.
  ///
  /// Shared by the thread that accepts and the one that stops, each of which holds `accepting` for
  /// what it does.
  private static final class Entrance extends ServerConnector {
    private final Semaphore accepting = new Semaphore(1);

    Entrance(Server server) {
      super(server, 1, 1, new HttpConnectionFactory(strict()));
    }

    @Override
    public void accept(int acceptor) throws IOException {
      accepting.acquireUninterruptibly();
      try {
        super.accept(acceptor);
      } finally {
        accepting.release();
      }
    }

    @Override
    protected void interruptAcceptors() {
      close(); // Whoever waits for a connection waits no more, and has lost none.
      accepting.acquireUninterruptibly();
      try {
        super.interruptAcceptors();
      } finally {
        accepting.release();
      }
    }
  }

  /// Hands requests to a handler, and its answers back.
  private static final class Answering extends org.eclipse.jetty.server.Handler.Abstract {
    private final World world;
    private final Handler handler;
    private final ServerWebSocketContainer sockets;

    Answering(World world, Handler handler, ServerWebSocketContainer sockets) {
      this.world = world;
      this.handler = handler;
      this.sockets = sockets;
    }

    @Override
    public boolean handle(
        org.eclipse.jetty.server.Request request,
        org.eclipse.jetty.server.Response response,
        Callback callback)
        throws InterruptedException {
      // Silence is none of the caller's while an answer is worked on.
      request.addIdleTimeoutListener(timeout -> false);
      var asked = new JettyRequest(world, request);
      Response answer = handler.answer(asked);
      var end = new Cell<>(answer.end());
      Runnable once = () -> end.swap(() -> {}).run();
      org.eclipse.jetty.server.Request.addCompletionListener(
          request,
          failure -> {
            int status = response.getStatus();
            boolean isSocket = failure == null && status == HttpStatus.SWITCHING_PROTOCOLS_101;
            if (!isSocket) once.run();
          });
      response.setStatus(answer.status());
      answer.headers().forEach(response.getHeaders()::put);
      boolean isUpgrade = answer.content() instanceof Response.Content.Upgrade;
      boolean isUnread = !isUpgrade && !asked.discard(UNREAD_CHUNKS_MAX);
      // The rest of a body that is not wanted is not waited for: nothing can follow it.
      if (isUnread) response.getHeaders().put(HttpHeader.CONNECTION, "close");
      switch (answer.content()) {
        case Response.Content.Whole whole when isUnread -> {
          try {
            Content.Sink.write(response, true, ByteBuffer.wrap(whole.bytes()));
            once.run();
            request.getConnectionMetaData().getConnection().getEndPoint().shutdownOutput();
            asked.discard(LINGER);
            callback.succeeded();
          } catch (IOException e) {
            callback.failed(e); // The caller is gone.
          }
        }
        case Response.Content.Whole whole ->
            response.write(true, ByteBuffer.wrap(whole.bytes()), callback);
        case Response.Content.Stream stream -> stream(stream, response, callback);
        case Response.Content.Upgrade upgrade -> {
          var socket = new JettySocket(world, upgrade.service(), once);
          upgrade(socket, request, response, callback);
        }
      }
      return true;
    }

    private void upgrade(
        JettySocket socket,
        org.eclipse.jetty.server.Request request,
        org.eclipse.jetty.server.Response response,
        Callback callback) {
      boolean isTaken =
          sockets.upgrade(
              (asked, agreed, done) -> {
                agreed.setExtensions(List.of()); // Nothing is compressed: a bomb would be, too.
                return socket;
              },
              request,
              response,
              callback);
      if (!isTaken) response.write(true, ByteBuffer.allocate(0), callback);
    }

    private static void stream(
        Response.Content.Stream stream,
        org.eclipse.jetty.server.Response response,
        Callback callback)
        throws InterruptedException {
      var out = Content.Sink.asOutputStream(response); // Closed, it would look whole.
      try {
        out.flush(); // The head goes out before there is anything to say.
        stream.to(
            bytes -> {
              out.write(bytes);
              out.flush();
            });
        out.close();
        callback.succeeded();
      } catch (IOException e) {
        callback.failed(e); // The reader is gone, or is to go: the connection breaks off.
      }
    }
  }

  /// Closes a connection whose request has no whole head in time, however busily it is sent: the
  /// first after one look, a later one after two, since it may have begun just before the first.
  private record Deadline(Scheduler scheduler, Duration patience) implements Connection.Listener {
    @Override
    public void onOpened(Connection connection) {
      if (connection instanceof HttpConnection) look(connection, 0, 0, true);
    }

    /// `requests` and `bytes` are what had come at the last look; `isLate` says that a head was
    /// coming then already.
    private void look(Connection connection, long requests, long bytes, boolean isLate) {
      scheduler.schedule(
          () -> {
            boolean isOver = !connection.getEndPoint().isOpen();
            if (isOver || connection.getEndPoint().getConnection() != connection) return;
            long requestsNow = connection.getMessagesIn();
            long bytesNow = connection.getBytesIn();
            boolean isUnderWay =
                requestsNow == requests
                    && connection.getMessagesOut() == requestsNow
                    && (requestsNow == 0 || bytesNow > bytes);
            // Without a word: the library's own would be 500, which is no fault of the server's.
            if (isUnderWay && isLate) connection.getEndPoint().close();
            else look(connection, requestsNow, bytesNow, isUnderWay);
          },
          patience);
    }
  }
}
