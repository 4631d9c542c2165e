package dev.nanobot.channel;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/// A mail server's beginning, over an open line: it offers STARTTLS, or not, and from there leads
/// to a server behind it.
final class TlsDoor implements AutoCloseable {
  private final ServerSocket server;
  private final SSLContext tls;
  private final int target;
  private final boolean offersTls;
  private final Queue<String> heard = new ConcurrentLinkedQueue<>();

  TlsDoor(SSLContext tls, int target, boolean offersTls) throws IOException {
    this.server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    this.tls = tls;
    this.target = target;
    this.offersTls = offersTls;
  }

  /// Speaks IMAP.
  TlsDoor imap() {
    Thread.ofVirtual().start(() -> serve("* OK ready", this::imap));
    return this;
  }

  /// Speaks SMTP.
  TlsDoor smtp() {
    Thread.ofVirtual().start(() -> serve("220 ready", this::smtp));
    return this;
  }

  int port() {
    return server.getLocalPort();
  }

  /// What was said over the open line.
  List<String> heard() {
    return List.copyOf(heard);
  }

  /// The answer to a line.
  private interface Answer {
    String to(String line);
  }

  private String imap(String line) {
    String tag = line.split(" ", 2)[0];
    if (line.endsWith(" CAPABILITY")) {
      String offer = offersTls ? " STARTTLS" : "";
      return "* CAPABILITY IMAP4rev1 AUTH=PLAIN AUTH=LOGIN" + offer + "\r\n" + tag + " OK done";
    }
    return tag + " OK done";
  }

  private String smtp(String line) {
    if (line.startsWith("EHLO")) {
      return "250-test\r\n" + (offersTls ? "250-STARTTLS\r\n" : "") + "250 AUTH PLAIN LOGIN";
    }
    return line.startsWith("AUTH") ? "235 welcome" : "220 done";
  }

  private void serve(String greeting, Answer answer) {
    while (!server.isClosed()) {
      try {
        Socket socket = server.accept();
        Thread.ofVirtual().start(() -> talk(socket, greeting, answer));
      } catch (IOException e) {
        return; // It was closed.
      }
    }
  }

  private void talk(Socket socket, String greeting, Answer answer) {
    try (socket) {
      say(socket, greeting);
      for (String line = line(socket.getInputStream()); ; line = line(socket.getInputStream())) {
        if (line.isEmpty()) return;
        heard.add(line);
        say(socket, answer.to(line));
        if (line.toUpperCase(java.util.Locale.ROOT).endsWith("STARTTLS")) {
          lead(socket);
          return;
        }
      }
    } catch (IOException e) {
      // The other side went away.
    }
  }

  private void lead(Socket open) throws IOException {
    try (var safe = (SSLSocket) tls.getSocketFactory().createSocket(open, null, 0, true);
        var to = new Socket(InetAddress.getLoopbackAddress(), target)) {
      safe.setUseClientMode(false);
      safe.startHandshake();
      line(to.getInputStream()); // The greeting was said.
      Thread back = Thread.ofVirtual().start(() -> pump(to, safe));
      pump(safe, to);
      back.interrupt();
    }
  }

  private static void pump(Socket from, Socket to) {
    try (from;
        to) {
      from.getInputStream().transferTo(to.getOutputStream());
    } catch (IOException e) {
      // One side went away, and so does the other.
    }
  }

  /// The next line, byte for byte: what follows it may be TLS. Empty at the end.
  private static String line(InputStream in) throws IOException {
    var line = new ByteArrayOutputStream();
    for (int c = in.read(); c >= 0 && c != '\n'; c = in.read()) {
      if (c != '\r') line.write(c);
    }
    return line.toString(ISO_8859_1);
  }

  private static void say(Socket socket, String line) throws IOException {
    socket.getOutputStream().write((line + "\r\n").getBytes(ISO_8859_1));
  }

  @Override
  public void close() {
    try {
      server.close();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
