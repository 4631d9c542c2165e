package dev.nanobot.tool;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;

/// The text of a file, and its lines.
final class Text {
  private Text() {}

  static String decode(byte[] bytes) {
    try {
      String text = UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      if (text.indexOf('\0') < 0) return text;
    } catch (CharacterCodingException e) {
      throw new ToolException("it is not UTF-8 text (" + bytes.length + " bytes)", e);
    }
    throw new ToolException("it is a binary file (" + bytes.length + " bytes)");
  }

  /// How many lines there are; a last one needs no line feed.
  static int lines(String text) {
    int feeds = (int) text.chars().filter(c -> c == '\n').count();
    return text.isEmpty() || text.endsWith("\n") ? feeds : feeds + 1;
  }

  /// Where line `number`, from 1, starts; the length of the text when there is none.
  static int lineStart(String text, int number) {
    return lineStart(text, 0, number);
  }

  /// The same, counting from the line that starts at `from`.
  static int lineStart(String text, int from, int number) {
    int at = from;
    for (int line = 1; line < number && at < text.length(); line++) {
      int feed = text.indexOf('\n', at);
      at = feed < 0 ? text.length() : feed + 1;
    }
    return at;
  }
}
