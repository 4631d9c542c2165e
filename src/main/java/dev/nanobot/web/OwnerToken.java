package dev.nanobot.web;

import dev.nanobot.message.Secret;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
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
  private static final int FILE_BYTES_MAX = 2 * CHARS_MAX; // an end of line and more

  /// The token; none when there is no such file, or it holds nothing that may be one.
  public Secret read() {
    try {
      // What is no file, a pipe for one, may keep whoever reads it waiting.
      if (!Files.isRegularFile(file) || Files.size(file) > FILE_BYTES_MAX) return Secret.NONE;
      String token = Files.readString(file).strip();
      return isUsable(token) ? new Secret(token) : Secret.NONE;
    } catch (NoSuchFileException e) {
      return Secret.NONE;
    } catch (IOException e) {
      log.warn("the gateway's token cannot be read: {}", e.toString());
      return Secret.NONE;
    }
  }

  /// Whether a text is long enough, and plain.
  public static boolean isUsable(String token) {
    return token.length() >= CHARS_MIN
        && token.length() <= CHARS_MAX
        && token.chars().allMatch(c -> c > ' ' && c < 0x7f);
  }

  /// Whether there is one.
  public boolean isUsable() {
    return !read().isEmpty();
  }

  /// Whether `presented` is `token`, as it was read. Takes as long wherever they differ.
  static boolean isSame(Secret token, String presented) {
    return !token.isEmpty() && isUsable(presented) && Hmac.isSame(token.reveal(), presented);
  }
}
