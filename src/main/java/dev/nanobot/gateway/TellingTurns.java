package dev.nanobot.gateway;

import dev.nanobot.agent.Turn;
import dev.nanobot.channel.Steps;
import dev.nanobot.message.Message.Assistant;
import dev.nanobot.message.Opening;
import dev.nanobot.message.Redaction;
import dev.nanobot.message.SessionKey;
import dev.nanobot.message.Task;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/// Turns of whose steps chats are told what `steps` says of each, without `secrets`.
public record TellingTurns(
    Turns turns, Function<SessionKey, Steps> steps, Supplier<Redaction> secrets) implements Turns {
  @Override
  public Turn of(SessionKey session, Opening opening) {
    return turns.of(session, opening);
  }

  @Override
  public Optional<Chore> chore(Task task) {
    return turns.chore(task);
  }

  @Override
  public boolean hear(SessionKey session) throws InterruptedException {
    return turns.hear(session);
  }

  /// The text, and a line for each call, in which nothing is Markdown. What the tool `message` says
  /// needs no hint.
  @Override
  public String told(SessionKey session, Assistant step) {
    Steps wanted = steps.apply(session);
    List<String> lines = new ArrayList<>();
    if (wanted.texts() && !step.text().isBlank()) lines.add(step.text().strip());
    if (wanted.hints()) {
      Redaction hidden = secrets.get();
      step.calls().stream()
          .filter(call -> !call.tool().equals(MessageTool.SPEC.name()))
          .map(call -> ToolHint.of(call.tool(), call.arguments(), hidden))
          .forEach(hint -> lines.add(Literal.of(hint)));
    }
    return String.join("\n", lines);
  }
}
