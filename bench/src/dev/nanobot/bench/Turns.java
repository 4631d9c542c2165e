package dev.nanobot.bench;

import dev.nanobot.bench.Rig.Model;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// One warm durable turn, from the message's arrival at the intake to the answer's at the channel.
final class Turns {
  static final String PART = "turns";

  private static final int WARM_UP = 1_500;
  private static final int MEASURED = 1_500;
  private static final int CHATS = 100;
  private static final int LONG_TURNS = 120; // fill what a turn reads of its session

  /// What stands between a message and its answer, in this order.
  private static final List<String> STEPS =
      List.of("post", "lease", "open", "model", "finish", "take");

  private Turns() {}

  static List<Figure> measure(Path folder, String modelBase)
      throws IOException, InterruptedException {
    List<Figure> figures = new ArrayList<>();
    try (var rig = new Rig(folder.resolve("http"), Rig.openAi(modelBase, "fake"))) {
      Samples turns = rotating(rig);
      figures.add(
          Figure.low(PART, "one warm durable turn over HTTP, p50", turns.medianMs(), "ms", 3));
      figures.add(Figure.low(PART, "one warm durable turn over HTTP, p99", turns.percentileMs(99),
          "ms", 20));
      for (String step : STEPS) {
        figures.add(Figure.note(
            PART, "  of it " + step + ", p50", rig.watched().medianMs(step), "ms"));
      }
      Samples late = inOneChat(rig);
      figures.add(Figure.note(PART, "the same in a session of 240 entries and more, p50",
          late.medianMs(), "ms"));
    }
    figures.addAll(withoutHttp(folder.resolve("instant"), Model.INSTANT));
    return figures;
  }

  private static List<Figure> withoutHttp(Path home, Model model)
      throws IOException, InterruptedException {
    try (var rig = new Rig(home, model)) {
      Samples turns = rotating(rig);
      return List.of(
          Figure.note(PART, "the same without HTTP, p50", turns.medianMs(), "ms"),
          Figure.note(PART, "the same without HTTP, p99", turns.percentileMs(99), "ms"));
    }
  }

  private static Samples rotating(Rig rig) throws InterruptedException {
    run(rig, WARM_UP, CHATS);
    rig.watched().forget();
    return Samples.of(run(rig, MEASURED, CHATS));
  }

  private static Samples inOneChat(Rig rig) throws InterruptedException {
    var talker = rig.talker("long");
    for (int i = 0; i < LONG_TURNS; i++) talker.talk();
    long[] times = new long[MEASURED / 3];
    for (int i = 0; i < times.length; i++) times[i] = pausing(rig, talker);
    return Samples.of(times);
  }

  private static long[] run(Rig rig, int turns, int chats) throws InterruptedException {
    long[] times = new long[turns];
    for (int i = 0; i < turns; i++) times[i] = pausing(rig, rig.talker("chat" + i % chats));
    return times;
  }

  /// What the turn before has still to note after its answer is not counted to this one.
  private static long pausing(Rig rig, Talker talker) throws InterruptedException {
    long time = talker.talk();
    rig.world().sleep(Duration.ofMillis(1));
    return time;
  }
}
