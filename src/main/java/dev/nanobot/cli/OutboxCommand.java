package dev.nanobot.cli;

import dev.nanobot.message.Json;
import dev.nanobot.store.Board;
import dev.nanobot.store.Board.Handling;
import dev.nanobot.store.Board.Leaves;
import java.io.PrintStream;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.node.ObjectNode;

@Command(name = "outbox", description = "Messages that leave: those given up, and what to do.")
final class OutboxCommand implements Callable<Integer> {
  private static final int LISTED = 50;
  private static final int LISTED_MAX = 1_000_000;
  private static final int TEXT_CHARS_MAX = 60;

  /// Who asks for something here, as a trace tells it.
  private static final String OPERATOR = "the owner, at the command line";

  @Mixin Flags flags = new Flags();

  private final Shell shell;

  /// A state of messages that leave.
  enum State {
    pending,
    sending,
    sent,
    dead,
    dropped
  }

  OutboxCommand(Shell shell) {
    this.shell = shell;
  }

  @Override
  public Integer call() {
    return list(flags, State.dead, LISTED);
  }

  @Command(name = "list", description = "Messages in a state, the newest first.")
  int list(
      @Mixin Flags own,
      @Option(
              names = "--state",
              paramLabel = "STATE",
              defaultValue = "dead",
              description = "${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}, given up).")
          State state,
      @Option(
              names = {"-n", "--limit"},
              paramLabel = "COUNT",
              defaultValue = "" + LISTED,
              description = "At most so many (default: ${DEFAULT-VALUE}).")
          int limit) {
    Failure.checkNumber(
        "--limit", limit, LISTED_MAX, "list " + limit + " messages", "nanobot outbox list");
    List<Leaves> found =
        Looking.into(
            shell, own, store -> store.board().leaves(state.name(), Long.MAX_VALUE, limit + 1));
    PrintStream out = shell.streams().out();
    for (Leaves leaves : found.subList(0, Math.min(limit, found.size()))) {
      out.println(own.json ? Json.write(json(leaves)) : line(leaves));
    }
    if (own.json) return Exit.DONE.code();
    if (found.isEmpty()) out.println("No message is " + state + ".");
    if (found.size() > limit) {
      out.println("There are more: nanobot outbox list --state " + state + " -n " + limit * 2);
    }
    return Exit.DONE.code();
  }

  private static String line(Leaves leaves) {
    String text = Visible.of(leaves.text().replace('\n', ' '));
    boolean isLong = text.codePointCount(0, text.length()) > TEXT_CHARS_MAX;
    String shown = isLong ? text.substring(0, text.offsetByCodePoints(0, TEXT_CHARS_MAX)) : text;
    return "%6d  %-7s %-24s %s  \"%s\"%s"
        .formatted(
            leaves.id(),
            leaves.state(),
            leaves.session(),
            leaves.at(),
            isLong ? shown + "…" : shown,
            leaves.reason().isEmpty() ? "" : "  " + Visible.of(leaves.reason()));
  }

  private static ObjectNode json(Leaves leaves) {
    return Json.object()
        .put("id", leaves.id())
        .put("session", leaves.session().value())
        .put("turn", leaves.turn())
        .put("cause", leaves.cause())
        .put("text", leaves.text())
        .put("state", leaves.state())
        .put("attempts", leaves.attempts())
        .put("reason", leaves.reason())
        .put("at", leaves.at().toString())
        .put("nextAt", leaves.nextAt().toString())
        .put("sentAt", leaves.sentAt().map(Object::toString).orElse(null));
  }

