package dev.nanobot.store;

import dev.nanobot.message.Inbound;
import dev.nanobot.message.SessionKey;
import dev.nanobot.store.Store.Receipt;
import java.util.List;

/// The branches of conversations. A turn goes on from another one; those that go on from the same
/// one are siblings, and the conversation leads through one of them. Nothing is ever taken out of
/// the transcript: only what is shown, told to models and remembered changes.
public interface Branches {
  /// The turns of the session's conversation that have siblings, in order.
  List<Fork> forks(SessionKey session);

  /// Lets the conversation lead through a turn, and from there along what was chosen last. Does
  /// nothing while a turn runs in the session or messages wait there.
  Choice choose(SessionKey session, long turn);

  /// Takes a message in the place of a turn: the conversation goes back to before the turn, and the
  /// message's turn becomes its sibling. Files of the session that the message names are copied for
  /// it. A repeat changes nothing. When the message is taken back or stopped before its turn began,
  /// and nothing else waits, the conversation leads through the earlier turn again.
  ///
  /// @throws BranchRefused when the turn cannot be chosen: nothing is taken
  /// @throws AttachmentRefused when the message cannot have what it wants attached: the same
  Receipt ask(Inbound message, long turn);

  /// A turn of the conversation, and all siblings in the order in which they began, itself among
  /// them.
  record Fork(long turn, List<Long> siblings) {
    public Fork {
      siblings = List.copyOf(siblings);
    }
  }

  /// What became of the wish to have another branch. `BUSY` says that a turn runs or messages wait;
  /// `NOT_FOUND` that the turn is none of this conversation.
  enum Choice {
    CHOSEN,
    NOT_FOUND,
    BUSY
  }
}
