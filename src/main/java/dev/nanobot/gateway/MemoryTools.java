package dev.nanobot.gateway;

import dev.nanobot.agent.Prompt;
import dev.nanobot.message.Effect;
import dev.nanobot.message.Json;
import dev.nanobot.message.Sharing;
import dev.nanobot.message.ToolSpec;
import dev.nanobot.message.Write;
import dev.nanobot.store.Memories;
import dev.nanobot.store.Memories.Hit;
import dev.nanobot.store.Memories.Text;
import dev.nanobot.tool.Call;
import dev.nanobot.tool.Edit;
import dev.nanobot.tool.Output;
import dev.nanobot.tool.Tool;
import dev.nanobot.tool.ToolException;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/// The tools over memory. Each works in the scope of whoever asks.
///
/// Shared: immutable.
public final class MemoryTools {
  /// What is left of a result's length for the words around a text.
  private static final int NOTE_CHARS = 300;

  private final StoredMemory memory;
  private final int charsMax;

  /// A text longer than a result of `resultCharsMax` characters comes in pages, so that no part of
  /// it is kept in a file.
  public MemoryTools(StoredMemory memory, int resultCharsMax) {
    this.memory = memory;
    this.charsMax = Math.max(1, resultCharsMax - NOTE_CHARS);
  }

  public List<Tool> all() {
    return List.of(new Remember(), new ReadMemory(), new EditMemory(), new SearchMemory());
  }

  private String scope(Call call) {
    return memory.sharing().scope(call.asker());
  }

  private Memories memories() {
    return memory.memories();
  }

  /// A page of a text from the character `offset` on.
  private String page(String text, int offset) {
    int from = Math.clamp(offset, 0, text.length());
    String page = Prompt.head(text.substring(from), charsMax);
    int end = from + page.length();
    return end == text.length() ? page : page + "\n(cut; read on with offset=" + end + ")";
  }

  private final class Remember implements Tool {
    private static final ToolSpec SPEC =
        new ToolSpec(
            "remember",
            "Add a note to today's notes in memory. What should be known for good belongs into the"
                + " long-term memory: edit_memory.",
            Json.parse(
                """
                {"type": "object", "required": ["text"], "properties": {
                  "text": {"type": "string", "minLength": 1, "maxLength": 20000,
                    "description": "What to remember, in a sentence"}}}
                """));

    @Override
    public ToolSpec spec() {
      return SPEC;
    }

    /// The row is written with the result or not at all: running again writes nothing twice.
    @Override
    public Effect effect() {
      return Effect.PURE;
    }

    @Override
    public Output run(JsonNode arguments, Call call) {
      String text = arguments.path("text").asString("").strip();
      if (text.isEmpty()) throw new ToolException("a note is never blank");
      String day = memory.today();
      return new Output(
          "Noted in memory/" + day + ".",
          List.of(new Write.Remember(scope(call), day, text, call.principal().id(), call.key())));
    }
  }

  private final class ReadMemory implements Tool {
    private static final ToolSpec SPEC =
        new ToolSpec(
            "read_memory",
            "Read the long-term memory, or the notes of a day. The answer says which version it"
                + " is: edit_memory wants to know.",
            Json.parse(
                """
                {"type": "object", "properties": {
                  "day": {"type": "string", "pattern": "^\\\\d{4}-\\\\d\\\\d-\\\\d\\\\d$",
                    "description": "YYYY-MM-DD; the long-term memory if left out"},
                  "offset": {"type": "integer", "minimum": 0,
                    "description": "The first character to read"}}}
                """));

    @Override
    public ToolSpec spec() {
      return SPEC;
    }

    @Override
    public Effect effect() {
      return Effect.PURE;
    }

