package dev.nanobot.cli;

import dev.nanobot.gateway.Conversation;
import dev.nanobot.message.Event;
import dev.nanobot.message.Json;
import dev.nanobot.message.Outbound;
import dev.nanobot.message.Upload;
import dev.nanobot.store.AttachmentRefused;
import dev.nanobot.store.Store.Status;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jline.utils.Signals;
import tools.jackson.databind.JsonNode;

/// Saying one thing and waiting for its answer.
///
/// stdout gets the answer and nothing else; what else was said goes to stderr.
final class Asking {
  private static final int COLUMNS = 79;
  private static final Duration LOOK = Duration.ofMillis(100);

  private final Shell shell;
  private final Flags flags;
  private final Conversation talk;
  private final Duration timeout;

  Asking(Shell shell, Flags flags, Conversation talk, Duration timeout) {
    this.shell = shell;
    this.flags = flags;
    this.talk = talk;
    this.timeout = timeout;
  }

  /// Says `text` and hands over files; the answer is streamed as it comes where a person is
  /// looking.
  Exit ask(String text, List<Upload> files, Supplier<AnswerLines> answerLines)
      throws InterruptedException {
    tellUnheard("");
    Object before = stopOnInterrupt();
    boolean isStreamed = shell.streams().isOutTerminal() && !flags.json;
    try {
      return isStreamed ? streamed(text, files, answerLines.get()) : whole(text, files);
    } catch (InterruptedException e) {
      return stopped();
    } finally {
      Signals.unregister("INT", before);
    }
  }

  private Exit stopped() {
    talk.stop();
    tellUnheard(""); // What became of it is said now, and not before the next message's answer.
    return Exit.INTERRUPTED;
  }

  /// Says one line of several; a failure is told, and the next line may still be said.
  Exit askInPipe(String line) {
    tellUnheard("");
    Object before = stopOnInterrupt();
    Streams streams = shell.streams();
    try {
      Exit exit = whole(line, List.of());
      if (!flags.json) streams.out().println();
      streams.out().flush();
      return exit;
    } catch (InterruptedException e) {
      return stopped();
    } catch (Failure failure) {
      return new Reports(streams.err(), flags.err(shell), flags.json, flags.isVerbose())
          .report(failure);
    } finally {
      Signals.unregister("INT", before);
    }
  }

  /// Returns the handler before. Only waiting can be interrupted: elsewhere, as between the lines
  /// of a pipe, the signal has to end the program by itself.
  private static Object stopOnInterrupt() {
    Thread asker = Thread.currentThread();
    return Signals.register("INT", asker::interrupt);
  }

  private Exit whole(String text, List<Upload> files) throws InterruptedException {
    long id = say(text, files);
    Optional<Status> status = talk.await(id, timeout);
    if (status.isEmpty()) return unfinished(id);
    PrintStream out = shell.streams().out();
    if (flags.json) out.println(Json.write(json(status.get())));
    else if (!status.get().answer().isEmpty()) out.println(status.get().answer());
    out.flush();
    return end(status.get());
  }

  private long say(String text, List<Upload> files) {
    try {
      return talk.say(text, files).messageId();
    } catch (AttachmentRefused e) {
      throw new Failure(
          Exit.FAILED, "The files were not taken", String.valueOf(e.getMessage()), "");
    }
  }

  private Exit streamed(String text, List<Upload> files, AnswerLines lines)
      throws InterruptedException {
    var feed = new Feed<Event>();
    try (var watch = talk.watch(feed::offer)) {
      long id = say(text, files);
      long start = shell.world().nanos();
      while (shell.world().since(start).compareTo(timeout) < 0) {
        Optional<Event> event = feed.next(LOOK);
        event.ifPresent(e -> print(lines.show(e, COLUMNS)));
        boolean mayBeOver = event.isEmpty() || event.get() instanceof Event.TurnEnded;
        Optional<Status> status = mayBeOver ? talk.await(id, Duration.ZERO) : Optional.empty();
        if (status.isEmpty()) continue;
        rest(feed, lines, status.get().answer());
        return end(status.get());
      }
      return unfinished(id);
    }
  }

