package dev.nanobot.message;

import java.time.Instant;
import java.util.List;

/// One entry of a transcript, as a model sees it.
public sealed interface Message {
  /// Something heard, with when and from whom: told to the model with the text, so that the part
  /// of the prompt before the conversation stays the same.
  record User(String text, Instant at, String sender, List<Attachment> attachments)
      implements Message {
    public User {
      attachments = List.copyOf(attachments);
    }

    public User(String text, Instant at, String sender) {
      this(text, at, sender, List.of());
    }

    /// The text, and a line for each file.
    public String told() {
      var told = new StringBuilder(text);
      for (Attachment attachment : attachments) told.append('\n').append(attachment.told());
      return told.toString().strip();
    }
  }

  /// A model's reply; without calls it is final. `thoughts` go back to the same kind of model
  /// unchanged.
  record Assistant(String text, List<ToolCall> calls, List<Thought> thoughts) implements Message {
    public Assistant {
      calls = List.copyOf(calls);
      thoughts = List.copyOf(thoughts);
    }

    public static Assistant of(String text) {
      return new Assistant(text, List.of(), List.of());
    }

    public boolean isFinal() {
      return calls.isEmpty();
    }
  }

  /// What came of one call. There is exactly one for each.
  record Result(String callId, String text, boolean failed) implements Message {}

  /// The model's wish to run a tool; `arguments` is JSON text as the model wrote it, not yet
  /// checked.
  record ToolCall(String id, String tool, String arguments) {}

  /// Reasoning: `text` for people (empty when hidden), `json` the block as `wire` wants it back.
  record Thought(String wire, String text, String json) {}
}
