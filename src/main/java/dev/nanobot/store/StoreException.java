package dev.nanobot.store;

import org.jspecify.annotations.Nullable;

/// The store itself failed: nothing of the transaction happened. The message is one sentence that
/// says what to do.
public final class StoreException extends RuntimeException {
  public StoreException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
