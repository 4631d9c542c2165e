package dev.nanobot.http;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.Executors;

/// A server on loopback for which a test answers, each call on a thread of its own.
public final class LocalServer implements AutoCloseable {
  private static final int BACKLOG = 1_024;

  private final HttpServer server;

  /// What becomes of one call, whose connection ends without an answer when none was sent.
  @FunctionalInterface
  public interface Answer {
    void to(HttpExchange call, byte[] body) throws IOException, InterruptedException;
  }

  public LocalServer() {
    this(0);
  }

  /// Listens on `port`; 0 picks one.
  public LocalServer(int port) {
    try {
      server =
          HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), BACKLOG);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.start();
  }

  /// From now on `answer` is for what is asked at `path` and below.
  public LocalServer at(String path, Answer answer) {
    server.createContext(path, call -> answer(call, answer));
    return this;
  }

  private static void answer(HttpExchange call, Answer answer) throws IOException {
    try (call) {
      answer.to(call, call.getRequestBody().readAllBytes());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /// Sends a whole answer.
  public static void send(HttpExchange call, int status, byte[] body) throws IOException {
    call.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
    call.getResponseBody().write(body);
  }

  public int port() {
    return server.getAddress().getPort();
  }

  /// Where it is.
  public String base() {
    return "http://127.0.0.1:" + port();
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
