package dev.nanobot.api;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;

/// A WebSocket spoken byte by byte, also wrongly.
final class RawSocket implements AutoCloseable {
  private static final int READ_MS_MAX = 60_000;
  private static final int CLOSE = 8;
  private static final int PONG = 10;

  private final Socket socket;
  private final DataInputStream in;

  RawSocket(Gateway gateway, String ticket) throws IOException {
    var uri = gateway.uri("/ws?ticket=" + ticket);
    socket = new Socket("127.0.0.1", uri.getPort());
    socket.setSoTimeout(READ_MS_MAX);
    in = new DataInputStream(socket.getInputStream());
    write(
        ("GET "
                + uri.getPath()
                + "?"
                + uri.getQuery()
                + " HTTP/1.1\r\nHost: 127.0.0.1:"
                + uri.getPort()
                + "\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
                + "Sec-WebSocket-Extensions: permessage-deflate\r\n"
                + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n")
            .getBytes(ISO_8859_1));
    String head = head();
    if (!head.startsWith("HTTP/1.1 101 ")) throw new IOException("no socket: " + head);
    if (head.contains("permessage-deflate")) throw new IOException("it compresses: " + head);
  }

  private String head() throws IOException {
    var head = new StringBuilder();
    while (!head.toString().endsWith("\r\n\r\n")) head.append((char) in.readByte());
    return head.toString();
  }

  /// The beginning of a frame of so many bytes, masked with zeros.
  static byte[] head(int first, long length) {
    return ByteBuffer.allocate(14).put((byte) first).put((byte) 255).putLong(length).array();
  }

  static byte[] frame(int first, boolean isMasked, byte[] body) {
    var bytes = new ByteArrayOutputStream();
    if (isMasked && body.length > 125) bytes.writeBytes(head(first, body.length));
    else {
      bytes.write(first);
      bytes.write(body.length | (isMasked ? 0x80 : 0));
      if (isMasked) bytes.writeBytes(new byte[4]);
    }
    bytes.writeBytes(body);
    return bytes.toByteArray();
  }

  private void write(byte[] bytes) throws IOException {
    socket.getOutputStream().write(bytes);
    socket.getOutputStream().flush();
  }

  /// Sends frames, and returns the code with which the server closes.
  int closed(byte[]... frames) throws IOException {
    try {
      for (byte[] frame : frames) write(frame);
    } catch (SocketException e) {
      // It was cut off before all was sent: what the server said before that counts.
    }
    return ByteBuffer.wrap(body(CLOSE)).getShort();
  }

  /// Returns when the server has read all that was sent before.
  void ping() throws IOException {
    write(frame(0x89, true, new byte[0]));
    body(PONG);
  }

  /// The body of the next frame of a kind.
  private byte[] body(int wanted) throws IOException {
    while (true) {
      int opcode = in.readUnsignedByte() & 15;
      int length = in.readUnsignedByte();
      if (length == 126) length = in.readUnsignedShort();
      else if (length == 127) length = (int) in.readLong();
      byte[] body = in.readNBytes(length);
      if (opcode == wanted) return body;
    }
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
