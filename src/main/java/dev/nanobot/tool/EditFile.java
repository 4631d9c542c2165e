package dev.nanobot.tool;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.nanobot.message.Effect;
import dev.nanobot.message.ToolSpec;
import dev.nanobot.message.Write;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/// Replaces a piece of text in a file that the session knows.
///
/// Idempotent: an edit is made to the version that the session saw and to no other, so it cannot
/// apply twice. A second run finds another version there; when undoing the edit gives the version
/// that was seen, the edit is done, and the run says so.
public final class EditFile implements Tool {
  private static final ToolSpec SPEC =
      new ToolSpec(
          "edit_file",
          "Replace text in a file. The file must have been read before, and must not have changed"
              + " since. old_text must match exactly and, unless replace_all is true, only once.",
          Parameters.none()
              .required("path", "string", "The file, relative to the workspace or absolute")
              .required("old_text", "string", "The text to replace, exactly as it is in the file")
              .required("new_text", "string", "What to put there")
              .optional("replace_all", "boolean", "Whether to replace every occurrence")
              .schema());

  private final Reach reach;

  EditFile(Reach reach) {
    this.reach = reach;
  }

  @Override
  public ToolSpec spec() {
    return SPEC;
  }

  @Override
  public Effect effect() {
    return Effect.IDEMPOTENT;
  }

  @Override
  public Output run(JsonNode arguments, Call call) throws InterruptedException {
    var edit =
        new Edit(
            arguments.path("path").asString(""),
            arguments.path("old_text").asString(""),
            arguments.path("new_text").asString(""),
            arguments.path("replace_all").asBoolean(false));
    Reach.Saved saved =
        reach
            .of(call)
            .change(
                edit.path(),
                before -> {
                  Reach.Content file =
                      before.orElseThrow(
                          () -> new ToolException("there is no such file: " + edit.path()));
                  return edited(edit, file, call.seen().version(file.real().toString()));
                });
    return new Output(
        "Edited " + edit.path(), List.of(new Write.Saw(saved.real().toString(), saved.version())));
  }

  private static byte[] edited(Edit asked, Reach.Content file, Optional<String> seen) {
    if (seen.isEmpty()) throw new ToolException("read " + asked.path() + " first");
    String text = Text.decode(file.bytes());
    Edit edit = asked.withLineEndsOf(text);
    if (seen.get().equals(file.version())) return edit.apply(text).getBytes(UTF_8);
    if (edit.isDone(text, seen.get())) return file.bytes();
    throw WriteFile.changed(edit.path());
  }
}
