package dev.nanobot.web;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.nanobot.message.Secret;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.HexFormat;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The token that opens the gateway, in a file that its owner may replace at any time: it is read
/// for each request.
///
/// Shared: immutable.
public record OwnerToken(Path file) {
  private static final Logger log = LoggerFactory.getLogger(OwnerToken.class);

  /// A shorter one opens nothing.
  public static final int CHARS_MIN = 24;

  private static final int CHARS_MAX = 512;
  private static final Duration AGAIN = Duration.ofSeconds(1);
  private static final int FILE_BYTES_MAX = 2 * CHARS_MAX; // an end of line and more

  /// The token; none when there is no such file, or it holds nothing that may be one.
  ///
  /// @throws IOException when the file cannot be read now, which says nothing of what it holds
  public Secret read() throws IOException {
    try {
      // What is no file, a pipe for one, may keep whoever reads it waiting.
      var facts = Files.readAttributes(file, BasicFileAttributes.class);
      if (!facts.isRegularFile() || facts.size() > FILE_BYTES_MAX) return Secret.NONE;
      String token = new String(Files.readAllBytes(file), UTF_8).strip();
      return isUsable(token) ? new Secret(token) : Secret.NONE;
    } catch (NoSuchFileException e) {
      return Secret.NONE;
    }
  }

  /// The same, or `instead` when it cannot be read now.
  public Secret read(Secret instead) {
    try {
      return read();
    } catch (IOException e) {
      log.warn("the gateway's token cannot be read: {}", e.toString());
      return instead;
    }
  }

  /// The token for a request that it may let in.
  ///
  /// @throws Rejected when it cannot be read now: nobody can be told whether theirs is wrong
  Secret current() {
    try {
      return read();
    } catch (IOException e) {
      log.warn("the gateway's token cannot be read: {}", e.toString());
      throw Rejected.later(
          503, "token_unreadable", AGAIN, "The gateway cannot read its token: its log says why.");
    }
  }

  /// Whether a text is long enough, and plain.
  public static boolean isUsable(String token) {
    return token.length() >= CHARS_MIN
        && token.length() <= CHARS_MAX
        && token.chars().allMatch(c -> c > ' ' && c < 0x7f);
  }

  /// What only who knows the token can make of a text: it ends with the token.
  public static String seal(Secret token, String text) {
    byte[] seal = Hmac.sha256(token.reveal().getBytes(UTF_8), text.getBytes(UTF_8));
    return HexFormat.of().formatHex(seal);
  }

  /// Whether `presented` is `token`, as it was read. Takes as long wherever they differ.
  static boolean isSame(Secret token, String presented) {
    return !token.isEmpty() && isUsable(presented) && Hmac.isSame(token.reveal(), presented);
  }
}
