package dev.nanobot.channel;

import dev.nanobot.message.Attachment;
import dev.nanobot.message.Cursor;
import dev.nanobot.message.Inbound;
import dev.nanobot.message.Outbound;
import dev.nanobot.message.SessionKey;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A chat platform: it translates, and remembers nothing that must not be lost.
///
/// `name`, `listen` and `send` are what a platform needs; the rest has answers that are right for
/// a platform without limits and signs.
///
/// Shared: one thread listens, any number send, never two at once into the same chat.
public interface Channel {
  /// The endpoint of its sessions: `channel[@account]`.
  String name();

  /// Who may talk over it, and how: nobody, where it does not say.
  default Policy policy() {
    return Policy.NOBODY;
  }

  /// How long what was said in passing waits for more; empty when nothing waits.
  default Optional<Delay> delay() {
    return Optional.empty();
  }

  /// Waiting ends when nothing was said for `quiet`, or `longest` after the first.
  record Delay(Duration quiet, Duration longest) {}

  /// Connects, and listens until interrupted; it is called again, after a while, when it fails.
  ///
  /// What was heard is stored when `Intake` returns: acknowledge to the platform after that.
  ///
  /// @throws ConnectionLost when the platform cannot be listened to
  void listen(Intake intake) throws InterruptedException;

  /// The texts to say one after the other for one that is too long to be said at once: always the
  /// same for the same text. `Blocks` finds them.
  default List<String> parts(String text) {
    return List.of(text);
  }

  /// Says one message, or one of its parts; returns the platform's id of it, if it has one.
  ///
  /// Throws `NothingSent` when it was interrupted before it sent anything.
  ///
  /// @throws DeliveryException when the platform did not take it, saying whether to try again
  Optional<String> send(Outbound part) throws InterruptedException;

  /// Whether a message's buttons are shown as such; the text of one without names them.
  default boolean hasButtons() {
    return false;
  }

  /// Sends a file, whose name and size are those of the message's; returns as `send` does. A
  /// platform that takes none has its name said.
  ///
  /// @throws DeliveryException as `send` does
  default Optional<String> sendFile(Outbound message, Attachment file, byte[] bytes)
      throws InterruptedException {
    return send(message.part("[file " + file.about() + ": I cannot send files here]"));
  }

  /// Asks the platform something that nobody sees, after a message got no answer; returns whether
  /// it answers at all, be it that it refuses. Whoever has no such question says yes. Blocks for a
  /// few seconds.
  default boolean answers() throws InterruptedException {
    return true;
  }

  /// How long a sign is seen before it has to be shown again; zero when there are no signs.
  default Duration signLasts() {
    return Duration.ZERO;
  }

  /// Shows in a chat that it is being worked on. Lossy: what cannot be shown is not shown.
  default void show(SessionKey target) throws InterruptedException {}

  /// The file that an `Arrival` of this channel had, by its reference.
  default Arrival.File file(String reference) {
    throw new IllegalArgumentException(name() + " has no references of files");
  }

  /// How the platform calls, where it does.
  default Optional<Webhook> webhook() {
    return Optional.empty();
  }

  /// How far apart drafts are shown in a chat; zero when there are none.
  default Duration draftPause(SessionKey target) {
    return Duration.ZERO;
  }

  /// Shows what there is of an answer so far, in the place of what was shown before; whatever is
  /// said next in the chat takes its place. Lossy.
  default void draft(SessionKey target, String text) throws InterruptedException {}

  /// Whether drafts also say which tools run.
  default boolean showsTools() {
    return false;
  }

  /// Where a channel brings what it heard.
  interface Intake {
    /// Takes what somebody did, if they may; returns whether it was taken. The message is stored
    /// then, with its cursor; and anything that the sender sees may be done only then. What is
    /// refused because there is no room is not taken, and its sender is told by the gateway.
    ///
    /// Throws when it could not be stored: do not acknowledge, and do not go on to what follows.
    boolean hear(Arrival arrival) throws InterruptedException;

    /// Stores the message of a sender that somebody else vouches for; returns its id, the same for
    /// a repeat. Throws when it could not: do not acknowledge then.
    long accept(Inbound message);

    /// Whether something would be taken from who did it; nothing comes of asking.
    default boolean mayTalk(Arrival arrival) {
      return false;
    }

    /// The session in which a chat was offered buttons, by the platform's id of that message; empty
    /// where nothing is known of it.
    default Optional<SessionKey> offered(String chat, String platformId) {
      return Optional.empty();
    }

    /// How far the platform was listened to.
    Optional<String> cursor(String name);

    /// Moves a cursor over what holds no message.
    void passed(Cursor cursor);

    /// The control words that may be said, without their slash, and what each does.
    default Map<String, String> words() {
      return Map.of();
    }

    /// Takes a message back, by its arrival's id, if it still waits; a repeat changes nothing.
    default void recalled(String id) {}

    /// Lets in what has waited long enough, and fetches its files where that is left to do; returns
    /// how long until more of it is due.
    default Optional<Duration> release() throws InterruptedException {
      return Optional.empty();
    }

    /// The platform answers. For the listening thread.
    void connected();
  }
}
