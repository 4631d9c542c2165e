package dev.nanobot.message;

import java.util.List;

/// Where a turn stands when it is opened, for the first time or again.
///
/// `task` is what it is for. `transcript` is the tail of its session's, from some user's message on
// and with the whole of
/// this turn. `waiting` are the calls that have no outcome yet; `isUnsettled` says that results are
/// missing in the transcript, perhaps of noted calls only. `questions` counts those put to the
/// model, `attempts` how often the turn was opened since its last step was committed. `model` is
/// the name chosen for the session, empty for the usual one.
public record Opening(
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
  public Opening {
    transcript = List.copyOf(transcript);
    waiting = List.copyOf(waiting);
  }
}
