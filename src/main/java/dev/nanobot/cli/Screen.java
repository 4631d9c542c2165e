package dev.nanobot.cli;

import dev.nanobot.app.Instance;
import dev.nanobot.gateway.Conversation;
import dev.nanobot.message.Event;
import dev.nanobot.message.Outbound;
import dev.nanobot.store.Store.Status;
import dev.nanobot.store.StoreException;
import dev.nanobot.world.World;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jline.reader.LineReader;
import org.jline.utils.AttributedString;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What a conversation shows above and below the line that a person types.
///
/// Owned by the thread that runs it: finished lines go above the prompt, what is unfinished into
/// the status area below.
final class Screen implements Runnable {
  private static final Duration FRAME = Duration.ofMillis(100);
  private static final Duration LOOK = Duration.ofMillis(500);
  private static final int TAIL_LINES_MAX = 4;
  private static final int COLUMNS_UNKNOWN = 80;
  private static final List<String> SPINNER =
      List.of("⠋", "⠙", "⠹", "⠸", "⠼", "⠴", "⠦", "⠧", "⠇", "⠏");
  private static final List<String> SPINNER_ASCII = List.of("|", "/", "-", "\\");

  private static final Logger log = LoggerFactory.getLogger(Screen.class);

  private final World world;
  private final Instance instance;
  private final Conversation talk;
  private final LineReader reader;
  private final AnswerLines answer;
  private final Parts parts;
  private final Set<Long> waiting = new LinkedHashSet<>();
  private List<String> shown = List.of();
  private String idle;
  private String doing = "thinking";
  private long askedAt;
  private long lookedAt;
  private int frame;
  private String trouble = ""; // why the last look failed, or empty

  /// What a screen is made of besides.
  record Parts(Feed<Beat> feed, Style style, String model) {}

  Screen(
      World world,
      Instance instance,
      Conversation talk,
      LineReader reader,
      AnswerLines answer,
      Parts parts) {
    this.world = world;
    this.instance = instance;
    this.talk = talk;
    this.reader = reader;
    this.answer = answer;
    this.parts = parts;
    idle = talk.session() + " · " + parts.model();
  }

  @Override
  public void run() {
    try {
      boolean isOver = false;
      while (!isOver) {
        Optional<Beat> beat = parts.feed().next(FRAME);
        for (; beat.isPresent() && !isOver; beat = parts.feed().next(Duration.ZERO)) {
          isOver = take(beat.get());
        }
        if (world.since(lookedAt).compareTo(LOOK) >= 0) look();
        if (!isOver) draw();
      }
      clear();
    } catch (InterruptedException e) {
      clear(); // The program ends.
    } catch (RuntimeException e) {
      // The root of the screen's thread: mostly its terminal was closed. The conversation is kept.
      log.warn("the screen ended: {}", e.toString());
    }
  }

  /// Returns whether it was the last.
  private boolean take(Beat beat) {
    switch (beat) {
      case Beat.Happened(Event event) -> {
        doing = doing(event);
        print(answer.show(event, columns()));
        if (event instanceof Event.TurnEnded) look();
      }
      case Beat.Said(long id) -> {
        if (waiting.isEmpty()) askedAt = world.nanos();
        waiting.add(id);
      }
      case Beat.Note(String text) ->
          print(Wrap.words(List.of(new Run(text, Style.DIM)), columns()));
      case Beat.Over() -> {
        return true;
      }
    }
    return false;
  }

  private static String doing(Event event) {
    return switch (event) {
      case Event.ToolStarted started -> started.tool();
      case Event.TextDelta text -> "answering";
      default -> "thinking";
    };
  }

  /// Looks what the store knows. A store that fails now may do better at the next look, and the
  /// person is told once what is the matter.
  private void look() {
    lookedAt = world.nanos();
    try {
      lookIntoStore();
      trouble = "";
    } catch (StoreException e) {
      String now = String.valueOf(e.getMessage());
      if (!now.equals(trouble)) print(Wrap.words(List.of(new Run(now, Style.RED)), columns()));
      trouble = now;
    }
  }

  /// Answers may also come from another process.
  private void lookIntoStore() {
    for (long id : List.copyOf(waiting)) {
      Optional<Status> status = instance.store().status(id);
      if (status.isEmpty() || !isOver(status.get())) continue;
      waiting.remove(id);
      tell(status.get());
    }
    List<Outbound> unheard = talk.unheard();
    for (Outbound said : unheard) {
      if (!answer.hasSaid(said.text())) print(answer.whole(said.text(), columns()));
      answer.forget();
    }
    talk.heard(unheard);
  }

  static boolean isOver(Status status) {
    return !status.state().equals("new") && !status.state().equals("taken");
  }

  private void tell(Status status) {
    var usage = status.usage();
    if (usage.modelCalls() > 0) {
      idle =
          talk.session()
              + " · "
              + usage.model()
              + " · "
              + usage.input()
              + " tokens in, "
              + usage.output()
              + " out";
    }
    if (status.state().equals("superseded")) {
      print(
          List.of(
              AnswerLines.cut(
                  (parts.style().isUtf8() ? "■ " : "") + "stopped", Style.DIM, columns())));
    }
    if (!status.state().equals("dead")) return;
    print(
        List.of(
            AnswerLines.cut(
                (parts.style().isUtf8() ? "✗ " : "failed: ")
                    + status.reason()
                    + " · nanobot trace "
                    + status.messageId(),
                Style.RED,
                columns())));
  }

  private void print(List<Line> lines) {
    if (lines.isEmpty()) return;
    var text = new ArrayList<String>();
    lines.forEach(line -> text.add(line.painted(parts.style())));
    reader.printAbove(String.join("\n", text));
  }

  /// The last column stays free: a status area loses characters there.
  private int columns() {
    int columns = reader.getTerminal().getSize().getColumns();
    return Math.max(Wrap.COLUMNS_MIN, (columns > 0 ? columns : COLUMNS_UNKNOWN) - 1);
  }

  private void draw() {
    var lines = new ArrayList<String>();
    if (waiting.isEmpty()) {
      lines.add(AnswerLines.cut(idle, Style.DIM, columns()).painted(parts.style()));
    } else {
      List<Line> tail = answer.tail(columns());
      tail.subList(Math.max(0, tail.size() - TAIL_LINES_MAX), tail.size())
          .forEach(line -> lines.add(line.painted(parts.style())));
      lines.add(
          AnswerLines.cut(
                  spinner()
                      + " "
                      + doing
                      + " · "
                      + world.since(askedAt).toSeconds()
                      + " s · Ctrl-C stops",
                  Style.DIM,
                  columns())
              .painted(parts.style()));
    }
    if (lines.equals(shown)) return;
    shown = lines;
    update(lines);
  }

  private String spinner() {
    List<String> frames = parts.style().isUtf8() ? SPINNER : SPINNER_ASCII;
    return frames.get(frame++ % frames.size());
  }

  private void clear() {
    update(List.of());
  }

  private void update(List<String> lines) {
    var status = org.jline.utils.Status.getStatus(reader.getTerminal());
    if (status == null) return;
    int columns = columns();
    status.update(
        lines.stream()
            .map(AttributedString::fromAnsi)
            .map(line -> line.columnSubSequence(0, columns))
            .toList());
  }
}
