package dev.nanobot.store;

/// A file cannot be kept, or a message cannot have it. Nothing happened; the message is a sentence
/// for its sender, and says nothing about the files of others.
public final class AttachmentRefused extends RuntimeException {
  AttachmentRefused(String sentence) {
    super(sentence);
  }
}
