package dev.nanobot.tool;

import dev.nanobot.message.Attachment;
import java.nio.file.Path;
import java.util.List;

/// What a workspace has of single people: what they sent, and results that were too long for their
/// conversations. The owner sees all of it, others see their own.
final class Personal {
  /// Directly in the workspace, so that no command can move it.
  private static final String OURS = ".nanobot";

  private static final String RESULTS = OURS + "/results";

  private Personal() {}

  /// The directories of all people, each with nothing else in it.
  static List<Path> all(Path workspace) {
    return List.of(Reach.received(workspace), workspace.resolve(OURS));
  }

  /// What is a caller's own in them.
  static List<Path> of(Path workspace, Call call) {
    return List.of(
        Reach.received(workspace).resolve(folder(call)), workspace.resolve(results(call)));
  }

  /// Where the caller's long results are, in the workspace.
  static String results(Call call) {
    return RESULTS + "/" + folder(call);
  }

  private static String folder(Call call) {
    return Attachment.folder(call.principal());
  }
}
