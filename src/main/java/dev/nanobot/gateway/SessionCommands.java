package dev.nanobot.gateway;

import dev.nanobot.message.Inbound;
import dev.nanobot.message.Message;
import dev.nanobot.message.Queueing;
import dev.nanobot.message.Trust;
import dev.nanobot.store.Controls;
import dev.nanobot.store.Controls.Stopped;
import dev.nanobot.store.Controls.Undone;
import dev.nanobot.store.Store;
import dev.nanobot.store.Store.Entry;
import dev.nanobot.store.Store.Receipt;
import dev.nanobot.store.Store.Summary;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// The control words about the session they are sent in.
///
/// Immutable.
public final class SessionCommands {
  private static final int HISTORY_DEFAULT = 10;
  private static final int HISTORY_MAX = 50;
  private static final int HISTORY_CHARS_MAX = 300;
  private static final String OWNER_ONLY = "Only the owner may do that.";

  private final Store store;
  private final String model;
  private final List<String> models;

  /// `model` answers where nothing is chosen; `models` are the names that may be chosen.
  public SessionCommands(Store store, String model, List<String> models) {
    this.store = store;
    this.model = model;
    this.models = List.copyOf(models);
  }

  public List<Command> all() {
    return List.of(
        new Word("new", "", "begin a new conversation", this::restart),
        new Word("stop", "", "stop what I am doing", (message, none) -> stop(message)),
        new Word("undo", "", "take back the last exchange", (message, none) -> undo(message)),
        new Word("status", "", "show what goes on here", (message, none) -> status(message)),
        new Word("model", "[NAME]", "show or choose the model; `default` resets", this::model),
        new Word(
            "queue",
            "[steer|followup|collect|interrupt]",
            "what happens to messages that come while I work",
            this::queue),
        new Word("history", "[N]", "show the last messages", this::history));
  }

  private record Word(String name, String arguments, String about, Deed deed) implements Command {
    @FunctionalInterface
    interface Deed {
      Receipt run(Inbound message, String arguments);
    }

    @Override
    public String usage() {
      return arguments.isEmpty() ? "/" + name : "/" + name + " " + arguments;
    }

    @Override
    public Receipt run(Inbound message, String arguments) {
      return deed.run(message, arguments);
    }
  }

  private Receipt stop(Inbound message) {
    return store
        .controls()
        .stop(message, found -> hasFound(found) ? "Stopped." + rest(found) : "Nothing is running.");
  }

  /// What stands behind the word would be taken for said, and is not.
  private Receipt restart(Inbound message, String more) {
    if (!more.isEmpty()) {
      return store.controls().answer(message, "Nothing is done. Send /new alone, then the rest.");
    }
    return store
        .controls()
        .restart(
            message,
            found ->
                "A new conversation begins."
                    + (found.wasRunning() ? " What I was doing is stopped." : "")
                    + rest(found));
  }

  private static boolean hasFound(Stopped found) {
    return found.wasRunning() || found.waiting() > 0 || found.subagents() > 0;
  }

  private static String rest(Stopped found) {
    String dropped =
        switch (found.waiting()) {
          case 0 -> "";
          case 1 -> " One message that waited will not be answered.";
          default -> " " + found.waiting() + " messages that waited will not be answered.";
        };
    return switch (found.subagents()) {
      case 0 -> dropped;
      case 1 -> dropped + " One subagent is stopped.";
      default -> dropped + " " + found.subagents() + " subagents are stopped.";
    };
  }

  private Receipt undo(Inbound message) {
    return store.controls().undo(message, SessionCommands::undone);
  }

  private static String undone(Undone undone) {
    return switch (undone) {
      case UNDONE ->
          "The last exchange is taken back: I will not remember it in this conversation. What tools"
              + " did stays done.";
      case NOTHING -> "There is nothing to take back.";
      case RUNNING -> "I am still at work: send /stop first.";
    };
  }

