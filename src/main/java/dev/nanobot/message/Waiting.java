package dev.nanobot.message;

/// A call that has no result yet. `key` is the same at every attempt. `mayHaveRun` says that a run
/// was begun whose outcome nobody recorded.
public record Waiting(Message.ToolCall call, String key, Effect effect, boolean mayHaveRun) {}
