package dev.nanobot.page;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/// The files of the page, packed, under one version: any change of any file changes it, so a
/// browser may keep what it has under a version forever.
///
/// Shared: immutable.
final class Assets {
  /// The page itself; it names its files by `VERSION_MARK`.
  static final String INDEX = "index.html";

  /// Stands in the page for the version.
  static final String VERSION_MARK = "{version}";

  /// The icons, as one file of symbols.
  static final String ICONS = "icons.svg";

  private static final String OWN = "files.txt";
  private static final String LIBRARIES = "libraries.txt";
  private static final String LIBRARY_FOLDER = "lib/META-INF/resources/webjars/";
  private static final int VERSION_CHARS = 16;

  private final String version;
  private final Map<String, Packed> files;

  private Assets(String version, Map<String, Packed> files) {
    this.version = version;
    this.files = Map.copyOf(files);
  }

  /// A file with its type, compressed.
  @SuppressWarnings("ArrayRecordComponent") // not changed any more
  record Packed(String type, byte[] gzip) {
    byte[] bytes() {
      try (var in = new GZIPInputStream(new ByteArrayInputStream(gzip))) {
        return in.readAllBytes();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  /// A library's file, as the build brings it: where it is, and the SHA-256 of what it has.
  record Library(String sha256, String path) {
    /// The same without the library's version: what pages name it by.
    String name() {
      return "lib/" + path.replaceFirst("/[^/]+/", "/");
    }

    String resource() {
      return LIBRARY_FOLDER + path;
    }
  }

  /// Held by a class of its own, so that only a gateway that somebody opens in a browser has it.
  private static final class Loaded {
    static final Assets ASSETS = load();
  }

  static Assets assets() {
    return Loaded.ASSETS;
  }

  String version() {
    return version;
  }

  Optional<Packed> file(String name) {
    return Optional.ofNullable(files.get(name));
  }

  /// The names of the page's own files.
  static List<String> own() {
    return lines(OWN);
  }

  static List<Library> libraries() {
    List<Library> libraries = new ArrayList<>();
    for (String line : lines(LIBRARIES)) {
      String[] parts = line.split("  ", 2);
      libraries.add(new Library(parts[0], parts[1]));
    }
    return libraries;
  }

  private static Assets load() {
    Map<String, byte[]> all = new TreeMap<>();
    for (String name : own()) all.put(name, read(name));
    Map<String, byte[]> icons = new TreeMap<>();
    for (Library library : libraries()) {
      byte[] bytes = read(library.resource());
      if (library.name().endsWith(".svg")) icons.put(library.name(), bytes);
      else all.put(library.name(), bytes);
    }
    all.put(ICONS, Icons.sprite(icons));
    String version = version(all);
    byte[] index = required(all, INDEX);
    all.put(INDEX, new String(index, UTF_8).replace(VERSION_MARK, version).getBytes(UTF_8));
    Map<String, Packed> files = new TreeMap<>();
    all.forEach((name, bytes) -> files.put(name, new Packed(type(name), gzip(bytes))));
    return new Assets(version, files);
  }

  private static byte[] required(Map<String, byte[]> all, String name) {
    byte[] bytes = all.get(name);
    if (bytes == null) throw new IllegalStateException(OWN + " lists " + name);
    return bytes;
  }

  private static String version(Map<String, byte[]> all) {
    MessageDigest digest = sha256();
    all.forEach(
        (name, bytes) -> {
          digest.update(name.getBytes(UTF_8));
          digest.update(bytes);
        });
    return HexFormat.of().formatHex(digest.digest()).substring(0, VERSION_CHARS);
  }

  static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  private static List<String> lines(String resource) {
    return new String(read(resource), UTF_8).lines().toList();
  }

  static byte[] read(String resource) {
    try (InputStream in = Assets.class.getResourceAsStream(resource)) {
      if (in == null) throw new IllegalStateException("the build brings " + resource);
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static byte[] gzip(byte[] bytes) {
    var packed = new ByteArrayOutputStream();
    try (var out = new GZIPOutputStream(packed)) {
      out.write(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return packed.toByteArray();
  }

  private static String type(String name) {
    return switch (name.substring(name.lastIndexOf('.') + 1)) {
      case "html" -> "text/html; charset=utf-8";
      case "js" -> "text/javascript; charset=utf-8";
      case "css" -> "text/css; charset=utf-8";
      case "svg" -> "image/svg+xml";
      default -> "text/plain; charset=utf-8";
    };
  }
}