    @Override
    public Output run(JsonNode arguments, Call call) throws InterruptedException {
      String day = arguments.path("day").asString("");
      String name = day.isEmpty() ? Memories.LONG_TERM : day + ".md";
      Text text = memory.text(scope(call), name);
      String shown = text.body().isEmpty() ? "(nothing)" : text.body();
      return Output.of(
          (day.isEmpty() ? "Version " + text.version() + ":\n" : "")
              + page(shown, arguments.path("offset").asInt(0)));
    }
  }

  private final class EditMemory implements Tool {
    private static final ToolSpec SPEC =
        new ToolSpec(
            "edit_memory",
            "Change the long-term memory: replace old_text by new_text, or all of it by text. If"
                + " another change came first, nothing is written and you are told so.",
            Json.parse(
                """
                {"type": "object", "required": ["version"], "properties": {
                  "version": {"type": "integer", "minimum": 0,
                    "description": "The version you read, as read_memory says it"},
                  "old_text": {"type": "string", "description": "The text to replace, exactly"},
                  "new_text": {"type": "string", "description": "What to put there"},
                  "text": {"type": "string", "description": "The whole new text"}}}
                """));

    @Override
    public ToolSpec spec() {
      return SPEC;
    }

    /// The version is written with the result or not at all: running again writes nothing twice.
    @Override
    public Effect effect() {
      return Effect.PURE;
    }

    @Override
    public Output run(JsonNode arguments, Call call) throws InterruptedException {
      String scope = scope(call);
      Text text = memory.text(scope, Memories.LONG_TERM);
      long version = arguments.path("version").asLong(-1);
      if (version != text.version()) throw overtaken(text);
      String body = edited(text.body(), arguments);
      if (body.length() > Memories.TEXT_CHARS_MAX) throw new ToolException("the text is too long");
      var edit =
          new Write.Edit(
              scope, text.name(), version, body, text.upto(), call.principal().id(), call.key());
      return new Output(
          "The long-term memory is version " + (version + 1) + " now.", List.of(edit));
    }

    private ToolException overtaken(Text now) {
      return new ToolException(
          "it was changed meanwhile, so nothing was written. It is version "
              + now.version()
              + " now:\n"
              + page(now.body(), 0));
    }

    private static String edited(String text, JsonNode arguments) {
      boolean isWhole = arguments.has("text");
      if (isWhole == arguments.has("old_text")) {
        throw new ToolException("give either text, or old_text and new_text");
      }
      if (isWhole) return arguments.path("text").asString("");
      String old = arguments.path("old_text").asString("");
      String fresh = arguments.path("new_text").asString("");
      return new Edit("the long-term memory", old, fresh, false).apply(text);
    }
  }

  private final class SearchMemory implements Tool {
    private static final ToolSpec SPEC =
        new ToolSpec(
            "search_memory",
            "Search what was remembered and what was said in past conversations, by words.",
            Json.parse(
                """
                {"type": "object", "required": ["words"], "properties": {
                  "words": {"type": "string", "minLength": 1, "description": "Words to look for"},
                  "limit": {"type": "integer", "minimum": 1, "maximum": 20,
                    "description": "How many to return"}}}
                """));

    @Override
    public ToolSpec spec() {
      return SPEC;
    }

    @Override
    public Effect effect() {
      return Effect.PURE;
    }

    @Override
    public Output run(JsonNode arguments, Call call) throws InterruptedException {
      String scope = scope(call);
      memory.text(scope, Memories.LONG_TERM); // What was edited a moment ago is found, too.
      List<Hit> hits =
          memories()
              .search(
                  scope,
                  Sharing.own(call.principal().id(), call.trust()),
                  arguments.path("words").asString(""),
                  arguments.path("limit").asInt(Memories.HITS_MAX));
      return Output.of(hits.isEmpty() ? "Nothing has these words." : page(told(hits), 0));
    }

    private String told(List<Hit> hits) {
      List<String> lines = new ArrayList<>();
      for (Hit hit : hits) lines.add("- " + memory.line(hit));
      return String.join("\n", lines);
    }
  }
}
