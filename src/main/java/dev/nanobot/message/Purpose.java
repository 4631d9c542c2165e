package dev.nanobot.message;

import java.util.Optional;

/// What a message wants: `origin` brought it, `task` is to be done, and `answerTo` hears the
/// answer.
///
/// An answer that is just `hush` is not said to anybody; an empty `hush` hushes nothing.
public record Purpose(Origin origin, Task task, AnswerTo answerTo, String hush) {
  /// A person's message, answered where it was said.
  public static final Purpose TALK =
      new Purpose(Origin.PERSON, Task.TALK, new AnswerTo.Session(), "");

  /// To be answered in its session, on behalf of `origin`.
  public static Purpose of(Origin origin) {
    return new Purpose(origin, Task.TALK, new AnswerTo.Session(), "");
  }

  /// Who hears an answer.
  public sealed interface AnswerTo {
    /// The session of the message.
    record Session() implements AnswerTo {}

    /// Another chat.
    record Chat(SessionKey target) implements AnswerTo {}

    /// Nobody.
    record Nobody() implements AnswerTo {}

    /// The chat that hears it, when the message came in `session`.
    default Optional<SessionKey> target(SessionKey session) {
      return switch (this) {
        case Session here -> Optional.of(session);
        case Chat chat -> Optional.of(chat.target());
        case Nobody nobody -> Optional.empty();
      };
    }
  }
}
