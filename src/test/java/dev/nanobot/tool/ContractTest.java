package dev.nanobot.tool;

import dev.nanobot.message.Effect;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Nested;

/// The contract, for each tool of this package that needs no server.
class ContractTest {
  @Nested
  class ReadFileContract extends ToolContract {
    @Override
    protected Tool tool() throws Exception {
      return new ReadFile(new Desk(directory).reach, 16_000);
    }

    @Override
    protected String goodArguments() throws Exception {
      new Desk(directory).put("a.txt", "text");
      return "{\"path\":\"a.txt\"}";
    }

    @Override
    protected Effect effect() {
      return Effect.PURE;
    }
  }

  @Nested
  class WriteFileContract extends ToolContract {
    @Override
    protected Tool tool() throws Exception {
      return new WriteFile(new Desk(directory).reach);
    }

    @Override
    protected String goodArguments() {
      return "{\"path\":\"new.txt\",\"content\":\"text\"}";
    }

    @Override
    protected Effect effect() {
      return Effect.IDEMPOTENT;
    }
  }

  @Nested
  class EditFileContract extends ToolContract {
    @Override
    protected Tool tool() throws Exception {
      return new EditFile(new Desk(directory).reach);
    }

    @Override
    protected String goodArguments() throws Exception {
      new Desk(directory).put("a.txt", "text");
      return "{\"path\":\"a.txt\",\"old_text\":\"text\",\"new_text\":\"new\"}";
    }

    @Override
    protected Call call() throws Exception {
      Call call = super.call();
      String version = Version.of("text".getBytes(StandardCharsets.UTF_8));
      return new Call(call.session(), call.asker(), call.key(), path -> Optional.of(version));
    }

    @Override
    protected Effect effect() {
      return Effect.IDEMPOTENT;
    }
  }

  @Nested
  class ListDirectoryContract extends ToolContract {
    @Override
    protected Tool tool() throws Exception {
      return new ListDirectory(new Desk(directory).reach);
    }

    @Override
    protected String goodArguments() {
      return "{\"path\":\".\"}";
    }

    @Override
    protected Effect effect() {
      return Effect.PURE;
    }
  }

  @Nested
  class FindFilesContract extends ToolContract {
    @Override
    protected Tool tool() throws Exception {
      return new FindFiles(new Desk(directory).reach);
    }

    @Override
    protected String goodArguments() {
      return "{\"pattern\":\"*\"}";
    }

    @Override
    protected Effect effect() {
      return Effect.PURE;
    }
  }

  @Nested
  class GrepContract extends ToolContract {
    @Override
    protected Tool tool() throws Exception {
      return new Grep(world, new Desk(directory).reach);
    }

    @Override
    protected String goodArguments() {
      return "{\"pattern\":\"x\"}";
    }

    @Override
    protected Effect effect() {
      return Effect.PURE;
    }
  }

  @Nested
  class ExecContract extends ToolContract {
    @Override
    protected Tool tool() throws Exception {
      var desk = new Desk(directory);
      return new Exec(
          world,
          desk.reach,
          Duration.ofMinutes(5),
          Map.of(),
          List.of(),
          new Sandbox(desk.workspace, List.of(), false));
    }

    @Override
    protected String goodArguments() {
      return "{\"command\":\"echo hello\"}";
    }

    @Override
    protected Effect effect() {
      return Effect.ONCE;
    }
  }

  @Nested
  class WebFetchContract extends ToolContract {
    @Override
    protected Tool tool() {
      return new WebFetch(
          world, (uri, headers) -> WebToolsTest.page("https://example.org/", "text/plain", "text"));
    }

    @Override
    protected String goodArguments() {
      return "{\"url\":\"https://example.org\"}";
    }

    @Override
    protected Effect effect() {
      return Effect.PURE;
    }
  }
}
