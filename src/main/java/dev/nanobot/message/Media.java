package dev.nanobot.message;

import java.util.Optional;

/// Where the bytes of attachments are.
///
/// Shared: `bytes` may be called from any thread, and blocks for as long as a read takes.
@FunctionalInterface
public interface Media {
  /// Nothing is anywhere.
  Media NONE = id -> Optional.empty();

  /// The bytes of an attachment; empty when it is gone.
  Optional<byte[]> bytes(String id);
}
