package dev.nanobot.e2e;

import dev.nanobot.message.Json;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/// A platform on which many chats talk at once to a gateway that keeps dying.
///
/// In each chat one round follows the other: a single message, or three at once; the next round
/// begins when the last is answered. What was not accepted before a death is brought again after
/// it, and some messages are brought twice on purpose. Everything heard is counted.
///
/// Shared: one lock around all of it.
final class Chats implements Program.Listener {
  private static final Pattern MARK = Pattern.compile("\\bm[0-9]+\\b");
  private static final int BURST = 3;
  private static final int PERMILLE = 1_000;
  private static final int BURST_PERMILLE = 150;
  private static final int ONCE_PERMILLE = 250;
  private static final int READ_PERMILLE = 100;
  private static final int TWICE_PERMILLE = 50;
  private static final int REFUSE_PERMILLE = 20;
  private static final int SILENT_PERMILLE = 2;
  private static final int RETRY_AFTER_MS_MAX = 40;

  private final ReentrantLock lock = new ReentrantLock();
  private final Random random;
  private final Map<String, List<Errand>> rounds = new HashMap<>();
  private final Map<String, Program> programs = new HashMap<>();
  private final Map<String, Errand> errands = new HashMap<>();
  private final Map<String, String> texts = new HashMap<>();
  private final Set<String> delivered = new HashSet<>();
  private final List<String> violations = new ArrayList<>();
  private final Set<Asked> asked = new HashSet<>();
  private boolean isDraining;
  private int broughtTwice;
  private int repeats;
  private int repeatsAfterYes;

  /// What a program said and was answered, by its id.
  private record Asked(Program program, String id) {}

  Chats(long seed, int chats) {
    random = new Random(seed);
    for (int i = 0; i < chats; i++) rounds.put("chat" + i, new ArrayList<>());
  }

  /// Connects a fresh program to every `of`-th chat, and brings it what is not accepted yet.
  void connect(Program program, int index, int of) {
    lock.lock();
    try {
      for (String chat : rounds.keySet().stream().sorted().toList()) {
        if (Integer.parseInt(chat, 4, chat.length(), 10) % of != index) continue;
        programs.put(chat, program);
        round(chat).stream()
            .filter(errand -> !errand.isAccepted())
            .forEach(errand -> program.send(errand.line()));
        goOn(chat);
      }
    } finally {
      lock.unlock();
    }
  }

  /// No new rounds from here on.
  void drain() {
    lock.lock();
    try {
      isDraining = true;
    } finally {
      lock.unlock();
    }
  }

  /// Whether everything is answered, and each answer was taken.
  boolean isQuiet() {
    lock.lock();
    try {
      return rounds.values().stream().allMatch(Chats::isOver)
          && delivered.containsAll(texts.keySet());
    } finally {
      lock.unlock();
    }
  }

  /// How many messages were accepted so far.
  long accepted() {
    lock.lock();
    try {
      return errands.values().stream().filter(Errand::isAccepted).count();
    } finally {
      lock.unlock();
    }
  }

