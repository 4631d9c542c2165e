package dev.nanobot.sim;

import dev.nanobot.message.Json;
import dev.nanobot.message.Message;
import dev.nanobot.message.Message.Assistant;
import dev.nanobot.message.Message.Result;
import dev.nanobot.message.Message.ToolCall;
import dev.nanobot.message.Message.User;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.node.ObjectNode;

/// What the model of a household does with its tools: it takes notes, reads and edits the long-term
/// memory, makes jobs and removes some.
final class Chores {
  private static final Pattern VERSION = Pattern.compile("(?s)Version (\\d+):\n(.*)");
  private static final Pattern JOB = Pattern.compile("Added job ([0-9a-f]{8}) .*");
  private static final String NOTHING = "(nothing)";
  private static final String HEARTBEAT_OK = "HEARTBEAT_OK";
  private static final int CALLS_MAX = 3;

  private final SimWorld world;
  private final Outside outside;

  Chores(SimWorld world, Outside outside) {
    this.world = world;
    this.outside = outside;
  }

  /// The calls of the next reply, or its text; empty when it is one of those that all models give.
  Optional<Assistant> reply(List<Message> transcript) {
    checkConversation(transcript);
    noteJobs(transcript);
    Message last = transcript.getLast();
    if (last instanceof Result) return edit(transcript);
    if (world.chance(2) == 0) return Optional.of(calls(transcript.size()));
    boolean isHeartbeat = isHeartbeat(last) && world.chance(2) == 0;
    return isHeartbeat ? Optional.of(Assistant.of(HEARTBEAT_OK)) : Optional.empty();
  }

  private static boolean isHeartbeat(Message message) {
    return message instanceof User user && user.text().contains(HEARTBEAT_OK);
  }

  /// Each heartbeat is a conversation of its own.
  private void checkConversation(List<Message> transcript) {
    long beats = transcript.stream().filter(Chores::isHeartbeat).count();
    if (beats > 1) outside.faults.add(beats + " heartbeats in one conversation");
  }

  private void noteJobs(List<Message> transcript) {
    for (Message message : transcript) {
      if (!(message instanceof Result result)) continue;
      Matcher job = JOB.matcher(result.text());
      if (job.matches()) outside.deeds.heardOf.add(job.group(1));
    }
  }

  /// Adds a line to the long-term memory, if that was just read.
  private Optional<Assistant> edit(List<Message> transcript) {
    for (Message message : transcript.reversed()) {
      if (!(message instanceof Result result)) break;
      Matcher read = VERSION.matcher(result.text());
      if (!read.matches() || world.chance(3) == 0) continue;
      String text = read.group(2).equals(NOTHING) ? "" : read.group(2);
      List<ToolCall> calls = new ArrayList<>();
      int count = 1 + world.chance(2); // Of two edits of one version one is written.
      for (int i = 0; i < count; i++) {
        String id = "e" + transcript.size() + "_" + i;
        calls.add(new ToolCall(id, "edit_memory", edit(Integer.parseInt(read.group(1)), text)));
      }
      if (world.chance(2) == 0) calls.add(new ToolCall("l" + transcript.size(), "look", "{}"));
      return Optional.of(new Assistant("", calls, List.of()));
    }
    return Optional.empty();
  }

  private String edit(int version, String text) {
    return Json.write(
        Json.object().put("version", version).put("text", text + text("edit") + "\n"));
  }

  private Assistant calls(int size) {
    List<ToolCall> calls = new ArrayList<>();
    int count = 1 + world.chance(CALLS_MAX);
    for (int i = 0; i < count; i++) calls.add(call("c" + size + "_" + i));
    return new Assistant("", calls, List.of());
  }

  private ToolCall call(String id) {
    ObjectNode none = Json.object();
    return switch (world.chance(11)) {
      case 0, 1, 2 -> new ToolCall(id, "remember", Json.write(none.put("text", text("note"))));
      case 3, 4, 5 -> new ToolCall(id, "read_memory", "{}");
      case 6 -> new ToolCall(id, "search_memory", Json.write(none.put("words", "note edit")));
      case 7 -> new ToolCall(id, "cron", Json.write(add(none)));
      case 8 -> new ToolCall(id, "cron", Json.write(remove(none)));
      case 9 -> new ToolCall(id, "tap", "{}");
      default -> new ToolCall(id, "tell", "{}");
    };
  }

  /// A text that no other call has.
  private String text(String kind) {
    return "%s-%05d".formatted(kind, ++outside.deeds.texts);
  }

  private ObjectNode add(ObjectNode arguments) {
    if (outside.deeds.isOver) return arguments.put("action", "list");
    arguments.put("action", "add").put("message", text("do"));
    return switch (world.chance(3)) {
      case 0 -> arguments.put("every_seconds", 15 + world.chance(90));
      case 1 -> arguments.put("cron_expr", "*/40 * * * * *");
      default -> arguments.put("at", world.now().plusSeconds(5 + world.chance(120)).toString());
    };
  }

  private ObjectNode remove(ObjectNode arguments) {
    List<String> known = outside.deeds.heardOf.stream().sorted().toList();
    if (known.isEmpty()) return arguments.put("action", "list");
    return arguments.put("action", "remove").put("job_id", known.get(world.chance(known.size())));
  }
}
