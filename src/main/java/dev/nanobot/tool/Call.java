package dev.nanobot.tool;

import dev.nanobot.message.Asker;
import dev.nanobot.message.Principal;
import dev.nanobot.message.SessionKey;
import dev.nanobot.message.Trust;
import java.util.Optional;

/// Who is asking, for one run of one tool.
///
/// `key` is the same when the same call runs again after a crash: idempotent tools pass it on.
public record Call(SessionKey session, Asker asker, String key, Seen seen) {
  public Principal principal() {
    return asker.principal();
  }

  public Trust trust() {
    return asker.trust();
  }

  /// What the session knows of files.
  @FunctionalInterface
  public interface Seen {
    /// The version of the file at `path` that this session last read or wrote.
    Optional<String> version(String path);
  }
}
