package dev.nanobot.web;

import dev.nanobot.world.Bell;
import java.io.IOException;
import java.util.Optional;

/// A connection over a WebSocket (RFC 6455), for the one thread that serves it.
///
/// What comes is read at the pace of that thread: one text waits at most.
public interface Socket {
  /// The longest text that is taken, in bytes.
  int TEXT_BYTES_MAX = 1024 * 1024;

  /// The reader broke a rule of ours.
  int POLICY = 1008;

  /// The server ends.
  int GOING_AWAY = 1001;

  /// Rung when there may be a text, or the connection has ended.
  Bell bell();

  boolean isOpen();

  /// The text that came, once; empty when none did.
  Optional<String> text();

  /// Hands a text to the network; blocks while the reader is slow.
  ///
  /// @throws IOException when the reader is gone, or has not read for too long
  void send(String text) throws IOException, InterruptedException;

  /// Asks the reader for a sign of life; one that has given none for too long is cut off.
  void ping();

  /// Ends the connection; does nothing when it has ended.
  void close(int code, String reason);

  /// What is done over a connection.
  @FunctionalInterface
  interface Service {
    /// Serves it to its end, on a thread of its own.
    ///
    /// @throws IOException when the reader is gone
    void serve(Socket socket) throws IOException, InterruptedException;
  }
}
