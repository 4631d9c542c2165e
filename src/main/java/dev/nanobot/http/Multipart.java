package dev.nanobot.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.nanobot.world.World;
import java.io.ByteArrayOutputStream;

/// A body of fields and files: `multipart/form-data`, RFC 7578 with names escaped as the WHATWG's
/// "Multipart form data" does, read 2026-11-28.
///
/// Owned by whoever fills it.
public final class Multipart {
  private final String boundary;
  private final ByteArrayOutputStream body = new ByteArrayOutputStream();

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
    begin("name=\"" + escaped(name) + "\"", "");
    body.writeBytes(value.getBytes(UTF_8));
    return end();
  }

  /// Adds a file; `type` is a media type.
  public Multipart file(String name, String fileName, String type, byte[] bytes) {
    begin(
        "name=\"" + escaped(name) + "\"; filename=\"" + escaped(fileName) + "\"",
        "Content-Type: " + type + "\r\n");
    body.writeBytes(bytes);
    return end();
  }

  /// The whole body.
  public byte[] bytes() {
    var whole = new ByteArrayOutputStream(body.size() + boundary.length() + 6);
    whole.writeBytes(body.toByteArray());
    whole.writeBytes(("--" + boundary + "--\r\n").getBytes(UTF_8));
    return whole.toByteArray();
  }

  private void begin(String disposition, String headers) {
    String head =
        "--" + boundary + "\r\nContent-Disposition: form-data; " + disposition + "\r\n" + headers;
    body.writeBytes((head + "\r\n").getBytes(UTF_8));
  }

  private Multipart end() {
    body.writeBytes("\r\n".getBytes(UTF_8));
    return this;
  }

  private static String escaped(String name) {
    return name.replace("\"", "%22").replace("\r", "%0D").replace("\n", "%0A");
  }
}
