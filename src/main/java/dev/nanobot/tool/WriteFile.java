package dev.nanobot.tool;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.nanobot.message.Effect;
import dev.nanobot.message.ToolSpec;
import dev.nanobot.message.Write;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/// Creates a file, or replaces one that the session knows.
///
/// Idempotent: a second run finds the content in place and says the same.
public final class WriteFile implements Tool {
  private static final ToolSpec SPEC =
      new ToolSpec(
          "write_file",
          "Write a whole file, creating it and its directories if needed. An existing file "
              + "must have"
              + " been read before, and must not have changed since.",
          Parameters.none()
              .required("path", "string", "The file, relative to the workspace or absolute")
              .required("content", "string", "The new content")
              .schema());

  private final Reach reach;

  WriteFile(Reach reach) {
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
    String path = arguments.path("path").asString("");
    byte[] content = arguments.path("content").asString("").getBytes(UTF_8);
    Reach.Saved saved =
        reach
            .of(call)
            .change(
                path,
                before -> {
                  before.ifPresent(file -> check(path, file, content, call));
                  return content;
                });
    return new Output(
        "Wrote " + content.length + " bytes to " + path,
        List.of(new Write.Saw(saved.real().toString(), saved.version())));
  }

  private static void check(String path, Reach.Content file, byte[] content, Call call) {
    if (Arrays.equals(file.bytes(), content)) return;
    Optional<String> seen = call.seen().version(file.real().toString());
    if (seen.isEmpty()) throw new ToolException(path + " exists; read it first");
    if (!seen.get().equals(file.version())) throw changed(path);
  }

  static ToolException changed(String path) {
    return new ToolException(
        path
            + " has changed since this conversation last saw it, so nothing"
            + " was written; read it again");
  }
}
