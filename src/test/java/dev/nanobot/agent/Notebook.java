package dev.nanobot.agent;

import dev.nanobot.message.Asker;
import dev.nanobot.message.Budgets;
import dev.nanobot.message.Effect;
import dev.nanobot.message.Message;
import dev.nanobot.message.Message.Result;
import dev.nanobot.message.Message.ToolCall;
import dev.nanobot.message.Outcome;
import dev.nanobot.message.Overdraft;
import dev.nanobot.message.Past;
import dev.nanobot.message.Principal;
import dev.nanobot.message.Recap;
import dev.nanobot.message.Reply;
import dev.nanobot.message.Reservation;
import dev.nanobot.message.SessionKey;
import dev.nanobot.message.Settled;
import dev.nanobot.message.Summary;
import dev.nanobot.message.Trust;
import dev.nanobot.message.Usage;
import dev.nanobot.message.Waiting;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// A journal in memory that writes down what it is told, in order.
final class Notebook implements Journal {
  boolean isResting;
  static final Asker ANN = new Asker(new Principal("chat:ann"), Trust.OWNER);
  static final Asker BOB = new Asker(new Principal("chat:bob"), Trust.ALLOWED);

  final ConcurrentLinkedQueue<String> lines = new ConcurrentLinkedQueue<>();
  final List<Message> arriving = new ArrayList<>();
  final Map<String, Outcome> settled = new LinkedHashMap<>();
  final List<Past.Said> past = new ArrayList<>();
  final List<Reservation> reserved = new ArrayList<>();
  Asker askerAfter = ANN;
  Recap recap = Recap.NONE;
  long upto;
  @Nullable Overdraft overdraft;
  private @Nullable Reply finished;
  private final Function<String, Effect> effects;
  private List<Waiting> open = List.of();
  private int planned;

  Notebook(Function<String, Effect> effects) {
    this.effects = effects;
  }

  @Override
  public SessionKey session() {
    return SessionKey.of("chat", "1");
  }

  @Override
  public List<Waiting> plan(Reply reply) {
    lines.add("plan");
    var calls = new ArrayList<Waiting>();
    for (ToolCall call : reply.message().calls()) {
      calls.add(new Waiting(call, "k" + ++planned, effects.apply(call.tool()), false));
    }
    open = List.copyOf(calls);
    return open;
  }

  @Override
  public void begin(Waiting call) {
    lines.add("begin " + call.call().id());
  }

  @Override
  public void note(Waiting call, Outcome outcome) {
    lines.add("note " + call.call().id());
  }

  @Override
  public Settled settle(Map<String, Outcome> outcomes) {
    lines.add("settle");
    settled.putAll(outcomes);
    var appended = new ArrayList<Message>();
    for (Waiting call : open) {
      Outcome outcome = outcomes.get(call.key());
      if (outcome != null) appended.add(outcome.result());
    }
    if (open.isEmpty()) {
      for (Outcome outcome : outcomes.values()) appended.add(outcome.result());
    }
    open = List.of();
    appended.addAll(arriving);
    arriving.clear();
    return new Settled(appended, askerAfter);
  }

  @Override
  public void finish(Reply reply) {
    lines.add("finish");
    finished = reply;
  }

  @Override
  public Past past(int entriesMax) {
    var entries = new ArrayList<Past.Said>();
    for (Past.Said entry : past) {
      boolean isWithin = entries.size() < entriesMax || entries.getLast().turn() == entry.turn();
      if (entry.seq() > upto && isWithin) entries.add(entry);
    }
    boolean hasMore = !entries.isEmpty() && entries.getLast().seq() < past.getLast().seq();
    return new Past(recap, entries, hasMore);
  }

  @Override
  public void beginSummary() {
    lines.add("summary");
  }

  @Override
  public void compact(Summary summary) {
    lines.add("compact " + summary.upto());
    upto = summary.upto();
    recap = new Recap(summary.reply().message().text(), Instant.EPOCH);
  }

  @Override
  public void endCompaction(Summary summary, String answer) {
    compact(summary);
    endCompaction(answer);
  }

  @Override
  public void endCompaction(String answer) {
    lines.add("end " + answer);
  }

  @Override
  public Optional<Overdraft> reserve(Reservation wanted, Budgets budgets) {
    lines.add("reserve");
    reserved.add(wanted);
    return Optional.ofNullable(overdraft);
  }

  @Override
  public void release() {
    lines.add("release");
  }

  @Override
  public void restCompaction(int entries) {
    lines.add("rest " + entries);
    isResting = true;
  }

  @Override
  public boolean isCompactionResting() {
    return isResting;
  }

  @Override
  public void waste(Reply reply) {
    lines.add("waste " + reply.usage().output());
  }

  @Override
  public void forfeit() {
    lines.add("forfeit");
  }

  @Override
  public Optional<String> seen(String path) {
    return Optional.of("version of " + path);
  }

  String answer() {
    return reply().message().text();
  }

  Usage usage() {
    return reply().usage();
  }

  Reply reply() {
    if (finished == null) throw new AssertionError("the turn did not end");
    return finished;
  }

  List<String> results() {
    return settled.values().stream().map(Outcome::result).map(Result::text).toList();
  }
}
