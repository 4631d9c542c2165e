package dev.nanobot.web;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.HexFormat;
import java.util.Optional;

/// Percent-encoded text of paths and queries (RFC 3986, section 2.1).
final class Query {
  private Query() {}

  /// The first value of a name in a query; `+` is a space there.
  static Optional<String> first(String query, String name) {
    for (String pair : query.split("&")) {
      int equals = pair.indexOf('=');
      String key = equals < 0 ? pair : pair.substring(0, equals);
      String value = equals < 0 ? "" : pair.substring(equals + 1);
      if (decoded(key.replace('+', ' ')).equals(name)) {
        return Optional.of(decoded(value.replace('+', ' ')));
      }
    }
    return Optional.empty();
  }

  /// @throws Rejected when it is not the encoding of a text
  static String decoded(String encoded) {
    if (encoded.indexOf('%') < 0) return encoded;
    var bytes = new ByteArrayOutputStream(encoded.length());
    for (int i = 0; i < encoded.length(); i++) {
      if (encoded.charAt(i) != '%') {
        bytes.writeBytes(encoded.substring(i, i + 1).getBytes(UTF_8));
        continue;
      }
      if (i + 2 >= encoded.length() || !isHex(encoded, i + 1) || !isHex(encoded, i + 2)) {
        throw wrong();
      }
      bytes.write(HexFormat.fromHexDigits(encoded, i + 1, i + 3));
      i += 2;
    }
    try {
      return UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes.toByteArray())).toString();
    } catch (CharacterCodingException e) {
      throw wrong();
    }
  }

  private static boolean isHex(String text, int at) {
    return HexFormat.isHexDigit(text.charAt(at));
  }

  private static Rejected wrong() {
    return new Rejected(400, "bad_address", "The address is not percent-encoded UTF-8.");
  }
}
