package dev.nanobot.store;

import static dev.nanobot.store.Desk.answer;

import dev.nanobot.message.Outcome;
import dev.nanobot.message.SessionKey;
import dev.nanobot.message.Waiting;
import dev.nanobot.message.Write;
import dev.nanobot.store.Subagents.Listed;
import java.util.LinkedHashMap;
import java.util.List;

/// What tests do with subagents.
interface SubagentHands {
  Write.Room ROOM = new Write.Room(2, 2);

  Desk desk();

  /// Asks for a subagent by each label, as one turn of `parent` that has asked its question.
  default void spawn(Lease parent, String... labels) {
    List<Waiting> calls = desk().plan(parent, labels);
    var outcomes = new LinkedHashMap<String, Outcome>();
    for (int i = 0; i < labels.length; i++) {
      var wish = new Write.Spawn(labels[i], "task " + labels[i], ROOM);
      outcomes.put(calls.get(i).key(), desk().outcome(calls.get(i), "asked", wish));
    }
    desk().store.settle(parent, outcomes);
  }

  /// A turn of `parent` that asks for subagents and ends.
  default void spawned(SessionKey parent, String... labels) {
    Lease lease = desk().asking(parent, "go");
    spawn(lease, labels);
    desk().store.finish(lease, answer("asked them"));
  }

  default List<Listed> listed(SessionKey session) {
    return desk().other.subagents().list(session);
  }

  default List<String> states(SessionKey session) {
    return listed(session).stream().map(one -> one.label() + " " + one.state()).toList();
  }

  default SessionKey child(SessionKey parent, String label) {
    return listed(parent).stream()
        .filter(one -> one.label().equals(label))
        .map(Listed::session)
        .findFirst()
        .orElseThrow();
  }

  default Lease atWork(SessionKey parent, String label) {
    Lease lease = desk().lease(child(parent, label));
    desk().open(lease);
    return lease;
  }

  default void finish(SessionKey parent, String label, String text) {
    desk().store.finish(atWork(parent, label), answer(text));
  }

  /// What waits for the next turn of a session: it is opened and closed again.
  default List<String> heard(SessionKey session) {
    Lease lease = desk().lease(session);
    List<String> words = Desk.words(desk().open(lease).transcript());
    desk().store.finish(lease, answer("ok"));
    return words;
  }
}
