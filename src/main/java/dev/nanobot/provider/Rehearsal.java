package dev.nanobot.provider;

import dev.nanobot.message.Attachment;
import dev.nanobot.message.Event;
import dev.nanobot.message.Json;
import dev.nanobot.message.Message;
import dev.nanobot.message.Reply;
import dev.nanobot.message.Reply.Finish;
import dev.nanobot.message.ToolSpec;
import dev.nanobot.message.Usage;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import tools.jackson.databind.node.ObjectNode;

/// A stand-in for a language model, built in and offline, which says that it is one. It repeats
/// what it is told, and calls tools on simple orders (`read FILE`, `run COMMAND`, `remember …`), so
/// that everything around a model can be seen at work. The same request always gets the same reply.
///
/// Shared: immutable.
final class Rehearsal implements Provider {
  /// How each answer begins.
  static final String OPENING = "This is the rehearsal model: ";

  /// How much of what it was told or what a tool said it repeats, in characters.
  static final int QUOTE_CHARS_MAX = 2_000;

  private static final int DELTAS = 4;
  private static final int TOKEN_CHARS = 4;

  /// What the model would say or do next.
  private sealed interface Step {}

  private record Say(String text) implements Step {}

  private record Use(String tool, ObjectNode arguments) implements Step {}

  /// A call of this turn, and what came of it.
  private record Done(Message.ToolCall call, Message.Result result) {}

  @Override
  public Reply complete(Request request, Consumer<Event> events) throws InterruptedException {
    if (Thread.interrupted()) throw new InterruptedException();
    return switch (next(request)) {
      case Say(String text) -> {
        speak(text, events);
        yield reply(request, Message.Assistant.of(text), Finish.STOP, text.length());
      }
      case Use(String tool, ObjectNode arguments) -> {
        var call = new Message.ToolCall("", tool, Json.write(arguments));
        List<Message.ToolCall> calls = Calls.named(List.of(call), request.transcript());
        yield reply(
            request,
            new Message.Assistant("", calls, List.of()),
            Finish.CALLS,
            call.arguments().length());
      }
    };
  }

  private static Step next(Request request) {
    int asked = lastHeard(request.transcript());
    if (asked < 0) return new Say(OPENING + "nobody has said anything yet.");
    var heard = (Message.User) request.transcript().get(asked);
    List<Message> since = request.transcript().subList(asked + 1, request.transcript().size());
    Wish wish = Wish.of(heard.text());
    List<Done> done = done(since);
    if (done.isEmpty()) return first(wish, heard, request.tools());
    return told(done.getLast());
  }

  private static Step first(Wish wish, Message.User heard, List<ToolSpec> tools) {
    return switch (wish) {
      case Wish.Read(String path) -> use(tools, "read_file", Json.object().put("path", path));
      case Wish.ListFolder(String path) -> use(tools, "list_dir", Json.object().put("path", path));
      case Wish.Run(String command) -> use(tools, "exec", Json.object().put("command", command));
      case Wish.Send(String text) -> use(tools, "message", Json.object().put("content", text));
      case Wish.Delegate(String task) -> use(tools, "spawn", Json.object().put("task", task));
      case Wish.Remember(String fact) -> use(tools, "remember", Json.object().put("text", fact));
      case Wish.Remind remind -> remind(remind, heard, tools);
      case Wish.RemindWhen _ ->
          new Say(OPENING + "say when, for example \"remind me in 10 minutes" + " to stretch\".");
      case Wish.Reported(String text) -> new Say(OPENING + "a subagent says:\n" + quote(text));
      case Wish.Talk(String text) -> heard.attachments().isEmpty() ? talk(text) : files(heard);
    };
  }

  private static Step talk(String text) {
    return new Say(
        OPENING
            + "no language model is set up, so it can only repeat what it hears. "
            + "You said: \""
            + quote(text.strip())
            + "\". It also understands: read FILE, list FOLDER, "
            + "run COMMAND, remember FACT, send TEXT, delegate TASK, "
            + "remind me in 10 minutes to DO.");
  }

  /// What came with a message, by name.
  private static Step files(Message.User heard) {
    List<Attachment> images = heard.attachments().stream().filter(Attachment::isImage).toList();
    List<Attachment> others = heard.attachments().stream().filter(file -> !file.isImage()).toList();
    var said = new StringBuilder(OPENING).append("it received ");
    if (!images.isEmpty()) said.append(listed(images, "image"));
    if (!images.isEmpty() && !others.isEmpty()) said.append(" and ");
    if (!others.isEmpty()) said.append(listed(others, "file"));
    said.append('.');
    if (!heard.text().isBlank()) said.append(" You said: \"" + quote(heard.text().strip()) + "\".");
    return new Say(said.toString());
  }

