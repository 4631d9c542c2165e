package dev.nanobot.provider;

import dev.nanobot.message.Event;
import dev.nanobot.message.Media;
import dev.nanobot.message.Message;
import dev.nanobot.message.Reply;
import dev.nanobot.message.ToolSpec;
import java.util.List;
import java.util.function.Consumer;

/// A language model behind some API.
///
/// Shared: `complete` may be called from any number of threads.
public interface Provider {
  /// Answers `request`. Blocks; interruptible. What arrives meanwhile goes to `events`, on the
  /// calling thread.
  ///
  /// @throws ProviderException for every failure of the far side, saying whether and when a retry
  ///     may help
  Reply complete(Request request, Consumer<Event> events) throws InterruptedException;

  /// What is asked. `system` and `tools` come first on the wire and stay the same from call to
  /// call, so that the far side can cache them. `transcript` holds exactly one result for each
  /// call. `media` is where the bytes of its attachments are.
  record Request(
      String model,
      String system,
      List<Message> transcript,
      List<ToolSpec> tools,
      Options options,
      Media media) {
    public Request {
      transcript = List.copyOf(transcript);
      tools = List.copyOf(tools);
    }

    /// A question that shows no attachments.
    public Request(
        String model,
        String system,
        List<Message> transcript,
        List<ToolSpec> tools,
        Options options) {
      this(model, system, transcript, tools, options, Media.NONE);
    }

    /// The same with its attachments elsewhere.
    public Request with(Media other) {
      return new Request(model, system, transcript, tools, options, other);
    }

    /// The same to another model.
    Request to(String other) {
      return new Request(other, system, transcript, tools, options, media);
    }
  }

  /// How it is to be answered. `outputTokensMax` is at least 1; `reasoningEffort` is empty, or the
  /// provider's word for it (`low`, `medium`, `high`).
  record Options(int outputTokensMax, double temperature, String reasoningEffort) {}
}
