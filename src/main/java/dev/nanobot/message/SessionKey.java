package dev.nanobot.message;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.HexFormat;

/// Names one conversation: `channel[@account]:chat[:thread]`, for example `cli:direct` or
/// `telegram@work:42:7`. All work of one key happens in order.
///
/// `account` and `thread` may be empty. Every component is percent-encoded in `value()`, so that no
/// two keys look alike. A key is built on the server from fields the platform vouches for.
public record SessionKey(String channel, String account, String chat, String thread) {
  /// The channel of browsers.
  public static final String WEB = "web";

  /// The channel of programs that call the API.
  public static final String API = "api";

  /// The longest component, in characters before encoding.
  public static final int COMPONENT_CHARS_MAX = 512;

  public SessionKey {
    if (channel.isEmpty() || chat.isEmpty()) {
      throw new IllegalArgumentException("a session key has a channel and a chat");
    }
    check(channel);
    check(account);
    check(chat);
    check(thread);
  }

  /// The key of a chat that has neither account nor thread.
  public static SessionKey of(String channel, String chat) {
    return new SessionKey(channel, "", chat, "");
  }

  /// Reads what `value()` wrote.
  ///
  /// @throws IllegalArgumentException when `value` is not the encoding of a key
  public static SessionKey parse(String value) {
    String[] parts = value.split(":", -1);
    if (parts.length < 2 || parts.length > 3 || (parts.length == 3 && parts[2].isEmpty())) {
      throw new IllegalArgumentException(
          "a session is written channel[@account]:chat[:thread], not \"" + value + "\"");
    }
    String[] door = parts[0].split("@", 2);
    var key =
        new SessionKey(
            decode(door[0]),
            door.length == 2 ? decode(door[1]) : "",
            decode(parts[1]),
            parts.length == 3 ? decode(parts[2]) : "");
    if (!key.value().equals(value)) {
      throw new IllegalArgumentException("a session is written \"" + key.value() + "\"");
    }
    return key;
  }

  public String value() {
    String chatAndThread = thread.isEmpty() ? encode(chat) : encode(chat) + ":" + encode(thread);
    return endpoint() + ":" + chatAndThread;
  }

  /// The channel account this conversation is held on: `channel[@account]`.
  public String endpoint() {
    return account.isEmpty() ? encode(channel) : encode(channel) + "@" + encode(account);
  }

  /// Whether whoever is in this chat comes and reads: what is said to it has arrived once it is
  /// written, and no courier carries it.
  public boolean isPulled() {
    return channel.equals(WEB) || channel.equals(API);
  }

  @Override
  public String toString() {
    return value();
  }

  private static void check(String component) {
    if (component.length() > COMPONENT_CHARS_MAX) {
      throw new IllegalArgumentException(
          "a session key's component has at most " + COMPONENT_CHARS_MAX + " characters");
    }
  }

  private static String encode(String component) {
    var encoded = new StringBuilder(component.length());
    for (byte b : bytes(component)) {
      if (isPlain(b)) encoded.append((char) b);
      else encoded.append('%').append(HexFormat.of().withUpperCase().toHexDigits(b));
    }
    return encoded.toString();
  }

  private static byte[] bytes(String component) {
    try {
      var buffer = UTF_8.newEncoder().encode(CharBuffer.wrap(component));
      byte[] bytes = new byte[buffer.remaining()];
      buffer.get(bytes);
      return bytes;
    } catch (CharacterCodingException e) {
      throw new IllegalArgumentException("a session key is well-formed Unicode", e);
    }
  }

  private static String decode(String encoded) {
    var bytes = new ByteArrayOutputStream();
    for (int i = 0; i < encoded.length(); i++) {
      char c = encoded.charAt(i);
      if (c != '%') bytes.write(c);
      else {
        bytes.write(HexFormat.fromHexDigits(encoded, i + 1, Math.min(i + 3, encoded.length())));
        i += 2;
      }
    }
    return bytes.toString(UTF_8);
  }

  private static boolean isPlain(byte b) {
    return (b >= 'a' && b <= 'z')
        || (b >= 'A' && b <= 'Z')
        || (b >= '0' && b <= '9')
        || b == '-'
        || b == '_'
        || b == '.';
  }
}
