package dev.nanobot.api;

import dev.nanobot.message.Secret;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/// The part of the configuration that may be looked at and changed over HTTP: settings with which
/// nobody can break in, and keys of providers, which are never shown.
///
/// A seam: what reads and writes the file is above this package. Shared by requests.
public interface Setup {
  /// How things are now.
  State state();

  /// What would be wrong after an edit; nothing when it can be made.
  List<Problem> check(Edit edit);

  /// Makes an edit in the file of a revision. It takes effect with the next start.
  Outcome change(String revision, Edit edit) throws InterruptedException;

  /// Takes the last change over HTTP back, in the file of a revision.
  Outcome undo(String revision) throws InterruptedException;

  /// Asks a model something short, as it would be asked after an edit.
  Trial attempt(Edit edit) throws InterruptedException;

  /// Begins anew with the file as it is then, once who asked has heard that it will.
  void restart();

  /// Values by the paths of their settings, null for the usual one; keys by their providers, empty
  /// to remove one.
  record Edit(Map<String, JsonNode> values, Map<String, Secret> keys) {
    public Edit {
      values = Map.copyOf(values);
      keys = Map.copyOf(keys);
    }

    public boolean isEmpty() {
      return values.isEmpty() && keys.isEmpty();
    }
  }

  /// A sentence about a path, which is empty when it is about the whole.
  record Problem(String path, String text) {}

  /// What came of a change.
  sealed interface Outcome {}

  record Changed(State state) implements Outcome {}

  /// The file is of another revision.
  record Overtaken(State state) implements Outcome {}

  /// Nothing was written.
  record Refused(List<Problem> problems) implements Outcome {}

  /// The file cannot be written, or there is nothing to undo.
  record Impossible(String code, String why) implements Outcome {}

  /// `revision` names the file's text; `isPending` says that it is not what is in force; `trouble`
  /// why the last restart went back to what was in force, or empty; `noRestart` why there can be
  /// none, or empty; `problems` those of the file as it is.
  record State(
      String revision,
      boolean isPending,
      boolean canUndo,
      String trouble,
      String noRestart,
      Model model,
      List<Problem> problems,
      List<Field> fields,
      List<Account> accounts) {}

  /// The model in force, and why it is that one; `isWanting` when nobody has chosen any.
  record Model(String name, String why, boolean isWanting) {}

  /// One setting: what it is, what it may be, and what it is set to.
  record Field(About about, Shape shape, Setting setting) {}

  record About(String path, String group, String name, String unit, String help) {}

  /// `kind` is `text`, `list`, `flag`, `whole`, `number` or `choice`; the bounds count for numbers.
  record Shape(String kind, double min, double max, List<String> choices) {}

  /// `value` is the file's, `inForce` what counts until the next start; `fixedBy` is the variable
  /// that decides, or empty.
  record Setting(
      JsonNode value, JsonNode usual, JsonNode inForce, boolean isWritten, String fixedBy) {}

  /// What is known of a provider: `key` is `set`, `environment` or `none`; `usualModel` may be
  /// empty.
  record Account(
      String provider, boolean needsKey, String key, List<String> variables, String usualModel) {}

  /// What a model said, or why it did not.
  record Trial(boolean isAnswered, String text, String model, Duration took) {}
}
