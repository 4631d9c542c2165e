package dev.nanobot.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nanobot.message.Asker;
import dev.nanobot.message.Attachment;
import dev.nanobot.message.Buttons;
import dev.nanobot.message.Json;
import dev.nanobot.message.Message.Assistant;
import dev.nanobot.message.Message.Result;
import dev.nanobot.message.Message.ToolCall;
import dev.nanobot.message.Outbound;
import dev.nanobot.message.Principal;
import dev.nanobot.message.SessionKey;
import dev.nanobot.message.Trust;
import dev.nanobot.message.Upload;
import dev.nanobot.message.Write;
import dev.nanobot.store.SqliteStore;
import dev.nanobot.store.Store;
import dev.nanobot.tool.Call;
import dev.nanobot.tool.Output;
import dev.nanobot.tool.ToolException;
import dev.nanobot.world.RealWorld;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

@Timeout(60)
class MessageToolTest {
  private static final SessionKey HERE = new SessionKey("telegram", "work", "42", "7");

  @TempDir private Path directory;
  private final Map<String, byte[]> files = new HashMap<>();
  private Store store;
  private MessageTool tool;

  @BeforeEach
  void open() {
    store = SqliteStore.open(new RealWorld(), directory.resolve("files.db"));
    tool =
        new MessageTool(
            Set.of("telegram", "telegram@work", "cli"), this::read, store.attachments());
  }

  @AfterEach
  void close() {
    store.close();
  }

  private byte[] read(String path, Call call, int bytesMax) {
    byte[] bytes = files.get(path);
    if (bytes == null) throw new ToolException("there is no such file: " + path);
    return bytes;
  }

  private List<Attachment> sent(String arguments) {
    return ((Write.Say) run(arguments, Trust.ALLOWED).writes().getFirst()).files();
  }

  @Test
  void filesAreKeptAsTheyAreAndOnceForEachCall() {
    files.put("out/report.txt", "one".getBytes(UTF_8));
    String arguments = "{\"content\":\"here\",\"media\":[\"out/report.txt\"]}";
    List<Attachment> first = sent(arguments);
    assertThat(first).extracting(Attachment::name).containsExactly("report.txt");
    assertThat(sent(arguments)).isEqualTo(first);
    files.put("out/report.txt", "two".getBytes(UTF_8));
    List<Attachment> other = sent(arguments);
    assertThat(other).isNotEqualTo(first);
    assertThat(store.attachments().bytes(other.getFirst().id())).contains("two".getBytes(UTF_8));
  }

  @Test
  void aFileThatCannotBeSentIsToldAndNothingIsSaid() {
    assertThatThrownBy(() -> run("{\"content\":\"x\",\"media\":[\"gone\"]}", Trust.ALLOWED))
        .isInstanceOf(ToolException.class)
        .hasMessage("there is no such file: gone");
    files.put("large", new byte[Upload.BYTES_MAX + 1]);
    assertThatThrownBy(() -> run("{\"content\":\"x\",\"media\":[\"large\"]}", Trust.ALLOWED))
        .isInstanceOf(ToolException.class)
        .hasMessageContaining("A file has at most 20,971,520 bytes");
  }

