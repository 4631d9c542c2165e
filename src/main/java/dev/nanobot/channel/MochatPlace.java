package dev.nanobot.channel;

import java.time.Duration;

/// A chat of Mochat and what is being done about it.
///
/// Owned by the thread that listens.
final class MochatPlace {
  final MochatChat chat;

  /// What it holds was said before the agent listened.
  boolean isCold;

  /// A question about it is under way.
  boolean isAsked;

  /// The socket tells what happens there, once it was asked to.
  boolean isPushed;

  /// The socket told that something happened there.
  boolean isTouched;

  private long askedAt;
  private long askAt;

  MochatPlace(MochatChat chat, boolean isCold, long now) {
    this.chat = chat;
    this.isCold = isCold;
    this.askedAt = now;
    this.askAt = now;
  }

  /// Whether it is to be asked about, now or later.
  boolean isToAsk() {
    return !isAsked && (isCold || isTouched || !isPushed);
  }

  long askAt() {
    return askAt;
  }

  void asked(long now, Duration next) {
    isAsked = false;
    askedAt = now;
    askAt = now + next.toNanos();
  }

  /// It is asked about soon, and only once for what happens shortly after.
  void touch(long now, Duration gap) {
    isTouched = true;
    long soon = Math.max(now, askedAt + gap.toNanos());
    if (soon - askAt < 0 || isPushed) askAt = soon;
  }
}
