package dev.nanobot.bench;

import dev.nanobot.gateway.Intake;
import dev.nanobot.message.Inbound;
import dev.nanobot.message.Principal;
import dev.nanobot.message.SessionKey;
import dev.nanobot.message.Trust;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/// Somebody in a chat who says the next thing when the answer to the last one is there.
///
/// One thread talks; the channel's threads call `hear`.
final class Talker {
  private static final long ANSWER_SECONDS_MAX = 60;

  private final Intake intake;
  private final SessionKey session;
  private final Semaphore heard = new Semaphore(0);
  private volatile long heardAt;
  private int said;

  Talker(Intake intake, SessionKey session) {
    this.intake = intake;
    this.session = session;
  }

  /// Says something; returns the nanoseconds from there to the answer's arrival at the channel.
  long talk() throws InterruptedException {
    String id = session.chat() + "/" + said++;
    long start = System.nanoTime();
    intake.accept(new Inbound(session.channel(), id, session,
        new Principal("bench:" + session.chat()), Trust.ALLOWED, "hello " + said));
    if (!heard.tryAcquire(ANSWER_SECONDS_MAX, TimeUnit.SECONDS)) {
      throw new IllegalStateException("each message is answered, also in " + session);
    }
    return heardAt - start;
  }

  void hear() {
    heardAt = System.nanoTime();
    heard.release();
  }
}
