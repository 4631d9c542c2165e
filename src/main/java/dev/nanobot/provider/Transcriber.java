package dev.nanobot.provider;

/// Somebody who writes down what is spoken.
///
/// Shared: any thread may ask.
@FunctionalInterface
public interface Transcriber {
  /// What is said in a recording; empty for nothing. `name` ends as files of its `type` do. Blocks;
  /// interruptible.
  ///
  /// @throws ProviderException when nobody could say
  String text(String name, String type, byte[] bytes) throws InterruptedException;
}
