package dev.nanobot.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nanobot.message.Message;
import dev.nanobot.message.Message.Assistant;
import dev.nanobot.message.Message.Result;
import dev.nanobot.message.Message.User;
import dev.nanobot.message.SessionKey;
import dev.nanobot.store.Imports.Dated;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import org.junit.jupiter.api.Test;

class OldSessionTest {
  private static final ZoneId ZONE = ZoneId.of("Europe/Berlin");
  private static final SessionKey KEY = SessionKey.of("telegram", "42");

  private static OldSession read(String... lines) {
    byte[] file = String.join("\n", lines).getBytes(StandardCharsets.UTF_8);
    return OldSession.read(file, KEY, ZONE);
  }

  private static List<Message> messages(String... lines) {
    return read(lines).messages().stream().map(Dated::message).toList();
  }

  @Test
  void aFileOfTheFirstFormatIsReadInLocalTime() {
    var session =
        read(
            "{\"_type\":\"metadata\",\"created_at\":\"2026-02-10T09:00:00\",\"metadata\":{}}",
            "{\"role\":\"user\",\"content\":\"hi\",\"timestamp\":\"2026-02-10T09:00:01.5\"}",
            "{\"role\":\"assistant\",\"content\":\"hello\",\"timestamp\":\"2026-02-10T09:00:02\"}");
    Instant at = Instant.parse("2026-02-10T08:00:01.500Z");
    assertThat(session.key()).isEqualTo(KEY);
    assertThat(session.problems()).isEmpty();
    assertThat(session.messages())
        .containsExactly(
            new Dated(at, new User("hi", at, "telegram:42")),
            new Dated(Instant.parse("2026-02-10T08:00:02Z"), Assistant.of("hello")));
  }

  @Test
  void aFileOfTheSecondFormatNamesItsSessionAndKeepsCallsWithTheirResults() {
    var session =
        read(
            "{\"_type\":\"metadata\",\"key\":\"telegram:9:topic\",\"last_consolidated\":0}",
            "{\"_type\":\"provider_state\",\"state\":{}}",
            "{\"role\":\"user\",\"timestamp\":\"2026-08-01T10:00:00+00:00\",\"content\":["
                + "{\"type\":\"image_url\"},{\"type\":\"text\",\"text\":\"look\"}]}",
            "{\"role\":\"assistant\",\"content\":null,\"tool_calls\":[{\"id\":\"c1\","
                + "\"type\":\"function\",\"function\":{\"name\":\"exec\","
                + "\"arguments\":\"{\\\"command\\\":\\\"date\\\"}\"}}]}",
            "{\"role\":\"tool\",\"tool_call_id\":\"c1\",\"name\":\"exec\",\"content\":\"Sat\"}",
            "{\"role\":\"assistant\",\"content\":\"It is Saturday.\"}");
    assertThat(session.key()).isEqualTo(SessionKey.of("telegram", "9:topic"));
    assertThat(session.problems()).isEmpty();
    List<Message> messages = session.messages().stream().map(Dated::message).toList();
    assertThat(messages).hasSize(4);
    assertThat(((User) messages.get(0)).text()).isEqualTo("[image_url]\nlook");
    assertThat(((Assistant) messages.get(1)).calls())
        .containsExactly(new Message.ToolCall("c1", "exec", "{\"command\":\"date\"}"));
    assertThat(messages.get(2)).isEqualTo(new Result("c1", "Sat", false));
    assertThat(messages.get(3)).isEqualTo(Assistant.of("It is Saturday."));
  }

  @Test
  void theFilesOfAnExportedMessageAreNamed() {
    List<Message> messages =
        messages(
            "{\"role\":\"user\",\"content\":\"look\",\"attachments\":[{\"id\":\"a.1\","
                + "\"name\":\"cat.png\"},{\"name\":\"../b\\nc\"}]}");
    assertThat(((User) messages.getFirst()).text()).isEqualTo("look\n[file cat.png]\n[file bc]");
    assertThat(((User) messages.getFirst()).attachments()).isEmpty();
  }

  @Test
  void aTornLineIsToldAndTheRestIsKept() {
    var session =
        read(
            "{\"role\":\"user\",\"content\":\"one\"}",
            "{\"role\":\"assistant\",\"content\":\"tw",
            "{\"role\":\"assistant\",\"content\":\"three\"}",
            "{\"role\":\"user\",\"content\":\"torn at the en");
    assertThat(session.messages()).hasSize(2);
    assertThat(session.problems())
        .containsExactly(
            "line 2 is not whole JSON and is left out", "line 4 is not whole JSON and is left out");
  }

  @Test
  void eachCallHasOneResultWhateverTheFileHas() {
    var session =
        read(
            "{\"role\":\"user\",\"content\":\"go\"}",
            "{\"role\":\"tool\",\"tool_call_id\":\"lost\",\"content\":\"?\"}",
            "{\"role\":\"assistant\",\"content\":\"\",\"tool_calls\":["
                + "{\"id\":\"a\",\"function\":{\"name\":\"x\",\"arguments\":{\"n\":1}}},"
                + "{\"id\":\"a\",\"function\":{\"name\":\"y\"}},{\"function\":{}}]}",
            "{\"role\":\"tool\",\"tool_call_id\":\"a\",\"content\":\"done\"}",
            "{\"role\":\"tool\",\"tool_call_id\":\"a\",\"content\":\"again\"}",
            "{\"role\":\"user\",\"content\":\"and?\"}");
    List<Message> messages = session.messages().stream().map(Dated::message).toList();
    var calls = ((Assistant) messages.get(1)).calls();
    assertThat(calls).extracting(Message.ToolCall::id).doesNotHaveDuplicates().hasSize(3);
    assertThat(calls.getFirst().arguments()).isEqualTo("{\"n\":1}");
    assertThat(messages.subList(2, 5))
        .extracting(message -> ((Result) message).callId())
        .containsExactlyElementsOf(calls.stream().map(Message.ToolCall::id).toList());
    assertThat(((Result) messages.get(3)).failed()).isTrue();
    assertThat(messages.get(5)).isInstanceOf(User.class);
    assertThat(session.problems()).hasSize(2);
  }

  @Test
  void whatHasNoRoleOrNoTimeIsTold() {
    var session =
        read(
            "{\"role\":\"user\",\"content\":\"a\",\"timestamp\":\"2026-02-10T09:00:00Z\"}",
            "{\"role\":\"wizard\",\"content\":\"b\"}",
            "[1]",
            "{\"role\":\"assistant\",\"content\":\"c\",\"timestamp\":\"yesterday\"}");
    assertThat(session.problems()).hasSize(3);
    assertThat(session.messages().getLast().at()).isEqualTo(Instant.parse("2026-02-10T09:00:00Z"));
    assertThat(messages("{\"role\":\"assistant\",\"content\":\"\"}")).isEmpty();
  }

  @Test
  void aKeyWithoutAChannelIsOfTheTerminal() {
    assertThat(OldSession.key("direct")).isEqualTo(SessionKey.of("cli", "direct"));
    assertThat(OldSession.key("slack:C1:1.2")).isEqualTo(SessionKey.of("slack", "C1:1.2"));
    assertThat(OldSession.key(":x")).isEqualTo(SessionKey.of("cli", ":x"));
  }
}