  @Command(
      name = "retry",
      description = "Try messages again that were given up or wait for their next attempt.")
  int retry(
      @Mixin Flags own,
      @Parameters(paramLabel = "ID", arity = "0..*") List<String> written,
      @Option(names = "--all", description = "All that were given up.") boolean isAll) {
    List<Long> ids = written == null ? List.of() : ids(written);
    if (isAll == !ids.isEmpty()) {
      throw new Failure(
          Exit.USAGE,
          "Cannot tell what to try again",
          "it takes ids, or --all",
          "nanobot outbox list");
    }
    return Looking.into(
        shell,
        own,
        store -> {
          checkThere(store.board(), ids);
          for (long id : isAll ? store.board().givenUp() : ids) {
            Handling handling = store.board().retry(id, OPERATOR);
            boolean isOvertaken = isAll && handling != Handling.DONE;
            if (!isOvertaken) told(own, "retried", id, handling);
          }
          return Exit.DONE.code();
        });
  }

  @Command(name = "drop", description = "Give up messages for good that have not left.")
  int drop(
      @Mixin Flags own,
      @Parameters(paramLabel = "ID", arity = "1..*") List<String> written,
      @Option(
              names = {"-n", "--dry-run"},
              description = "Show what would be dropped; change nothing.")
          boolean isDry,
      @Option(
              names = {"-y", "--yes"},
              description = "Do not ask.")
          boolean isSure) {
    List<Long> ids = ids(written);
    return Looking.into(
        shell,
        own,
        store -> {
          if (isDry) return shown(own, store.board(), ids);
          checkThere(store.board(), ids);
          if (!isSure) confirm(own, ids);
          for (long id : ids) told(own, "dropped", id, store.board().drop(id, OPERATOR));
          return Exit.DONE.code();
        });
  }

  /// Each once, however often it was written.
  private static List<Long> ids(List<String> written) {
    return written.stream().map(OutboxCommand::id).distinct().toList();
  }

  /// Nothing is done with some of what was named where another is not there.
  private static void checkThere(Board board, List<Long> ids) {
    for (long id : ids) if (board.leaves(id).isEmpty()) throw missing(id);
  }

  private static long id(String written) {
    try {
      return Long.parseLong(written);
    } catch (NumberFormatException e) {
      throw new Failure(
          Exit.USAGE,
          "\"" + written + "\" is no id of a message",
          "an id is a number",
          "nanobot outbox list");
    }
  }

  private int shown(Flags own, Board board, List<Long> ids) {
    for (long id : ids) {
      Optional<Leaves> leaves = board.leaves(id);
      Leaves found = leaves.orElseThrow(() -> missing(id));
      shell.streams().out().println(own.json ? Json.write(json(found)) : line(found));
    }
    return Exit.DONE.code();
  }

  private void confirm(Flags own, List<Long> ids) {
    String what = ids.size() == 1 ? "message " + ids.getFirst() : ids.size() + " messages";
    if (own.noInput || !shell.streams().isInTerminal()) {
      throw new Failure(
          Exit.USAGE,
          "Dropping " + what + " needs a yes",
          "nobody can be asked",
          "nanobot outbox drop " + ids.getFirst() + " --yes");
    }
    String answer = new Question(shell).ask("Drop " + what + " for good? [y/N]");
    if (!answer.equalsIgnoreCase("y") && !answer.equalsIgnoreCase("yes")) {
      throw new Failure(Exit.FAILED, "Nothing was dropped", "", "");
    }
  }

  private void told(Flags own, String what, long id, Handling handling) {
    switch (handling) {
      case DONE, DUE -> {
        PrintStream out = shell.streams().out();
        if (own.json) out.println(Json.write(Json.object().put(what, id)));
        else out.println(own.out(shell).done() + " " + what + " " + id);
      }
      case SENDING -> throw refused(id, "it is on its way at this moment");
      case SENT -> throw refused(id, "it was delivered");
      case DROPPED -> throw refused(id, "it was dropped");
      case NOT_FOUND -> throw missing(id);
    }
  }

  private static Failure refused(long id, String why) {
    return new Failure(
        Exit.CONFLICT, "Nothing can be done with message " + id, why, "nanobot outbox list");
  }

  private static Failure missing(long id) {
    return new Failure(
        Exit.NOT_FOUND, "No message that leaves has the id " + id, "", "nanobot outbox list");
  }
}