  private static String listed(List<Attachment> files, String word) {
    String names = files.stream().map(Attachment::about).collect(Collectors.joining(", "));
    return files.size() + " " + word + (files.size() == 1 ? ": " : "s: ") + names;
  }

  private static Step use(List<ToolSpec> tools, String tool, ObjectNode arguments) {
    if (isOffered(tools, tool)) return new Use(tool, arguments);
    return new Say(OPENING + "for that it needs the tool " + tool + ", which is not offered here.");
  }

  private static boolean isOffered(List<ToolSpec> tools, String name) {
    return tools.stream().anyMatch(spec -> spec.name().equals(name));
  }

  private static Optional<ToolSpec> offered(List<ToolSpec> tools, String name) {
    return tools.stream().filter(spec -> spec.name().equals(name)).findFirst();
  }

  /// A reminder goes through `cron`, in the parameters that the tool says it has.
  private static Step remind(Wish.Remind wish, Message.User heard, List<ToolSpec> tools) {
    ObjectNode arguments = Json.object().put("action", "add").put("message", wish.what());
    boolean takesTime =
        offered(tools, "cron")
            .map(spec -> spec.schema().path("properties"))
            .map(properties -> properties.has("at"))
            .orElse(false);
    if (wish.repeats()) {
      return use(tools, "cron", arguments.put("every_seconds", wish.after().toSeconds()));
    }
    if (takesTime) {
      return use(tools, "cron", arguments.put("at", heard.at().plus(wish.after()).toString()));
    }
    if (!isOffered(tools, "cron")) return use(tools, "cron", arguments);
    return new Say(
        OPENING
            + "the tool cron takes only reminders that repeat, for example \"remind"
            + " me every 2 hours to stretch\".");
  }

  private static Step told(Done last) {
    String verb = last.result.failed() ? " failed: " : " said: ";
    return new Say(OPENING + last.call.tool() + verb + "\n" + quote(last.result.text().strip()));
  }

  private static String quote(String text) {
    if (text.length() <= QUOTE_CHARS_MAX) return text;
    int end = QUOTE_CHARS_MAX - (Character.isLowSurrogate(text.charAt(QUOTE_CHARS_MAX)) ? 1 : 0);
    return text.substring(0, end) + "… (" + (text.length() - end) + " more characters)";
  }

  private static int lastHeard(List<Message> transcript) {
    for (int i = transcript.size() - 1; i >= 0; i--) {
      if (transcript.get(i) instanceof Message.User) return i;
    }
    return -1;
  }

  private static List<Done> done(List<Message> since) {
    List<Done> done = new ArrayList<>();
    for (Message message : since) {
      if (!(message instanceof Message.Assistant said)) continue;
      for (Message.ToolCall call : said.calls()) {
        since.stream()
            .filter(Message.Result.class::isInstance)
            .map(Message.Result.class::cast)
            .filter(result -> result.callId().equals(call.id()))
            .findFirst()
            .ifPresent(result -> done.add(new Done(call, result)));
      }
    }
    return done;
  }

  /// Says `text` in a few pieces, cut behind white space.
  private static void speak(String text, Consumer<Event> events) {
    int from = 0;
    for (int i = 1; i <= DELTAS && from < text.length(); i++) {
      int end = text.length() * i / DELTAS;
      while (end < text.length() && !Character.isWhitespace(text.charAt(end - 1))) end++;
      if (end > from) events.accept(new Event.TextDelta(text.substring(from, end)));
      from = Math.max(from, end);
    }
  }

  private static Reply reply(Request request, Message.Assistant message, Finish finish, int chars) {
    long read = request.system().length();
    for (Message said : request.transcript()) {
      read +=
          switch (said) {
            case Message.User user -> user.text().length();
            case Message.Assistant assistant -> assistant.text().length();
            case Message.Result result -> result.text().length();
          };
    }
    var usage = new Usage(read / TOKEN_CHARS + 1, chars / TOKEN_CHARS + 1, 0, 0);
    return new Reply(message, finish, usage, Providers.REHEARSAL);
  }
}
