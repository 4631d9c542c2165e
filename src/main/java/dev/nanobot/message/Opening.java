package dev.nanobot.message;

import java.util.List;

/// Where a turn stands when it is opened, for the first time or again.
///
/// `task` is what it is for. `transcript` is the tail of its session's, from some user's message on
/// and with the whole of this turn; `history` is about what came before. `waiting` are the calls
/// that have no outcome yet; `isUnsettled` says that results are missing in the transcript, perhaps
/// of noted calls only. `questions` counts those put to the model, `attempts` how often the turn
/// was opened since its last step was committed. `model` is the name chosen for the session, empty
/// for the usual one.
public record Opening(
    long turn,
    Task task,
    int attempts,
    int questions,
    History history,
    List<Message> transcript,
    List<Waiting> waiting,
    boolean isUnsettled,
    boolean isStopped,
    Asker asker,
    String model) {
  public Opening {
    transcript = List.copyOf(transcript);
    waiting = List.copyOf(waiting);
  }

  /// A turn in a conversation that has no summary.
  public Opening(
      long turn,
      Task task,
      int attempts,
      int questions,
      List<Message> transcript,
      List<Waiting> waiting,
      boolean isUnsettled,
      boolean isStopped,
      Asker asker,
      String model) {
    this(
        turn,
        task,
        attempts,
        questions,
        History.NONE,
        transcript,
        waiting,
        isUnsettled,
        isStopped,
        asker,
        model);
  }

  /// What a turn finds: `recap` stands before its transcript, of which the first `entries` are from
  /// before the turn. `tokens` is what the conversation's last question took with its answer; 0
  /// when there was none since the summary.
  public record History(Recap recap, int entries, long tokens) {
    /// The most entries that are brought from before a turn.
    public static final int ENTRIES_MAX = 200;

    public static final History NONE = new History(Recap.NONE, 0, 0);
  }
}
