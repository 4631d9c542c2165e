package dev.nanobot.channel;

import dev.nanobot.world.Cell;
import dev.nanobot.world.World;
import jakarta.mail.MessagingException;
import java.time.Duration;
import java.util.Optional;
import org.eclipse.angus.mail.iap.ProtocolException;
import org.eclipse.angus.mail.iap.Response;
import org.eclipse.angus.mail.iap.ResponseHandler;
import org.eclipse.angus.mail.imap.IMAPFolder;
import org.eclipse.angus.mail.imap.protocol.IMAPProtocol;
import org.eclipse.angus.mail.imap.protocol.IMAPResponse;

/// Hears from the server that mails have come: with the answer to anything, or while it waits by
/// IDLE. The library's own waiting goes on when it is told right before it begins.
///
/// Owned by the thread that opened the folder; another one ends the waiting, and the cell tells
/// which of them did.
final class MailNews implements ResponseHandler {
  private final IMAPFolder folder;
  private final boolean tells;
  private int count;
  private boolean hasNews;

  MailNews(IMAPFolder folder) throws MessagingException {
    this.folder = folder;
    this.count = folder.getMessageCount();
    this.tells = (boolean) folder.doCommand(this::listen);
  }

  private boolean listen(IMAPProtocol protocol) throws ProtocolException {
    protocol.addResponseHandler(this);
    return protocol.hasCapability("IDLE");
  }

  @Override
  public void handleResponse(Response response) {
    if (!(response instanceof IMAPResponse told)) return;
    if (told.keyEquals("EXPUNGE")) count--;
    if (!told.keyEquals("EXISTS") || told.getNumber() == count) return;
    count = told.getNumber();
    hasNews = true;
  }

  /// What was told is looked at from now on.
  void forget() {
    hasNews = false;
  }

  /// Waits until something was told since it was forgotten, at most `longest`.
  void await(World world, Duration longest) throws MessagingException, InterruptedException {
    if (hasNews) return;
    if (tells) {
      folder.doCommand(protocol -> idle(protocol, world, longest));
      if (Thread.interrupted()) throw new InterruptedException();
    } else {
      world.sleep(longest);
    }
  }

  private Object idle(IMAPProtocol protocol, World world, Duration longest)
      throws ProtocolException {
    var isEnded = new Cell<>(false);
    protocol.idleStart();
    Thread waker = world.start("mailbox waker", () -> wake(protocol, isEnded, world, longest));
    try {
      do {
        if (hasNews) end(protocol, isEnded);
      } while (protocol.processIdleResponse(protocol.readIdleResponse()));
    } finally {
      waker.interrupt();
    }
    return true;
  }

  private static void wake(
      IMAPProtocol protocol, Cell<Boolean> isEnded, World world, Duration longest) {
    try {
      world.sleep(longest);
      end(protocol, isEnded);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // It woke by itself.
    }
  }

  /// Ends the waiting once: to say it after that would be no command. Who waits learns of it, too,
  /// when it cannot be said.
  private static void end(IMAPProtocol protocol, Cell<Boolean> isEnded) {
    if (!isEnded.updateIf(ended -> ended ? Optional.empty() : Optional.of(true))) return;
    protocol.idleAbort();
  }
}
