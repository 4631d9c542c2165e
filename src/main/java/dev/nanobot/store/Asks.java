package dev.nanobot.store;

import dev.nanobot.message.Attachment;
import dev.nanobot.message.Principal;
import dev.nanobot.message.Reply.Finish;
import dev.nanobot.message.SessionKey;
import dev.nanobot.message.Trust;
import dev.nanobot.message.Upload;
import dev.nanobot.store.Store.Usage;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What programs ask that bring a conversation with them, or go on with one by an answer's id.
public interface Asks {
  /// The channel of their messages.
  String CHANNEL = "openai";

  /// Takes what is asked: the conversation before it, and the message, which waits for a turn. A
  /// repeat under the same key changes nothing. Nothing is written where it is not taken.
  ///
  /// @throws AttachmentRefused when a file cannot be kept: nothing was taken
  Taken take(Ask ask, int waitingMax);

  /// What was asked under an id, unless it was deleted.
  Optional<Asked> find(String id);

  /// How far the answer of a message is; empty when there is no such message.
  Optional<Answer> answer(long message);

  /// What an ask brought, in its order: the conversation before its message, and the message; what
  /// the caller did not say is left out. Empty when there is no such ask.
  List<Brought> brought(String id);

  /// Forgets what was asked under an id; false when there is nothing. Its conversation goes too,
  /// when it was made for asks, no other one is left in it, and nothing works in it.
  boolean delete(String id);

  /// `id` is new; `key` names the ask among all of its caller's, null when nothing does; `digest`
  /// is the same for the same question only. The last of the `lines` is the message, and said by
  /// the caller.
  record Ask(
      String id, @Nullable String key, String digest, Place place, List<Line> lines, Terms terms) {
    public Ask {
      lines = List.copyOf(lines);
      if (lines.isEmpty() || lines.getLast().voice() != Voice.CALLER) {
        throw new IllegalArgumentException("what is asked ends with what the caller says");
      }
    }
  }

  /// Where it is asked.
  sealed interface Place {
    /// In a session that has a name, and perhaps a past. It must bring one line only.
    record Named(SessionKey session) implements Place {}

    /// In a session that nothing is in yet.
    record New(SessionKey session) implements Place {}

    /// Where the answer of another ask ended; in `other`, a session that nothing is in yet, if
    /// somebody has spoken since, or another branch was chosen.
    record After(String previous, SessionKey other) implements Place {}
  }

  /// A part of a conversation.
  record Line(Voice voice, String text, List<Upload> files) {
    public Line {
      files = List.copyOf(files);
    }
  }

  /// A line as it is kept.
  record Brought(Voice voice, String text, List<Attachment> files) {
    public Brought {
      files = List.copyOf(files);
    }
  }

  /// Who says a line.
  enum Voice {
    CALLER,
    AGENT
  }

  /// In whose name it is asked, and how: `model` is the session's choice from now on, empty for
  /// the usual one, null to leave the choice as it is; `instructions` are told to the model with
  /// this message only; `body` is JSON that the caller is told with the answer.
  record Terms(
      Principal principal, Trust trust, @Nullable String model, String instructions, String body) {}

  /// What became of an ask.
  sealed interface Taken {
    /// It waits, or is worked on, or has its end.
    record In(Asked asked, boolean isNew, boolean interrupts) implements Taken {}

    /// Something else was asked under its key.
    record OtherUnderKey() implements Taken {}

    /// What was asked under its key was deleted.
    record Deleted() implements Taken {}

    /// Too many messages wait in its session.
    record Full() implements Taken {}

    /// There is no such answer to go on from.
    record NoPrevious() implements Taken {}

    /// The answer to go on from is not there yet, or will never be.
    record PreviousUnanswered() implements Taken {}
  }

  /// What was asked. `previous` is empty for none.
  record Asked(
      String id,
      long message,
      SessionKey session,
      String previous,
      String instructions,
      String body,
      Instant at) {}

  /// How far an answer is: `state` and `reason` are those of its message; `texts` is what the agent
  /// wrote in the turn since it took the message, in order, without what is empty; `notice` is
  /// what was said last, also where nothing was answered; `finish` is how the answer ended, when it
  /// did; `endedAt` is null before the end.
  record Answer(
      String state,
      String reason,
      long turn,
      List<String> texts,
      String notice,
      Usage usage,
      Finish finish,
      @Nullable Instant endedAt) {
    public Answer {
      texts = List.copyOf(texts);
    }

    public boolean isUnderWay() {
      return state.equals("new") || state.equals("taken");
    }

    /// Whether the answer ends before the model's own end.
    public boolean isCut() {
      boolean isWhole = finish == Finish.STOP || finish == Finish.CALLS;
      return isAnswered() && !isWhole;
    }

    public boolean isAnswered() {
      return state.equals("answered") || state.equals("merged");
    }
  }
}