  @Test
  void buttonsGoWithTheMessage() {
    String arguments = "{\"content\":\"Which?\",\"buttons\":[[\"Yes\",\"No\"],[\"Later\"]]}";
    var buttons = new Buttons(List.of(List.of("Yes", "No"), List.of("Later")));
    assertThat(run(arguments, Trust.ALLOWED).writes())
        .containsExactly(new Write.Say(HERE, "Which?", buttons, List.of()));
    assertThat(run("{\"content\":\"Which?\",\"buttons\":[]}", Trust.ALLOWED).writes())
        .containsExactly(new Write.Say(HERE, "Which?"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "[[]] | at most 8 rows of 1 to 8 labels",
        "[['a','b','c','d','e','f','g','h','i']] | at most 8 rows of 1 to 8 labels",
        "[['two\\nlines']] | one line of 1 to 64 characters",
        "[['']] | one line of 1 to 64 characters",
        "[[7, '\\u202e']] | one line of 1 to 64 characters",
      },
      quoteCharacter = '`')
  void buttonsThatCannotBeAreTold(String rows, String reason) {
    String arguments = "{\"content\":\"x\",\"buttons\":" + rows.replace('\'', '"') + "}";
    assertThatThrownBy(() -> run(arguments, Trust.ALLOWED))
        .isInstanceOf(ToolException.class)
        .hasMessageStartingWith("Not said: ")
        .hasMessageContaining(reason);
  }

  @Test
  void aMessageWithoutWordsIsNone() {
    assertThatThrownBy(() -> run("{\"content\":\" \",\"buttons\":[[\"x\"]]}", Trust.ALLOWED))
        .isInstanceOf(ToolException.class);
  }

  @Test
  void theLimitsThatAModelIsToldAreThoseOfButtons() {
    JsonNode rows = MessageTool.SPEC.schema().path("properties").path("buttons");
    JsonNode row = rows.path("items");
    assertThat(rows.path("maxItems").asInt(0)).isEqualTo(Buttons.ROWS_MAX);
    assertThat(row.path("maxItems").asInt(0)).isEqualTo(Buttons.ROW_LABELS_MAX);
    assertThat(row.path("items").path("maxLength").asInt(0)).isEqualTo(Buttons.LABEL_CHARS_MAX);
  }

  private Output run(String arguments, Trust trust) {
    JsonNode json = Json.parse(arguments);
    return tool.run(
        json,
        new Call(
            HERE, new Asker(new Principal("telegram:1"), trust), "k", path -> Optional.empty()));
  }

  @Test
  void whatIsSaidWithoutATargetIsSaidInTheCurrentChat() {
    assertThat(run("{\"content\":\"hi\"}", Trust.ALLOWED).writes())
        .containsExactly(new Write.Say(HERE, "hi"));
  }

  @Test
  void aChatHearsSeveralMessagesOfOneReplyInTheOrderOfTheCalls() throws Exception {
    List<String> texts = IntStream.range(0, 8).mapToObj(i -> "m" + i).toList();
    House.Model model =
        transcript ->
            transcript.getLast() instanceof Result
                ? Assistant.of("end")
                : new Assistant(
                    "", texts.stream().map(MessageToolTest::saying).toList(), List.of());
    try (House house =
        new House(new RealWorld(), directory.resolve("order.db"), 2, model, tool).work()) {
      for (int i = 0; i < 40; i++) {
        house.end(house.hear("s" + i, "go"));
        assertThat(house.notices("s" + i)).startsWith(texts.toArray(new String[0])).endsWith("end");
      }
    }
  }

  private static ToolCall saying(String text) {
    return new ToolCall(text, "message", "{\"content\":\"" + text + "\"}");
  }

  @Test
  void theCurrentChatMayBeNamed() {
    assertThat(
            run("{\"content\":\"hi\",\"channel\":\"telegram\",\"chat_id\":\"42\"}", Trust.ALLOWED)
                .writes())
        .containsExactly(new Write.Say(HERE, "hi"));
  }

  @Test
  void theOwnerReachesAnotherChat() {
    assertThat(run("{\"content\":\"hi\",\"chat_id\":\"43\"}", Trust.OWNER).writes())
        .containsExactly(new Write.Say(new SessionKey("telegram", "work", "43", ""), "hi"));
    assertThat(
            run("{\"content\":\"hi\",\"channel\":\"cli\",\"chat_id\":\"direct\"}", Trust.OWNER)
                .writes())
        .containsExactly(new Write.Say(SessionKey.of("cli", "direct"), "hi"));
  }

  @Test
  void nobodyElseReachesAnotherChat() {
    for (Trust trust : List.of(Trust.ALLOWED, Trust.SYSTEM)) {
      for (String other :
          List.of(
              "\"chat_id\":\"43\"",
              "\"channel\":\"cli\"",
              "\"chat_id\":\"42:7\"",
              "\"chat_id\":\" 42\"")) {
        assertThatThrownBy(() -> run("{\"content\":\"hi\"," + other + "}", trust))
            .isInstanceOf(ToolException.class)
            .hasMessageContaining("Only the owner");
      }
    }
  }

  @Test
  void aChatThatCannotBeIsAFailureForTheModel() {
    String tooLong = "x".repeat(SessionKey.COMPONENT_CHARS_MAX + 1);
    assertThatThrownBy(
            () -> run("{\"content\":\"hi\",\"chat_id\":\"" + tooLong + "\"}", Trust.OWNER))
        .isInstanceOf(ToolException.class);
  }

  @Test
  void whatATurnSaysIsSaidOnceAndBeforeItsAnswer() throws Exception {
    House.Model model =
        transcript ->
            transcript.getLast() instanceof Result
                ? Assistant.of("done")
                : new Assistant(
                    "",
                    List.of(
                        new ToolCall("a", "message", "{\"content\":\"one\"}"),
                        new ToolCall("b", "message", "{\"content\":\"two\"}"),
                        new ToolCall("c", "message", "{\"content\":\"\"}")),
                    List.of());
    try (House house =
        new House(new RealWorld(), directory.resolve("store.db"), 1, model, tool).work()) {
      house.end(house.hear("1", "go"));
      assertThat(house.notices("1"))
          .hasSize(3)
          .endsWith("done")
          .containsExactlyInAnyOrder("one", "two", "done");
      assertThat(house.transcript("1").stream().filter(line -> line.startsWith("result: Error")))
          .hasSize(1);
    }
  }

  @Test
  void whoReadsAConversationIsToldTheButtons() throws Exception {
    String one = "{\"content\":\"Which?\",\"buttons\":[[\"Yes\",\"No\"]]}";
    String flat = "{\"content\":\"Which?\",\"buttons\":[\"Yes\",\"No\"]}";
    var calls = List.of(new ToolCall("a", "message", one), new ToolCall("b", "message", flat));
    House.Model model =
        transcript ->
            transcript.getLast() instanceof Result
                ? Assistant.of("done")
                : new Assistant("", calls, List.of());
    try (House house =
        new House(new RealWorld(), directory.resolve("store.db"), 1, model, tool).work()) {
      var talk =
          new Conversation(
              house.world, house.store, house.intake, house.watchers, House.session("1"));
      var status = talk.await(talk.say("go").messageId(), House.PATIENCE).orElseThrow();
      assertThat(status.answer()).isEqualTo("Which?\n\n[Yes] [No]\n\ndone");
      assertThat(talk.unheard())
          .extracting(Outbound::text)
          .containsExactly("Which?\n\n[Yes] [No]", "done");
      assertThat(house.transcript("1"))
          .anySatisfy(line -> assertThat(line).startsWith("result: Error").contains("buttons"));
    }
  }

  @Test
  void aChannelThatDoesNotExistIsNamedInsteadOfPromised() {
    assertThatThrownBy(
            () -> run("{\"content\":\"hi\",\"channel\":\"fax\",\"chat_id\":\"1\"}", Trust.OWNER))
        .isInstanceOf(ToolException.class)
        .hasMessageContaining("There is no channel fax")
        .hasMessageContaining("telegram@work");
  }
}