  private Receipt status(Inbound message) {
    Optional<Summary> found = store.session(message.session());
    List<String> lines = new ArrayList<>();
    lines.add("Session " + message.session());
    lines.add("Model " + chosenModel(message));
    lines.add("Queue " + queueing(message).name().toLowerCase(Locale.ROOT));
    found.ifPresent(
        session -> {
          lines.add(doing(session));
          lines.add(session.waiting() + " waiting, " + session.entries() + " entries kept");
        });
    return store.controls().answer(message, String.join("\n", lines));
  }

  private String doing(Summary session) {
    if (session.isRunning()) return "I am at work.";
    boolean isListening = !store.attachments().unheard(session.session()).isEmpty();
    return isListening ? "I am listening to a recording." : "I am idle.";
  }

  private String chosenModel(Inbound message) {
    return store.controls().chosen(message.session(), Controls.MODEL).orElse(model);
  }

  private Queueing queueing(Inbound message) {
    return store
        .controls()
        .chosen(message.session(), Queueing.SETTING)
        .map(Queueing::valueOf)
        .orElse(Queueing.STEER);
  }

  private Receipt model(Inbound message, String name) {
    if (name.isEmpty()) {
      String known = models.isEmpty() ? "" : "\nTo choose from: " + String.join(", ", models);
      return store.controls().answer(message, "Model " + chosenModel(message) + known);
    }
    if (message.trust() != Trust.OWNER) return store.controls().answer(message, OWNER_ONLY);
    if (name.equals("default")) {
      return store.controls().choose(message, Controls.MODEL, "", "Model " + model + " again.");
    }
    if (!models.contains(name)) {
      String known =
          models.isEmpty() ? "none: they are set up in modelPresets" : String.join(", ", models);
      return store
          .controls()
          .answer(message, "There is no model \"" + name + "\". To choose from: " + known + ".");
    }
    return store
        .controls()
        .choose(message, Controls.MODEL, name, "Model " + name + " from now on.");
  }

  private Receipt queue(Inbound message, String name) {
    if (name.isEmpty()) {
      return store.controls().answer(message, queueingText(queueing(message)));
    }
    return Arrays.stream(Queueing.values())
        .filter(queueing -> queueing.name().equalsIgnoreCase(name))
        .findFirst()
        .map(
            queueing ->
                store
                    .controls()
                    .choose(message, Queueing.SETTING, queueing.name(), queueingText(queueing)))
        .orElseGet(
            () ->
                store
                    .controls()
                    .answer(message, "It is one of steer, followup, collect, interrupt."));
  }

  private static String queueingText(Queueing queueing) {
    String meaning =
        switch (queueing) {
          case STEER -> "they join what I am doing";
          case FOLLOWUP -> "each is answered afterwards, one by one";
          case COLLECT -> "they are answered together afterwards";
          case INTERRUPT -> "they end what I am doing";
        };
    String name = queueing.name().toLowerCase(Locale.ROOT);
    return "Messages that come while I work: " + name + ", " + meaning + ".";
  }

  private Receipt history(Inbound message, String count) {
    Optional<Integer> wanted = count(count);
    if (wanted.isEmpty()) {
      return store
          .controls()
          .answer(message, "Write /history N with N from 1 to " + HISTORY_MAX + ".");
    }
    List<String> lines = new ArrayList<>();
    for (Entry entry : store.recent(message.session(), wanted.get())) {
      String line = line(entry.message());
      if (!line.isEmpty()) lines.add(line);
    }
    String all = lines.isEmpty() ? "Nothing was said yet." : String.join("\n", lines);
    return store.controls().answer(message, all);
  }

  private static Optional<Integer> count(String written) {
    if (written.isEmpty()) return Optional.of(HISTORY_DEFAULT);
    if (!written.matches("[0-9]{1,4}")) return Optional.empty();
    int count = Integer.parseInt(written);
    return count >= 1 && count <= HISTORY_MAX ? Optional.of(count) : Optional.empty();
  }

  private static String line(Message message) {
    String line =
        switch (message) {
          case Message.User user -> "> " + user.told();
          case Message.Assistant assistant -> assistant.text();
          case Message.Result result -> "";
        };
    if (line.length() <= HISTORY_CHARS_MAX) return line;
    return line.substring(0, line.offsetByCodePoints(0, line.codePointCount(0, HISTORY_CHARS_MAX)))
        + " …";
  }
}
