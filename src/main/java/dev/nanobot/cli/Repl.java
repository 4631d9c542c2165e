package dev.nanobot.cli;

import dev.nanobot.app.Home;
import dev.nanobot.app.Instance;
import dev.nanobot.gateway.Conversation;
import dev.nanobot.message.SessionKey;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jline.reader.Candidate;
import org.jline.reader.EndOfFileException;
import org.jline.reader.LineReader;
import org.jline.reader.LineReaderBuilder;
import org.jline.reader.UserInterruptException;
import org.jline.reader.Widget;
import org.jline.reader.impl.DefaultParser;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;

/// A conversation at a terminal.
///
/// Owned by the main thread, which always reads: what is shown is the business of `Screen`.
final class Repl {
  private static final String PROMPT = "› ";
  private static final String PROMPT_ASCII = "> ";
  private static final int HISTORY_ENTRIES_MAX = 5_000;
  private static final Set<String> LEAVING = Set.of("exit", "quit", "/exit", "/quit", ":q");
  private static final String ABOUT = "/about";
  private static final String HELP =
      "Here in the terminal also: /about shows the home, the model and the tools; /exit leaves "
          + "(also Ctrl-D); Ctrl-C stops; a line that begins with // is said with one slash.";

  private final Shell shell;
  private final Flags flags;
  private final Instance instance;
  private final Conversation talk;
  private final Home home;
  private final String model;
  private final Feed<Beat> feed = new Feed<>();
  private final Pastes pastes = new Pastes();
  private long last; // the message said last, or 0
  private boolean isStopAsked;

  Repl(Shell shell, Flags flags, Instance instance, SessionKey session, Home home, String model)
      throws InterruptedException {
    this.shell = shell;
    this.flags = flags;
    this.instance = instance;
    this.talk = instance.talk(session);
    this.home = home;
    this.model = model;
  }

  Exit run(AnswerLines answer) throws InterruptedException {
    try (Terminal terminal = TerminalBuilder.builder().system(true).build()) {
      LineReader reader = reader(terminal);
      shortenPastes(reader);
      var parts = new Screen.Parts(feed, flags.out(shell), model);
      var screen = new Screen(shell.world(), instance, talk, reader, answer, parts);
      // A platform thread: it reads the store, whose native calls would pin a virtual one.
      Thread shower = shell.world().startPlatform("screen", screen);
      try (var watch = talk.watch(event -> feed.offer(new Beat.Happened(event)))) {
        note("nanobot · " + talk.session() + " · " + model + " · /help");
        read(reader);
      } finally {
        feed.offer(new Beat.Over());
        shower.join();
        reader.getHistory().save();
      }
      terminal.writer().println(farewell());
      terminal.flush();
      return Exit.DONE;
    } catch (IOException e) {
      throw new Failure(
          Exit.FAILED,
          "Cannot use this terminal",
          String.valueOf(e.getMessage()),
          "nanobot agent -m TEXT");
    }
  }

  private LineReader reader(Terminal terminal) {
    // Prose holds quotes and backslashes: nothing of it is syntax.
    var parser = new DefaultParser().escapeChars(null).quoteChars(null);
    Path history = home.history().resolve("cli");
    Home.writeNew(history, "");
    return LineReaderBuilder.builder()
        .terminal(terminal)
        .parser(parser)
        .completer((reading, line, found) -> complete(line.line(), found))
        .variable(LineReader.HISTORY_FILE, history)
        .variable(LineReader.HISTORY_SIZE, HISTORY_ENTRIES_MAX)
        .variable(LineReader.HISTORY_FILE_SIZE, HISTORY_ENTRIES_MAX)
        .option(LineReader.Option.DISABLE_EVENT_EXPANSION, true)
        .option(LineReader.Option.HISTORY_IGNORE_SPACE, true)
        .option(LineReader.Option.HISTORY_IGNORE_DUPS, true)
        .option(LineReader.Option.BRACKETED_PASTE, true)
        .build();
  }

  /// A control word is the first word of a line, and nothing else is completed.
  private void complete(String line, List<Candidate> found) {
    boolean isFirstWord = line.startsWith("/") && line.chars().noneMatch(Character::isWhitespace);
    if (!isFirstWord) return;
    found.add(new Candidate(ABOUT));
    found.add(new Candidate("/exit"));
    talk.words().forEach(word -> found.add(new Candidate("/" + word)));
  }

  private void shortenPastes(LineReader reader) {
    Widget plain = reader.getWidgets().get(LineReader.BEGIN_PASTE);
    if (plain == null) return;
    reader
        .getWidgets()
        .put(
            LineReader.BEGIN_PASTE,
            () -> {
              var line = reader.getBuffer();
              int start = line.cursor();
              boolean isDone = plain.apply();
              String pasted = line.substring(start, line.cursor());
              String shown = pastes.shown(pasted);
              if (!shown.equals(pasted)) {
                line.backspace(line.cursor() - start);
                line.write(shown);
              }
              return isDone;
            });
  }

  private void read(LineReader reader) throws InterruptedException {
    String prompt = flags.out(shell).isUtf8() ? PROMPT : PROMPT_ASCII;
    String typed = "";
    while (true) {
      try {
        String line = reader.readLine(prompt, null, (Character) null, typed);
        typed = "";
        if (LEAVING.contains(line.strip())) return;
        hear(pastes.expanded(line));
      } catch (UserInterruptException e) {
        String partial = Optional.ofNullable(e.getPartialLine()).orElse("");
        if (isBusy() && !isStopAsked) {
          stop();
          typed = partial;
        } else if (partial.isEmpty()) {
          return;
        }
      } catch (EndOfFileException e) {
        return;
      }
    }
  }

  private void hear(String line) throws InterruptedException {
    if (line.isBlank()) return;
    switch (line.strip()) {
      case ABOUT -> {
        note("session " + talk.session() + " · model " + model + " · home " + home.root());
        instance.banner().forEach(this::note);
      }
      case "/stop" -> stop();
      case "/help" -> {
        note(HELP);
        say(line);
      }
      default -> say(line.startsWith("//") ? " " + line.substring(1) : line);
    }
  }

  private void say(String text) {
    last = talk.say(text).messageId();
    isStopAsked = false;
    feed.offer(new Beat.Said(last));
  }

  private void stop() {
    isStopAsked = true;
    feed.offer(new Beat.Said(talk.stop().messageId()));
  }

  private boolean isBusy() {
    return last != 0
        && instance.store().status(last).filter(status -> !Screen.isOver(status)).isPresent();
  }

  private void note(String text) {
    feed.offer(new Beat.Note(text));
  }

  private String farewell() {
    String rest = isBusy() ? " Your last message is kept; it is answered next time." : "";
    return "Session saved." + rest + " Resume with: nanobot agent -s " + talk.session();
  }
}