  private void rest(Feed<Event> feed, AnswerLines lines, String answer)
      throws InterruptedException {
    Optional<Event> event = feed.next(Duration.ZERO);
    for (; event.isPresent(); event = feed.next(Duration.ZERO)) {
      print(lines.show(event.get(), COLUMNS));
    }
    print(lines.show(new Event.TurnEnded(), COLUMNS));
    if (!lines.hasSaid(answer)) print(lines.whole(answer, COLUMNS));
  }

  private void print(List<Line> lines) {
    if (lines.isEmpty()) return;
    PrintStream out = shell.streams().out();
    Style style = flags.out(shell);
    lines.forEach(line -> out.println(line.painted(style)));
    out.flush();
  }

  private Exit unfinished(long id) {
    throw new Failure(
        Exit.UNFINISHED,
        "Message " + id + " is accepted, but not answered yet",
        "it did not end within " + DurationText.of(timeout) + "; nothing is lost",
        "nanobot trace " + id);
  }

  private Exit end(Status status) throws InterruptedException {
    tellUnheard(status.answer());
    String trace = "nanobot trace " + status.messageId();
    return switch (status.state()) {
      case "dead" ->
          throw new Failure(
              Exit.DEAD,
              "Message " + status.messageId() + " could not be answered",
              status.reason(),
              trace);
      case "refused" ->
          throw new Failure(Exit.FAILED, "The message was refused", status.reason(), trace);
      case "superseded" ->
          throw new Failure(Exit.FAILED, "The message was superseded", status.reason(), trace);
      default -> {
        tellOfSubagents(status);
        yield Exit.DONE;
      }
    };
  }

  /// Waits for the subagents that the answer's turn asked for: nothing else may be working on them.
  private void tellOfSubagents(Status status) throws InterruptedException {
    if (!talk.hasSubagents(status.turn())) return;
    long start = shell.world().nanos();
    while (talk.isAtWork()) {
      if (shell.world().since(start).compareTo(timeout) >= 0) {
        shell.streams().err().println("Subagents are still at work; nothing is lost.");
        return;
      }
      shell.world().sleep(LOOK);
      tellLate();
    }
    tellLate();
  }

  /// Tells what came after the answer as answers, and marks it as read.
  private void tellLate() {
    List<Outbound> late = talk.unheard();
    PrintStream out = shell.streams().out();
    boolean isTerminal = shell.streams().isOutTerminal();
    for (Outbound said : late) {
      if (flags.json) out.println(Json.write(json(said)));
      else out.println("\n" + (isTerminal ? Visible.of(said.text()) : said.text()));
    }
    out.flush();
    talk.heard(late);
  }

  private JsonNode json(Outbound said) {
    return Json.object().put("session", said.target().value()).put("text", said.text());
  }

  /// Tells what was said besides, and marks all of it as read.
  private void tellUnheard(String answer) {
    var unheard = new ArrayList<Outbound>(talk.unheard());
    PrintStream err = shell.streams().err();
    for (Outbound said : unheard) {
      if (!answer.contains(said.text())) err.println(shown(said.text()));
    }
    err.flush();
    talk.heard(unheard);
  }

  private String shown(String text) {
    return shell.streams().isErrTerminal() ? Visible.of(text) : text;
  }

  private JsonNode json(Status status) {
    var json = Json.object();
    json.put("messageId", status.messageId());
    json.put("session", status.session().value());
    json.put("state", status.state());
    json.put("text", status.answer());
    if (!status.reason().isEmpty()) json.put("reason", status.reason());
    var usage = json.putObject("usage");
    usage.put("model", status.usage().model());
    usage.put("input", status.usage().input());
    usage.put("output", status.usage().output());
    usage.put("cached", status.usage().cached());
    usage.put("modelCalls", status.usage().modelCalls());
    return json;
  }
}
