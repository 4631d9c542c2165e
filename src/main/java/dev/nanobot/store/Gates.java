package dev.nanobot.store;

import dev.nanobot.message.Cursor;
import dev.nanobot.message.Inbound;
import dev.nanobot.message.Principal;
import dev.nanobot.message.SessionKey;
import dev.nanobot.message.Trust;
import dev.nanobot.store.Store.Receipt;
import dev.nanobot.store.Store.Refusal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// What the store keeps for channels: how far each has listened and how it is, and who may talk.
public interface Gates {
  /// How long a code is good, and how long a stranger who was noticed is not noticed again.
  Duration CODE_VALID = Duration.ofHours(1);

  /// How long a stranger who was denied gets no code.
  Duration DENIED = Duration.ofDays(30);

  /// The most codes that are good at a time, of one endpoint.
  int PENDING_MAX = 3;

  /// The most strangers of one endpoint that are remembered at a time; more are not noticed.
  int STRANGERS_MAX = 100;

  /// How many wrong codes an owner may name within `WRONG_CODES_TIME`.
  int WRONG_CODES_MAX = 5;

  Duration WRONG_CODES_TIME = Duration.ofMinutes(10);

  /// Why a message was refused of which there were too many in a time.
  String TOO_MANY = "too many";

  /// How long a piece of an album that was overheard waits for one that is heard: longer than a
  /// platform takes to bring that again after a process ended.
  Duration OVERHEARD = Duration.ofHours(1);

  /// The most pieces of a session that were overheard and wait; the oldest give way.
  int OVERHEARD_MAX = 32;

  // ---- how far it was listened

  Optional<String> cursor(String name);

  /// Moves a cursor where no message moves it.
  void pass(Cursor cursor);

  /// The message that a channel calls so.
  Optional<Long> find(String channel, String externalId);

  /// The session of a chat that was offered buttons with the message that its platform calls so.
  Optional<SessionKey> offered(String endpoint, String chat, String platformId);

  // ---- what waits before the inbox

  /// Keeps a message that waits until `quiet` has passed without another of its session, at most
  /// until `longest` after the first; false for a repeat. Its cursor moves in any case. Its files
  /// wait with it. `album` names what it is a piece of, and is empty otherwise; what was overheard
  /// of it is heard now.
  ///
  /// @throws AttachmentRefused when it cannot have its files: it does not wait then
  boolean hold(Inbound message, String album, Duration quiet, Duration longest);

  /// Keeps a piece of an album that is heard only with another one, by what its channel calls its
  /// `files`. Where one was or is held, it waits as `hold` has it; else it is as if it were not
  /// there, and is forgotten after `OVERHEARD`. False for a repeat, and for what is not heard yet.
  boolean overhear(
      Inbound message, String album, List<String> files, Duration quiet, Duration longest);

  /// What is due of a channel and has files that are to be fetched.
  List<Unfetched> unfetched(String channel);

  /// Gives what waits the text and the files of `message`, once.
  ///
  /// @throws AttachmentRefused when it cannot have its files
  void fetched(long id, Inbound message);

  /// Lets what waits for a session wait until `quiet` from now, at most until `longest` after the
  /// first: more of it is on its way.
  void postpone(SessionKey session, Duration quiet, Duration longest);

  /// Whether something waits for a session.
  boolean holds(SessionKey session);

  /// Forgets what waits; false when it does not wait.
  boolean drop(String channel, String externalId);

  /// How long until something of a channel is due; empty when nothing waits.
  Optional<Duration> untilDue(String channel);

  /// Puts what is due into the inbox, in its order, as `Store.post`; nothing of a session while
  /// something of it is unfetched.
  List<Released> release(String channel, int waitingMax, Refusal whenFull);

  // ---- how channels are

  /// Notes how a channel is, when that has changed.
  void note(Station station);

  /// All that were ever noted, by their endpoints.
  List<Station> stations();

  // ---- who may talk

  /// What somebody may, if they were let in.
  Optional<Trust> trust(Principal principal);

  /// How much a principal has said since then.
  Said said(Principal principal, Instant since);

  /// Somebody who may not talk spoke. When a code is due, it and its notice are written together.
  Noticed knock(Stranger stranger, Offer offer);

  /// Those with a code that is good, the oldest first.
  List<Pending> pending();

  /// Lets in who was told `code`, and tells them `welcome`; empty when no such code is good.
  Optional<Principal> approve(String code, String welcome);

  /// Turns away who was told `code`, for a while; empty when no such code is good.
  Optional<Principal> deny(String code);

  /// Takes back that somebody may talk; false when they were not let in by a code.
  boolean revoke(Principal principal);

  /// Those who were let in by a code.
  List<Guest> guests();

  /// How a channel is: `state` since `since`; `failures` in a row, the last because of `detail`.
  /// `worker` is who says so: when that is gone, it is nothing of this.
  record Station(
      String endpoint,
      State state,
      String detail,
      int failures,
      Instant since,
      Instant at,
      String worker) {}

  /// What waits without its files; `files` is what its channel calls them.
  record Unfetched(long id, Inbound message, List<String> files) {
    public Unfetched {
      files = List.copyOf(files);
    }
  }

  /// What entered the inbox.
  record Released(SessionKey session, Receipt receipt) {}

  /// What a channel does.
  enum State {
    CONNECTING,
    CONNECTED,
    FAILING,
    STOPPED
  }

  /// How many messages of somebody were taken in a time, and how many were refused as too many.
  record Said(int messages, int refused) {}

  /// Somebody who may not talk, by the platform's own id; `session` is where they spoke.
  record Stranger(String endpoint, String sender, String name, SessionKey session) {
    public Principal principal() {
      return new Principal(endpoint + ":" + sender);
    }
  }

  /// What a stranger may be told: nothing, or a code and the notice that tells it.
  sealed interface Offer {
    record Nothing() implements Offer {}

    record Code(String code, String notice) implements Offer {}
  }

  /// What came of a stranger's speaking.
  enum Noticed {
    /// They are told a code.
    TOLD,
    /// They were noticed, and are told nothing.
    SEEN,
    /// They were noticed before, or too many were.
    IGNORED
  }

  record Pending(Stranger stranger, Instant askedAt, Instant expiresAt) {}

  /// What an owner wants of who may talk.
  sealed interface Wish {
    /// Let in who was told `code`, and tell them `welcome`.
    record Approve(String code, String welcome) implements Wish {}

    /// Turn away who was told `code`.
    record Deny(String code) implements Wish {}

    /// Take back that somebody may talk.
    record Revoke(Principal who) implements Wish {}
  }

  /// What became of such a wish.
  sealed interface Decision {
    record Done(Principal who) implements Decision {}

    /// No such code is good, or nobody was let in under that name.
    record Unknown() implements Decision {}

    /// Nothing was looked for: whoever asks has named too many wrong codes of late.
    record Locked() implements Decision {}
  }

  record Guest(Principal principal, Instant since) {}
}
