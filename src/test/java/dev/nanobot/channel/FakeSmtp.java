package dev.nanobot.channel;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedReader;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.function.Function;

/// A server that mails are handed to, on a real socket: what it says to a mail, a test decides.
final class FakeSmtp implements AutoCloseable {
  private final ServerSocket server;
  private final Function<byte[], String> answer;
  private final Queue<String> logins = new ConcurrentLinkedQueue<>();
  private final CountDownLatch deafness = new CountDownLatch(1);
  private volatile boolean isDown;
  private volatile boolean isDeaf;
  private volatile String size = "";

  /// `answer` gets a whole mail, and gives the line that is said to it; an empty one ends the
  /// connection.
  FakeSmtp(Function<byte[], String> answer) throws IOException {
    this.answer = answer;
    server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    Thread.ofVirtual().start(this::serve);
  }

  int port() {
    return server.getLocalPort();
  }

  /// How somebody logged in.
  List<String> logins() {
    return List.copyOf(logins);
  }

  void isDown(boolean isDown) {
    this.isDown = isDown;
  }

  /// The most bytes of a mail that it says it takes.
  void says(String size) {
    this.size = "250-SIZE " + size + "\r\n";
  }

  /// Reads nothing of a mail until it is closed.
  void isDeaf(boolean isDeaf) {
    this.isDeaf = isDeaf;
  }

  private void serve() {
    while (!server.isClosed()) {
      try {
        Socket socket = server.accept();
        Thread.ofVirtual().start(() -> talk(socket));
      } catch (IOException e) {
        return; // It was closed.
      }
    }
  }

  private void talk(Socket socket) {
    try (socket) {
      if (isDown) return;
      var in = new BufferedReader(new InputStreamReader(socket.getInputStream(), ISO_8859_1));
      say(socket, "220 test");
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        switch (line.split("[ :]", 2)[0]) {
          case "EHLO" -> say(socket, "250-test\r\n" + size + "250 AUTH PLAIN");
          case "AUTH" -> {
            logins.add(line);
            say(socket, "235 welcome");
          }
          case "DATA" -> {
            say(socket, "354 go on");
            if (isDeaf) deafness.await();
            String said = answer.apply(mail(in));
            if (said.isEmpty()) return;
            say(socket, said);
          }
          case "QUIT" -> {
            say(socket, "221 bye");
            return;
          }
          default -> say(socket, "250 ok");
        }
      }
    } catch (IOException e) {
      // The other side went away.
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private static byte[] mail(BufferedReader in) throws IOException {
    var mail = new StringBuilder();
    for (String line = in.readLine(); !".".equals(line); line = in.readLine()) {
      if (line == null) throw new EOFException("half a mail");
      mail.append(line.startsWith(".") ? line.substring(1) : line).append("\r\n");
    }
    return mail.toString().getBytes(ISO_8859_1);
  }

  private static void say(Socket socket, String line) throws IOException {
    OutputStream out = socket.getOutputStream();
    out.write((line + "\r\n").getBytes(ISO_8859_1));
    out.flush();
  }

  @Override
  public void close() {
    deafness.countDown();
    try {
      server.close();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
