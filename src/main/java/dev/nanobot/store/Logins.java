package dev.nanobot.store;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/// Who is signed in with a browser. A login is known by a name that opens nothing; it ends when
/// somebody ends it, in whichever process, and when its time is over.
public interface Logins {
  /// The most at a time: one more ends the oldest.
  int MAX = 100;

  /// Begins a login under a mark. Those of other marks are over: no cookie is theirs any more.
  void begin(String name, String mark, String agent, Duration validFor);

  boolean isOn(String name);

  /// Those of a mark that are on, the newest first.
  List<Login> of(String mark);

  /// Ends a login; false when there is none that is on.
  boolean end(String name);

  /// `agent` is what the browser calls itself.
  record Login(String name, String agent, Instant at, Instant until) {}
}
