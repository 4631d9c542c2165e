package dev.nanobot.e2e;

import dev.nanobot.world.RealWorld;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.BooleanSupplier;

/// Kills a program again and again while the chats talk to it, then lets it finish.
final class KillRun {
  private static final Duration START_MAX = Duration.ofMinutes(3);
  private static final Duration STOP_MAX = Duration.ofMinutes(2);
  private static final Duration LOOK = Duration.ofMillis(20);
  private static final int LIFE_MS_MIN = 250;
  private static final int LIFE_MS_MAX = 950;
  private static final int LIVES_IN_START = 3;

  private final RealWorld world = new RealWorld();
  private final Launch launch;
  private final Plan plan;
  private final Chats chats;
  private final Random random;
  private final List<Program> programs = new ArrayList<>();
  private Duration lifeMin = Duration.ZERO;

  /// `seed` decides what is written and when it is killed, not what the machine makes of it; the
  /// last life goes on until so many messages were accepted, at least; `drainMax` is how long it
  /// may take for that, and then to answer everything.
  record Plan(int kills, long seed, int instances, int chats, int acceptedMin, Duration drainMax) {}

  KillRun(Launch launch, Plan plan) {
    this.launch = launch;
    this.plan = plan;
    this.chats = new Chats(plan.seed(), plan.chats());
    this.random = new Random(plan.seed() + 1);
  }

  /// Runs to the end; stops early when a program does not come up.
  Chats.Tally run() throws InterruptedException {
    boolean isUp = true;
    for (int i = 0; i < plan.instances(); i++) {
      programs.add(start(i));
      isUp &= isSpeaking(programs.get(i));
    }
    for (int kill = 0; isUp && kill < plan.kills(); kill++) isUp = killOne();
    if (isUp) drain();
    for (Program program : programs) {
      if (program.stop(STOP_MAX) == -1) chats.blame("did not end within " + STOP_MAX);
    }
    return chats.tally();
  }

  private Program start(int index) {
    var program = new Program(launch, chats).begin();
    chats.connect(program, index, plan.instances());
    return program;
  }

  /// Where a start takes long a life is longer too, or no turn would ever get on.
  private boolean isSpeaking(Program program) throws InterruptedException {
    long start = world.nanos();
    boolean isSpeaking = program.awaitSpeaking(START_MAX);
    lifeMin = world.since(start).dividedBy(LIVES_IN_START);
    if (isSpeaking) return true;
    chats.blame("said nothing within " + START_MAX + " of its start: see " + launch.log());
    return false;
  }

  private boolean killOne() throws InterruptedException {
    int victim = random.nextInt(programs.size());
    var life = Duration.ofMillis(random.nextInt(LIFE_MS_MIN, LIFE_MS_MAX));
    if (programs.get(victim).awaitEnd(life.compareTo(lifeMin) < 0 ? lifeMin : life)) {
      chats.blame("ended by itself: see " + launch.log());
      return false;
    }
    programs.get(victim).kill();
    programs.set(victim, start(victim));
    return isSpeaking(programs.get(victim));
  }

  private void drain() throws InterruptedException {
    await("too little was accepted", () -> chats.accepted() >= plan.acceptedMin());
    chats.drain();
    await("not everything was answered", chats::isQuiet);
  }

  private void await(String otherwise, BooleanSupplier state) throws InterruptedException {
    long start = world.nanos();
    while (!state.getAsBoolean()) {
      if (world.since(start).compareTo(plan.drainMax()) > 0) {
        chats.blame(otherwise + " within " + plan.drainMax());
        return;
      }
      world.sleep(LOOK);
    }
  }
}