  void blame(String violation) {
    lock.lock();
    try {
      violations.add(violation);
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void hear(Program program, String line) {
    lock.lock();
    try {
      JsonNode node = Json.parse(line);
      switch (node.path("type").asString("")) {
        case "accepted" -> accepted(program, node);
        case "say" -> say(program, node);
        case "error" -> late(program, node);
        default -> violations.add("unexpected line: " + line);
      }
    } catch (JacksonException e) {
      violations.add("not a line of the protocol: " + line);
    } finally {
      lock.unlock();
    }
  }

  private void accepted(Program program, JsonNode node) {
    Errand errand = errands.get(node.get("id").stringValue());
    long number = node.get("message").longValue();
    if (errand == null) {
      violations.add("accepted what nobody wrote: " + node);
      return;
    }
    boolean isFirst = !errand.isAccepted();
    if (!isFirst && errand.number != number) {
      violations.add(errand.id + " is accepted as " + errand.number + " and as " + number);
    }
    errand.number = number;
    if (isFirst && hits(TWICE_PERMILLE)) {
      broughtTwice++;
      program.send(errand.line());
    }
    goOn(errand.chat);
  }

  private void say(Program program, JsonNode node) {
    String key = node.get("key").stringValue();
    String chat = node.get("chat").stringValue();
    String text = chat + " " + node.get("text").stringValue();
    String before = texts.putIfAbsent(key, text);
    if (before == null) answered(chat, key, text);
    else {
      repeats++;
      if (delivered.contains(key)) repeatsAfterYes++;
      if (!before.equals(text)) violations.add("two texts under the key " + key);
    }
    reply(program, node.get("id").longValue(), key);
    goOn(chat);
  }

  /// An answer that was on its way for longer than the gateway waits: it says the same again.
  private void late(Program program, JsonNode node) {
    if (!asked.remove(new Asked(program, node.path("id").asString("")))) {
      violations.add("unexpected line: " + node);
    }
  }

  private void answered(String chat, String key, String text) {
    List<Errand> round = round(chat);
    if (isOver(round)) violations.add("said without being asked: " + key + " " + text);
    if (round.size() == 1) round.getFirst().answers.add(key);
    MARK.matcher(text)
        .results()
        .map(mark -> errands.get(mark.group()))
        .filter(errand -> errand != null && errand.chat.equals(chat))
        .forEach(errand -> errand.answers.add(key));
  }

  private void reply(Program program, long id, String key) {
    var answer = Json.object().put("id", id);
    if (hits(SILENT_PERMILLE)) return;
    asked.add(new Asked(program, Long.toString(id)));
    if (hits(REFUSE_PERMILLE)) {
      answer
          .put("type", "refused")
          .put("reason", "slow down")
          .put("retry", true)
          .put("retryAfterMs", random.nextInt(RETRY_AFTER_MS_MAX));
    } else {
      answer.put("type", "said").put("platformId", "p" + id);
      delivered.add(key);
    }
    program.send(Json.write(answer));
  }

  private void goOn(String chat) {
    Program program = programs.get(chat);
    if (isDraining || program == null || !isOver(round(chat))) return;
    List<Errand> round = new ArrayList<>();
    int size = hits(BURST_PERMILLE) ? BURST : 1;
    for (int i = 0; i < size; i++) {
      var errand =
          new Errand("m" + (errands.size() + 1), chat, size == 1 ? kind() : Errand.Kind.ECHO);
      errands.put(errand.id, errand);
      round.add(errand);
      program.send(errand.line());
    }
    rounds.put(chat, round);
  }

  private List<Errand> round(String chat) {
    return rounds.getOrDefault(chat, List.of());
  }

  private Errand.Kind kind() {
    int at = random.nextInt(PERMILLE);
    if (at < ONCE_PERMILLE) return Errand.Kind.ONCE;
    return at < ONCE_PERMILLE + READ_PERMILLE ? Errand.Kind.READ : Errand.Kind.ECHO;
  }

  private boolean hits(int permille) {
    return random.nextInt(PERMILLE) < permille;
  }

  /// A round ends when all of it is accepted and the last message is answered: the ones before it
  /// may be answered together with it.
  private static boolean isOver(List<Errand> round) {
    return round.isEmpty()
        || (round.stream().allMatch(Errand::isAccepted) && !round.getLast().answers.isEmpty());
  }

  /// What was counted; for when nothing is connected any more.
  Tally tally() {
    lock.lock();
    try {
      return new Tally(
          List.copyOf(errands.values()),
          texts.keySet(),
          broughtTwice,
          repeats,
          repeatsAfterYes,
          violations);
    } finally {
      lock.unlock();
    }
  }

  /// `said` are the keys of everything said; `repeats` what was said again under the same key, and
  /// `repeatsAfterYes` those of them that had been answered with yes.
  record Tally(
      List<Errand> errands,
      Set<String> said,
      int broughtTwice,
      int repeats,
      int repeatsAfterYes,
      List<String> violations) {
    Tally {
      errands = List.copyOf(errands);
      said = Set.copyOf(said);
      violations = List.copyOf(violations);
    }
  }
}
