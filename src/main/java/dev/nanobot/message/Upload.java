package dev.nanobot.message;

import java.util.Optional;

/// A file as somebody sends it, measured and named by its bytes.
///
/// Immutable, as long as nobody changes the bytes.
public final class Upload {
  /// The largest file, in bytes: 20 MB.
  public static final int BYTES_MAX = 20 * 1024 * 1024;

  /// The largest image, in pixels: whoever decodes it needs a multiple of that in memory.
  public static final long PIXELS_MAX = 50_000_000;

  /// A name is cut to this many characters.
  public static final int NAME_CHARS_MAX = 200;

  private static final String NAMELESS = "file";

  private final String name;
  private final FileType type;
  private final byte[] bytes;

  private Upload(String name, FileType type, byte[] bytes) {
    this.name = name;
    this.type = type;
    this.bytes = bytes;
  }

  /// `name` is the sender's, and cleaned; `bytes` belong to the upload from now on.
  ///
  /// @throws IllegalArgumentException with the rule that the file breaks, as a sentence for people
  public static Upload of(String name, byte[] bytes) {
    if (bytes.length > BYTES_MAX) {
      throw new IllegalArgumentException(
          "A file has at most %,d bytes, not %,d.".formatted(BYTES_MAX, bytes.length));
    }
    FileType type = FileType.of(bytes);
    Optional<ImageSize> image = ImageSize.of(type, bytes);
    if (image.isPresent() && image.get().pixels() > PIXELS_MAX) {
      throw new IllegalArgumentException(
          "An image has at most %,d pixels, not %,d.".formatted(PIXELS_MAX, image.get().pixels()));
    }
    return new Upload(cleaned(name), type, bytes);
  }

  /// The last part of a path, without what moves or hides other characters.
  public static String cleaned(String name) {
    String last = name.substring(Math.max(name.lastIndexOf('/'), name.lastIndexOf('\\')) + 1);
    var clean = new StringBuilder();
    last.codePoints()
        .filter(Upload::isVisible)
        .limit(NAME_CHARS_MAX)
        .forEach(clean::appendCodePoint);
    String stripped = clean.toString().strip();
    return stripped.isEmpty() ? NAMELESS : stripped;
  }

  private static boolean isVisible(int c) {
    return switch (Character.getType(c)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.UNASSIGNED,
          Character.PRIVATE_USE,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          false;
      default -> true;
    };
  }

  public String name() {
    return name;
  }

  public FileType type() {
    return type;
  }

  public int size() {
    return bytes.length;
  }

  /// Not a copy.
  public byte[] bytes() {
    return bytes;
  }
}
