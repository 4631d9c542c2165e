package dev.nanobot.message;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.util.Set;

/// What a file is, by its bytes: nobody is believed about it.
///
/// Sources: the signatures of PNG (W3C, third edition, 5.2), JPEG (T.81, B.1), GIF89a, WebP (RFC
/// 9649), PDF (ISO 32000, 7.5.2), Ogg (RFC 3533), MPEG audio (ISO 11172-3, 2.4.1.3), MP4 (ISO
/// 14496-12, 4.3) and ZIP (APPNOTE 4.3.7), read 2026-11-28.
public enum FileType {
  PNG("image/png", "png"),
  JPEG("image/jpeg", "jpg"),
  GIF("image/gif", "gif"),
  WEBP("image/webp", "webp"),
  PDF("application/pdf", "pdf"),
  OGG("audio/ogg", "ogg"),
  MP3("audio/mpeg", "mp3"),
  M4A("audio/mp4", "m4a"),
  MP4("video/mp4", "mp4"),
  ZIP("application/zip", "zip"),
  /// UTF-8 without control characters.
  TEXT("text/plain", "txt"),
  OTHER("application/octet-stream", "bin");

  /// What begins like MP4 and is none.
  private static final int PIECE_CHARS = 8 * 1024;

  private static final Set<String> OTHER_BRANDS =
      Set.of("heic", "heix", "hevc", "mif1", "msf1", "avif", "avis", "qt  ");

  private final String mediaType;
  private final String extension;

  FileType(String mediaType, String extension) {
    this.mediaType = mediaType;
    this.extension = extension;
  }

  public String mediaType() {
    return mediaType;
  }

  /// How names of such files end, without the dot.
  public String extension() {
    return extension;
  }

  /// Whether models may be shown it.
  public boolean isImage() {
    return this == PNG || this == JPEG || this == GIF || this == WEBP;
  }

  static FileType named(String mediaType) {
    for (FileType type : values()) if (type.mediaType.equals(mediaType)) return type;
    return OTHER;
  }

  /// What begins like an image and does not tell its size is none.
  static FileType of(byte[] bytes) {
    FileType type = bySignature(bytes);
    boolean isBroken = type.isImage() && ImageSize.of(type, bytes).isEmpty();
    return isBroken ? OTHER : type;
  }

  private static FileType bySignature(byte[] bytes) {
    if (has(bytes, 0, "\u0089PNG\r\n\u001a\n")) return PNG;
    if (has(bytes, 0, "\u00ff\u00d8\u00ff")) return JPEG;
    if (has(bytes, 0, "GIF87a") || has(bytes, 0, "GIF89a")) return GIF;
    if (has(bytes, 0, "RIFF") && has(bytes, 8, "WEBP")) return WEBP;
    if (has(bytes, 0, "%PDF-")) return PDF;
    if (has(bytes, 0, "OggS")) return OGG;
    if (has(bytes, 0, "ID3") || isMpegAudio(bytes)) return MP3;
    if (has(bytes, 4, "ftypM4A ") || has(bytes, 4, "ftypM4B ")) return M4A;
    if (has(bytes, 4, "ftyp")) return isMp4(bytes) ? MP4 : OTHER;
    if (has(bytes, 0, "PK\u0003\u0004") || has(bytes, 0, "PK\u0005\u0006")) return ZIP;
    return isText(bytes) ? TEXT : OTHER;
  }

  /// Whether `signature` stands at `at`, a byte a character.
  static boolean has(byte[] bytes, int at, String signature) {
    if (bytes.length < at + signature.length()) return false;
    for (int i = 0; i < signature.length(); i++) {
      if ((bytes[at + i] & 0xff) != signature.charAt(i)) return false;
    }
    return true;
  }

  /// The head of a frame of layer III, with a known bit rate and sampling rate.
  private static boolean isMpegAudio(byte[] bytes) {
    if (bytes.length < 4 || bytes[0] != (byte) 0xff) return false;
    boolean isLayer3 = (bytes[1] & 0xe6) == 0xe2;
    boolean isKnown = (bytes[2] & 0xf0) != 0xf0 && (bytes[2] & 0x0c) != 0x0c;
    return isLayer3 && isKnown;
  }

  private static boolean isMp4(byte[] bytes) {
    return bytes.length >= 12 && !OTHER_BRANDS.contains(new String(bytes, 8, 4, ISO_8859_1));
  }

  private static boolean isText(byte[] bytes) {
    for (byte each : bytes) {
      boolean isControl = each >= 0 && each < ' ' || each == 0x7f;
      if (isControl && each != '\t' && each != '\n' && each != '\r' && each != '\f') return false;
    }
    return isUtf8(bytes);
  }

  /// Looks at a piece at a time: as characters, all would take several times the memory.
  private static boolean isUtf8(byte[] bytes) {
    CharsetDecoder decoder = UTF_8.newDecoder();
    var in = ByteBuffer.wrap(bytes);
    var piece = CharBuffer.allocate(PIECE_CHARS);
    CoderResult result;
    do {
      piece.clear();
      result = decoder.decode(in, piece, true);
    } while (result.isOverflow());
    return !result.isError();
  }
}
