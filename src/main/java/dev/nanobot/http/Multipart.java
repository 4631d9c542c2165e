package dev.nanobot.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.nanobot.world.World;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/// A body of fields and files: `multipart/form-data`, RFC 7578 with names escaped as the WHATWG's
/// "Multipart form data" does, read 2026-11-28.
///
/// Owned by whoever fills it. It keeps the bytes of files as they are, and nobody changes them
/// until the whole is made.
public final class Multipart {
  private final String boundary;
  private final List<byte[]> pieces = new ArrayList<>();

  /// The boundary is one that nobody can write into a file beforehand.
  public Multipart(World world) {
    boundary = "nanobot-" + world.id();
  }

  /// The type that the body has as a header.
  public String contentType() {
    return "multipart/form-data; boundary=" + boundary;
  }

  /// Adds a field with a text.
  public Multipart field(String name, String value) {
    return add("name=\"" + escaped(name) + "\"", "", value.getBytes(UTF_8));
  }

  /// Adds a file; `type` is a media type.
  public Multipart file(String name, String fileName, String type, byte[] bytes) {
    return add(
        "name=\"" + escaped(name) + "\"; filename=\"" + escaped(fileName) + "\"",
        "Content-Type: " + type + "\r\n",
        bytes);
  }

  /// The whole body: large files are copied once, here.
  public byte[] bytes() {
    byte[] end = ("--" + boundary + "--\r\n").getBytes(UTF_8);
    int size = end.length + pieces.stream().mapToInt(piece -> piece.length).sum();
    var whole = ByteBuffer.allocate(size);
    pieces.forEach(whole::put);
    return whole.put(end).array();
  }

  private Multipart add(String disposition, String headers, byte[] content) {
    String head =
        "--" + boundary + "\r\nContent-Disposition: form-data; " + disposition + "\r\n" + headers;
    pieces.add((head + "\r\n").getBytes(UTF_8));
    pieces.add(content);
    pieces.add("\r\n".getBytes(UTF_8));
    return this;
  }

  private static String escaped(String name) {
    return name.replace("\"", "%22").replace("\r", "%0D").replace("\n", "%0A");
  }
}
