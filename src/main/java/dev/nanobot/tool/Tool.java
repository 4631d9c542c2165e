package dev.nanobot.tool;

import dev.nanobot.message.Effect;
import dev.nanobot.message.ToolSpec;
import tools.jackson.databind.JsonNode;

/// One ability that a model may call. Immutable: who is asking arrives with each call.
///
/// Shared: `run` may be called from any number of threads.
public interface Tool {
  ToolSpec spec();

  /// What running it again would do.
  Effect effect();

  /// Runs with `arguments`, which fit the schema. Blocks; interruptible: an interrupt ends
  /// everything that the run started.
  ///
  /// @throws ToolException for a failure that the model should read and react to
  Output run(JsonNode arguments, Call call) throws InterruptedException;
}
