package dev.nanobot.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.nanobot.e2e.Cli.Ended;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A home of each version of the original, moved in and looked at with the program's commands.
@Tag("slow")
final class ImportProgramTest {
  private static final String JOB =
      """
      {"id": "0a1b2c3d", "name": "tea", "enabled": true,
       "schedule": {"kind": "cron", "atMs": null, "everyMs": null, "expr": "0 9 * * 1", \
       "tz": "%s"},
       "payload": %s, "state": {"nextRunAtMs": 1770000000000, "lastRunAtMs": null,
         "lastStatus": null, "lastError": null},
       "createdAtMs": 1770000000000, "updatedAtMs": 1770000000000, "deleteAfterRun": false}
      """;

  @TempDir Path folder;
  private Path old;
  private Cli cli;

  @BeforeEach
  void makeHome() throws IOException {
    old = folder.resolve("old");
    cli = new Cli(Files.createDirectories(folder.resolve("home")));
  }

  private void put(String name, String text) throws IOException {
    Path file = old.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  private String shown(String... command) throws IOException, InterruptedException {
    Ended ended = cli.run(command);
    assertThat(ended.exit()).isZero();
    return ended.out();
  }

  /// What every command shows.
  private List<String> all(String day) throws IOException, InterruptedException {
    return List.of(
        shown("sessions", "show", "telegram:42", "--json"),
        shown("cron", "list", "--all", "--json"),
        shown("memory", "show"),
        shown("memory", "show", "--day", day));
  }

  @Test
  void aHomeOfVersion01IsShownAndTwiceIsOnce() throws Exception {
    put("config.json", "{\"agents\": {\"defaults\": {\"model\": \"openai/gpt-5\"}}}");
    put(
        "sessions/telegram_42.jsonl",
        """
        {"_type": "metadata", "created_at": "2026-02-10T09:00:00.123456", \
        "updated_at": "2026-02-10T09:00:02.5", "metadata": {}}
        {"role": "user", "content": "Where is the tea?", \
        "timestamp": "2026-02-10T09:00:01.123456"}
        {"role": "assistant", "content": "On the shelf.", "timestamp": "2026-02-10T09:00:02.5"}
        {"role": "user", "content": "torn
        """);
    String payload =
        """
        {"kind": "agent_turn", "message": "Make tea", "deliver": true, "channel": "telegram", \
        "to": "42"}
        """;
    put("cron/jobs.json", jobs("Europe/Berlin", payload));
    put("workspace/memory/MEMORY.md", "# Long-term Memory\n\nLikes green tea.\n");
    put("workspace/memory/2026-02-10.md", "# 2026-02-10\n\nMet Ann.\n");
    String told = shown("import", old.toString());
    assertThat(told).contains("telegram:42", "tea", "MEMORY.md", "line 4 is not whole JSON");
    assertThat(shown("sessions", "show", "telegram:42"))
        .contains("Where is the tea?", "On the shelf.");
    assertThat(shown("cron", "list")).contains("0a1b2c3d \"tea\"", "0 9 * * 1", "telegram:42");
    assertThat(shown("memory", "show")).contains("Likes green tea.");
    assertThat(shown("memory", "show", "--day", "2026-02-10")).contains("Met Ann.");
    List<String> once = all("2026-02-10");
    assertThat(shown("import", old.toString(), "--json")).doesNotContain("\"outcome\":\"taken\"");
    assertThat(all("2026-02-10")).isEqualTo(once);
  }

  @Test
  void aHomeOfVersion03IsShownAndTwiceIsOnce() throws Exception {
    String name =
        Base64.getUrlEncoder().withoutPadding().encodeToString("telegram:42".getBytes(UTF_8));
    put("config.json", "{\"agents\": {\"defaults\": {\"model\": \"openai/gpt-5\"}}}");
    put("workspace/.nanobot/workspace-id", "0123456789abcdef0123456789abcdef");
    put(
        "sessions/0123456789abcdef0123456789abcdef/" + name + ".jsonl",
        """
        {"_type": "metadata", "key": "telegram:42", "created_at": "2026-08-10T09:00:00", \
        "updated_at": "2026-08-10T09:00:09", "metadata": {}, "last_consolidated": 0}
        {"_type": "provider_state", "state": {}}
        {"role": "user", "content": "Where is the tea?", "timestamp": "2026-08-10T09:00:01"}
        {"role": "assistant", "content": "", "tool_calls": [{"id": "c1", "type": "function", \
        "function": {"name": "list_dir", "arguments": "{\\"path\\": \\"shelf\\"}"}}], \
        "timestamp": "2026-08-10T09:00:02"}
        {"role": "tool", "tool_call_id": "c1", "name": "list_dir", "content": "tea", \
        "timestamp": "2026-08-10T09:00:03"}
        {"role": "assistant", "content": "On the shelf.", "timestamp": "2026-08-10T09:00:04"}
        """);
    String payload =
        """
        {"kind": "agent_turn", "message": "Make tea", "deliver": false, "channel": null, \
        "to": null,
         "channelMeta": {}, "sessionKey": "telegram:42", "originChannel": "telegram",
         "originChatId": "42", "originMetadata": {}}
        """;
    put("workspace/cron/jobs.json", jobs("Asia/Tokyo", payload));
    put("workspace/memory/MEMORY.md", "# Long-term Memory\n\nLikes green tea.\n");
    put(
        "workspace/memory/history.jsonl",
        """
        {"cursor": 1, "timestamp": "2026-08-10 09:00", "content": "Met Ann.", \
        "session_key": "telegram:42"}
        """);
    put("pairing.json", "{\"approved\": {\"telegram\": [\"42\"]}, \"pending\": {}}");
    assertThat(shown("import", old.toString())).contains("telegram:42", "tea", "history.jsonl");
    assertThat(shown("sessions", "show", "telegram:42"))
        .contains("Where is the tea?", "list_dir", "On the shelf.");
    assertThat(shown("cron", "list"))
        .contains("0a1b2c3d \"tea\"", "0 9 * * 1", "Asia/Tokyo", "in telegram:42");
    assertThat(shown("memory", "show")).contains("Likes green tea.");
    assertThat(shown("memory", "show", "--day", "2026-08-10")).contains("Met Ann.");
    List<String> once = all("2026-08-10");
    assertThat(shown("import", old.toString(), "--json")).doesNotContain("\"outcome\":\"taken\"");
    assertThat(all("2026-08-10")).isEqualTo(once);
  }

  private static String jobs(String zone, String payload) {
    return "{\"version\": 1, \"jobs\": [" + JOB.formatted(zone, payload) + "]}";
  }
}
