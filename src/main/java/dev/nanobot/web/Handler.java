package dev.nanobot.web;

/// What answers requests. Called on a thread of the request's own, so it may block.
///
/// Shared: many requests at a time.
@FunctionalInterface
public interface Handler {
  Response answer(Request request) throws InterruptedException;
}
