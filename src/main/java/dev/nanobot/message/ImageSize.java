package dev.nanobot.message;

import java.util.Optional;

/// How large an image is, by its head alone: nothing is decoded.
///
/// Sources: PNG 11.2.1 (IHDR), JPEG T.81 B.2.2 (frame header), GIF89a 18 (logical screen), WebP
/// RFC 9649 2.5 to 2.7, read 2026-11-28.
record ImageSize(int width, int height) {
  static Optional<ImageSize> of(FileType type, byte[] bytes) {
    var head = new Head(bytes);
    try {
      ImageSize size =
          switch (type) {
            case PNG -> head.png();
            case JPEG -> head.jpeg();
            case GIF -> new ImageSize(head.little(6, 2), head.little(8, 2));
            case WEBP -> head.webp();
            case PDF, OGG, MP3, M4A, MP4, ZIP, TEXT, OTHER -> NONE;
          };
      return size.width > 0 && size.height > 0 ? Optional.of(size) : Optional.empty();
    } catch (ArrayIndexOutOfBoundsException e) {
      return Optional.empty(); // The head is not whole.
    }
  }

  private static final ImageSize NONE = new ImageSize(0, 0);

  long pixels() {
    return (long) width * height;
  }

  /// The beginning of a file. Reading behind its end throws.
  private record Head(byte[] bytes) {
    ImageSize png() {
      return FileType.has(bytes, 12, "IHDR") ? new ImageSize(big(16, 4), big(20, 4)) : NONE;
    }

    ImageSize webp() {
      if (FileType.has(bytes, 12, "VP8 ") && FileType.has(bytes, 23, "\u009d\u0001\u002a")) {
        return new ImageSize(little(26, 2) & 0x3fff, little(28, 2) & 0x3fff);
      }
      if (FileType.has(bytes, 12, "VP8L") && FileType.has(bytes, 20, "\u002f")) {
        int packed = little(21, 4);
        return new ImageSize((packed & 0x3fff) + 1, (packed >>> 14 & 0x3fff) + 1);
      }
      if (FileType.has(bytes, 12, "VP8X")) {
        return new ImageSize(little(24, 3) + 1, little(27, 3) + 1);
      }
      return NONE;
    }

    /// Goes from segment to segment up to the frame's header.
    ImageSize jpeg() {
      int at = 2;
      while (true) {
        if (big(at, 1) != 0xff) return NONE;
        int marker = big(at + 1, 1);
        if (marker == 0xff) at++; // A fill byte.
        else if (marker == 0x01 || marker >= 0xd0 && marker <= 0xd7) at += 2; // Without a length.
        else if (isFrame(marker)) return new ImageSize(big(at + 7, 2), big(at + 5, 2));
        else if (marker == 0xd9 || marker == 0xda || big(at + 2, 2) < 2) return NONE;
        else at += 2 + big(at + 2, 2);
      }
    }

    private static boolean isFrame(int marker) {
      return marker >= 0xc0 && marker <= 0xcf && marker != 0xc4 && marker != 0xc8 && marker != 0xcc;
    }

    int big(int at, int count) {
      int number = 0;
      for (int i = 0; i < count; i++) number = number << 8 | bytes[at + i] & 0xff;
      return number;
    }

    int little(int at, int count) {
      int number = 0;
      for (int i = count - 1; i >= 0; i--) number = number << 8 | bytes[at + i] & 0xff;
      return number;
    }
  }
}
