package dev.nanobot.web;

import dev.nanobot.world.World;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import org.eclipse.jetty.http.HttpCompliance;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.NetworkConnectionLimit;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.eclipse.jetty.util.thread.Scheduler;

/// The HTTP server: the one place, with `JettyRequest`, that knows which library it is.
///
/// It takes strict HTTP/1.1 only, and has a limit for everything that a stranger can make it hold.
/// Each request is answered on a virtual thread of its own.
///
/// Owned by the thread that started it.
final class JettyServer implements AutoCloseable {
  private static final int CONNECTIONS_MAX = 256;
  private static final int HEAD_BYTES_MAX = 16 * 1024;
  private static final int UNREAD_CHUNKS_MAX = 16;

  /// For accepting, selecting and timers; requests have threads of their own.
  private static final int THREADS_MAX = 8;

  private final Server server;
  private final ServerConnector connector;

  private JettyServer(Server server, ServerConnector connector) {
    this.server = server;
    this.connector = connector;
  }

  /// Listens at `address`; port 0 is any free one. `patience` is how long a connection may say
  /// nothing, and how long the head of its request may take.
  ///
  /// @throws UncheckedIOException when the address cannot be had
  static JettyServer start(
      World world, InetSocketAddress address, Duration patience, Handler handler)
      throws InterruptedException {
    var threads = new QueuedThreadPool(THREADS_MAX, 1);
    threads.setName("web");
    threads.setDaemon(true);
    threads.setVirtualThreadsExecutor(task -> world.start("web request", task));
    var server = new Server(threads);
    var connector = new ServerConnector(server, 1, 1, new HttpConnectionFactory(strict()));
    connector.setHost(address.getHostString());
    connector.setPort(address.getPort());
    connector.setIdleTimeout(patience.toMillis());
    connector.addEventListener(new Deadline(connector.getScheduler(), patience));
    server.addConnector(connector);
    server.addBean(new NetworkConnectionLimit(CONNECTIONS_MAX, connector));
    server.setErrorHandler(JettyServer::fault);
    server.setHandler(new Answering(world, handler));
    try {
      server.start();
      return new JettyServer(server, connector);
    } catch (InterruptedException e) {
      stop(server);
      throw e;
    } catch (Exception e) { // The library's own signature.
      stop(server);
      String where = address.getHostString() + ":" + address.getPort();
      throw new UncheckedIOException(
          new IOException("cannot listen at " + where + ": " + e.getMessage(), e));
    }
  }

  int port() {
    return connector.getLocalPort();
  }

  @Override
  public void close() {
    stop(server);
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
    http.setUriCompliance(UriCompliance.DEFAULT);
    http.setRequestHeaderSize(HEAD_BYTES_MAX);
    http.setSendServerVersion(false);
    http.setPersistentConnectionsEnabled(false); // Programs call seldom.
    http.setMaxUnconsumedRequestContentReads(UNREAD_CHUNKS_MAX);
    return http;
  }

  /// What the library refuses by itself is answered without a word.
  private static boolean fault(
      org.eclipse.jetty.server.Request request,
      org.eclipse.jetty.server.Response response,
      Callback callback) {
    Front.GUARDING.forEach(response.getHeaders()::put);
    response.write(true, ByteBuffer.allocate(0), callback);
    return true;
  }

  /// Hands requests to a handler, and its answers back.
  private static final class Answering extends org.eclipse.jetty.server.Handler.Abstract {
    private final World world;
    private final Handler handler;

    Answering(World world, Handler handler) {
      this.world = world;
      this.handler = handler;
    }

    @Override
    public boolean handle(
        org.eclipse.jetty.server.Request request,
        org.eclipse.jetty.server.Response response,
        Callback callback)
        throws InterruptedException {
      Response answer = handler.answer(new JettyRequest(world, request));
      response.setStatus(answer.status());
      answer.headers().forEach(response.getHeaders()::put);
      response.write(true, ByteBuffer.wrap(answer.bytes()), callback);
      return true;
    }
  }

  /// Closes a connection whose request has no whole head in time, however busily it is sent.
  private record Deadline(Scheduler scheduler, Duration patience) implements Connection.Listener {
    @Override
    public void onOpened(Connection connection) {
      scheduler.schedule(
          () -> {
            if (connection.getMessagesIn() == 0) connection.close();
          },
          patience);
    }
  }
}
