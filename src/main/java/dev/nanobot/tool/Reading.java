package dev.nanobot.tool;

/// What callers may read, as bytes: for tools whose effect lives elsewhere.
///
/// Shared: any thread may read.
@FunctionalInterface
public interface Reading {
  /// The content of a regular file at `path`, as a model wrote it.
  ///
  /// @throws ToolException saying what is wrong with the path; also for more than `bytesMax`
  byte[] bytes(String path, Call call, int bytesMax);
}
