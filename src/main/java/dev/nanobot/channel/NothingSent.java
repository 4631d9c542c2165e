package dev.nanobot.channel;

/// An interrupt that came before anything of a message was sent: it is tried again as it is.
public final class NothingSent extends InterruptedException {
  /// Something that is waited for before a message is sent.
  @FunctionalInterface
  interface Wait {
    void end() throws InterruptedException;
  }

  /// Waits before anything is sent.
  static void during(Wait wait) throws NothingSent {
    try {
      wait.end();
    } catch (InterruptedException e) {
      var nothing = new NothingSent();
      nothing.initCause(e);
      throw nothing;
    }
  }
}
