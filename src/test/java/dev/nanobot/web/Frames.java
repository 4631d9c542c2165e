package dev.nanobot.web;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/// A client of WebSockets that sends frames as they are told, and tells those that come as text.
final class Frames implements AutoCloseable {
  private static final int READ_MS_MAX = 60_000;
  private static final byte[] MASK = {0x12, 0x34, 0x56, 0x78};

  private final Socket socket;
  private final DataInputStream in;

  Frames(DoorHouse house, String path) throws IOException {
    socket = new Socket("127.0.0.1", house.port);
    socket.setSoTimeout(READ_MS_MAX);
    socket.setTcpNoDelay(true);
    in = new DataInputStream(socket.getInputStream());
    String head =
        String.join(
            "\r\n",
            "GET " + path + " HTTP/1.1",
            house.host(),
            DoorHouse.bearer(DoorHouse.TOKEN),
            "Connection: Upgrade",
            "Upgrade: websocket",
            "Sec-WebSocket-Version: 13",
            "Sec-WebSocket-Extensions: permessage-deflate",
            "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==");
    socket.getOutputStream().write((head + "\r\n\r\n").getBytes(ISO_8859_1));
    var answer = new StringBuilder();
    while (!answer.toString().endsWith("\r\n\r\n")) answer.append((char) in.readByte());
    if (!answer.toString().startsWith("HTTP/1.1 101 ") || answer.toString().contains("deflate")) {
      throw new IOException("not the socket that is wanted: " + answer);
    }
  }

  /// A masked frame; `first` are its end mark, reserved bits and opcode.
  static byte[] frame(int first, byte[] body) {
    var bytes = new ByteArrayOutputStream();
    bytes.write(first);
    if (body.length < 126) bytes.write(0x80 | body.length);
    else if (body.length < 65_536) {
      bytes.writeBytes(
          ByteBuffer.allocate(3).put((byte) 0xfe).putShort((short) body.length).array());
    } else bytes.writeBytes(ByteBuffer.allocate(9).put((byte) 0xff).putLong(body.length).array());
    bytes.writeBytes(MASK);
    byte[] masked = body.clone();
    for (int i = 0; i < masked.length; i++) masked[i] ^= MASK[i % 4];
    bytes.writeBytes(masked);
    return bytes.toByteArray();
  }

  /// Sends bytes, so many at a time; the server may have ended meanwhile.
  void send(byte[] bytes, int atATime) throws IOException {
    try {
      for (int i = 0; i < bytes.length; i += atATime) {
        socket.getOutputStream().write(bytes, i, Math.min(atATime, bytes.length - i));
        socket.getOutputStream().flush();
      }
    } catch (SocketException e) {
      // What the server said before counts.
    }
  }

  /// What comes, so many at most, until the connection ends: `text LENGTH HASH`, `pong BODY` or
  /// `close CODE`.
  List<String> heard(int most) throws IOException {
    List<String> heard = new ArrayList<>();
    var message = new ByteArrayOutputStream();
    try {
      while (heard.size() < most) {
        int first = in.readUnsignedByte();
        int second = in.readUnsignedByte();
        int length = second;
        if (second == 126) length = in.readUnsignedShort();
        if (second == 127) length = (int) in.readLong();
        byte[] body = in.readNBytes(length);
        switch (first & 15) {
          case 0, 1 -> {
            message.writeBytes(body);
            if (first < 128) continue;
            heard.add(text(message.toByteArray()));
            message.reset();
          }
          case 8 -> heard.add(length < 2 ? "close" : "close " + ByteBuffer.wrap(body).getShort());
          case 10 -> heard.add("pong " + new String(body, ISO_8859_1));
          default -> heard.add("frame " + first);
        }
      }
    } catch (EOFException | SocketException e) {
      // That is all.
    }
    return heard;
  }

  static String text(byte[] text) {
    return "text " + text.length + " " + ByteBuffer.wrap(text).hashCode();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
