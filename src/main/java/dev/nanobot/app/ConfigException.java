package dev.nanobot.app;

import java.util.List;

/// The program cannot run as it is configured: a person has to change something first.
///
/// `problems` are sentences, each naming its place; `hint` says what to do, as a command where
/// there is one.
public final class ConfigException extends RuntimeException {
  private final transient List<String> problems;
  private final String hint;

  public ConfigException(String what, List<String> problems, String hint) {
    super(what);
    this.problems = List.copyOf(problems);
    this.hint = hint;
  }

  public List<String> problems() {
    return problems;
  }

  public String hint() {
    return hint;
  }
}
