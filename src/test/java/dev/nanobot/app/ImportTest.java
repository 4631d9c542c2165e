package dev.nanobot.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nanobot.app.Import.Finding;
import dev.nanobot.app.Import.Outcome;
import dev.nanobot.message.Job;
import dev.nanobot.message.Purpose.AnswerTo;
import dev.nanobot.message.SessionKey;
import dev.nanobot.store.Memories;
import dev.nanobot.store.SqliteStore;
import dev.nanobot.store.Store;
import dev.nanobot.store.Store.Entry;
import dev.nanobot.world.RealWorld;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Homes of the original, as its two versions write them, moved in.
class ImportTest {
  private static final String FIRST =
      """
      {"_type":"metadata","created_at":"2026-02-10T09:00:00","metadata":{}}
      {"role":"user","content":"hi","timestamp":"2026-02-10T09:00:01"}
      {"role":"assistant","content":"hello","timestamp":"2026-02-10T09:00:02"}
      """;
  private static final Instant NOW = Instant.parse("2026-11-28T12:00:00Z");
  private static final SessionKey CHAT = SessionKey.of("telegram", "42");

  @TempDir private Path directory;
  private Path old;
  private Home home;
  private Store store;

  @BeforeEach
  void open() throws IOException {
    old = Files.createDirectories(directory.resolve("old"));
    home = Home.of(Map.of(Home.VARIABLE, directory.resolve("new").toString()));
    home.create();
    store = SqliteStore.open(new RealWorld(), home.database());
  }

  @AfterEach
  void close() {
    store.close();
  }

  private void put(String name, String text) throws IOException {
    Path file = old.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  private List<Finding> run(boolean isRehearsed) {
    var target =
        new Import.Target(store, home, home.root().resolve("workspace"), "owner", NOW, Map.of());
    return new Import(target, old, isRehearsed).run(ZoneOffset.UTC);
  }

  private List<Entry> said() {
    return store.transcript(CHAT, 0, 100);
  }

  private static List<String> lines(List<Finding> findings) {
    return findings.stream().map(f -> f.outcome() + " " + f.kind() + " " + f.name()).toList();
  }

  @Test
  void aHomeOfTheFirstVersionMovesIn() throws IOException {
    put("config.json", "{\"agents\":{\"defaults\":{\"model\":\"openai/gpt-5\"}}}");
    put("sessions/telegram_42.jsonl", FIRST);
    put("workspace/USER.md", "likes tea");
    put("workspace/skills/tea/SKILL.md", "boil");
    put("workspace/skills/tea/scripts/boil.sh", "echo hot");
    put("workspace/skills/notes.txt", "no skill");
    assertThat(lines(run(false)))
        .containsExactly(
            "TAKEN config " + home.config(),
            "TAKEN session telegram:42",
            "TAKEN workspace USER.md",
            "TAKEN skill tea",
            "TAKEN skill tea");
    assertThat(said()).hasSize(2);
    Path workspace = home.root().resolve("workspace");
    assertThat(workspace.resolve("skills/tea/scripts/boil.sh")).hasContent("echo hot");
    assertThat(workspace.resolve("USER.md")).hasContent("likes tea");
    assertThat(Files.readString(home.config())).contains("openai/gpt-5");
  }

  @Test
  void aHomeOfTheSecondVersionMovesIn() throws IOException {
    String key = "telegram:42";
    String name =
        Base64.getUrlEncoder()
            .withoutPadding()
            .encodeToString(key.getBytes(StandardCharsets.UTF_8));
    put(
        "sessions/0123abcd/" + name + ".jsonl",
        FIRST.replace("\"metadata\":{}", "\"key\":\"" + key + "\""));
    put("pairing.json", "{\"approved\":{\"telegram\":[\"7\",\"8\"]},\"pending\":{}}");
    assertThat(lines(run(false)))
        .containsExactly(
            "TAKEN session telegram:42", "TAKEN pairing telegram:7", "TAKEN pairing telegram:8");
    assertThat(said()).hasSize(2);
  }

  @Test
  void twiceIsTheSameAsOnceAndWhatIsNewIsAdded() throws IOException {
    put("sessions/telegram_42.jsonl", FIRST);
    put("pairing.json", "{\"approved\":{\"telegram\":[\"7\"]}}");
    run(false);
    assertThat(run(false)).allMatch(finding -> finding.outcome() == Outcome.KNOWN);
    assertThat(said()).hasSize(2);
    Files.writeString(
        old.resolve("sessions/telegram_42.jsonl"),
        "{\"role\":\"user\",\"content\":\"more\"}\n",
        StandardOpenOption.APPEND);
    assertThat(run(false).getFirst().detail()).isEqualTo("1 messages");
    assertThat(said()).hasSize(3);
  }

  @Test
  void aRehearsalChangesNothing() throws IOException {
    put("config.json", "{\"agents\":{}}");
    put("sessions/telegram_42.jsonl", FIRST);
    put("workspace/USER.md", "likes tea");
    assertThat(run(true)).hasSize(3).allMatch(finding -> finding.outcome() == Outcome.TAKEN);
    assertThat(said()).isEmpty();
    assertThat(home.config()).doesNotExist();
    assertThat(home.root().resolve("workspace")).doesNotExist();
  }

  @Test
  void aRehearsalKnowsWhatMovedInBefore() throws IOException {
    put("sessions/telegram_42.jsonl", FIRST);
    put("pairing.json", "{\"approved\":{\"telegram\":[\"7\"]}}");
    put(
        "workspace/memory/history.jsonl",
        "{\"cursor\": 1, \"timestamp\": \"2026-02-11 09:00\", \"content\": \"moved house\"}");
    put(
        "cron/jobs.json",
        """
        {"jobs": [{"id": "0a1b2c3d", "name": "tea", "createdAtMs": 1770000000000,
          "schedule": {"kind": "every", "everyMs": 600000}, "payload": {"message": "tea"}}]}
        """);
    List<Finding> findings = run(true);
    assertThat(findings).hasSize(4).allMatch(finding -> finding.outcome() == Outcome.TAKEN);
    assertThat(run(false)).isEqualTo(findings);
    assertThat(run(true)).hasSize(4).allMatch(finding -> finding.outcome() == Outcome.KNOWN);
  }

  @Test
  void whatIsHereIsKept() throws IOException {
    Home.writeNew(home.config(), "{}");
    Files.createDirectories(home.root().resolve("workspace"));
    Files.writeString(home.root().resolve("workspace/USER.md"), "mine");
    put("config.json", "{\"agents\":{}}");
    put("workspace/USER.md", "theirs");
    assertThat(run(false)).allMatch(finding -> finding.outcome() == Outcome.KNOWN);
    assertThat(home.config()).hasContent("{}");
    assertThat(home.root().resolve("workspace/USER.md")).hasContent("mine");
  }

  @Test
  void keysThatDoNotHoldHereAreNamedAndTheOthersAreTaken() throws IOException {
    put(
        "config.json",
        """
        {"agents": {"defaults": {"model": "m", "maxTokens": "many", "dream": {}}},
         "tools": {"exec": {"timeout": 30, "restrictToWorkspace": true}},
         "channels": {"matrix": {"enabled": true}}}
        """);
    assertThat(lines(run(false)))
        .containsExactlyInAnyOrder(
            "LEFT config agents.defaults.maxTokens",
            "LEFT config agents.defaults.dream",
            "LEFT config channels.matrix",
            "TAKEN config " + home.config());
    Config config = new ConfigReader(Map.of()).read(home);
    assertThat(config.agents().defaults().model()).isEqualTo("m");
    assertThat(config.tools().restrictToWorkspace()).isTrue();
    assertThat(config.tools().exec().timeout()).hasSeconds(30);
  }

  @Test
  void aPlatformKeepsWhatHoldsAndIsNotEnabledWithoutWhatItNeeds() throws IOException {
    put(
        "config.json",
        """
        {"channels": {
          "telegram": {"enabled": true, "token": "1:a", "allowFrom": ["@ann", "42", "bob"]},
          "email": {"enabled": true, "consentGranted": true, "imapHost": "h", "smtpHost": "h",
                    "fromAddress": "a@h"}}}
        """);
    assertThat(lines(run(false)))
        .containsExactlyInAnyOrder(
            "LEFT config channels.telegram.allowFrom[0]",
            "LEFT config channels.telegram.allowFrom[1]",
            "LEFT config channels.email.authservId is not set",
            "TAKEN config " + home.config());
    Config config = new ConfigReader(Map.of()).read(home);
    assertThat(Engine.problems(config)).isEmpty();
    assertThat(Platforms.endpoints(config.channels())).containsExactly("telegram");
    assertThat(config.channels().telegram().allowFrom()).containsExactly("42");
    assertThat(config.channels().email().imapHost()).isEqualTo("h");
  }

  @Test
  void whatIsBrokenIsToldAndTheRestIsTaken() throws IOException {
    put("config.json", "{ not json");
    put("pairing.json", "[");
    put("sessions/telegram_42.jsonl", FIRST + "{\"role\":\"us");
    List<Finding> findings = run(false);
    assertThat(lines(findings))
        .contains("TAKEN session telegram:42", "LEFT session telegram:42")
        .anyMatch(line -> line.startsWith("LEFT config"))
        .anyMatch(line -> line.startsWith("LEFT pairing"));
    assertThat(said()).hasSize(2);
  }

  @Test
  void jobsMoveInWithTheirIdsAndWhatCannotRunIsTold() throws IOException {
    put(
        "cron/jobs.json",
        """
        {"version": 1, "jobs": [
          {"id": "0a1b2c3d", "name": "tea", "enabled": true, "createdAtMs": 1770000000000,
           "schedule": {"kind": "every", "everyMs": 600000},
           "payload": {"kind": "agent_turn", "message": "make tea", "deliver": true,
             "channel": "telegram", "to": "42"}, "deleteAfterRun": false},
          {"id": "job-2", "name": "", "enabled": false, "createdAtMs": 1770000000000,
           "schedule": {"kind": "cron", "expr": "0 9 * * 1", "tz": "Europe/Berlin"},
           "payload": {"message": "plan the week"}},
          {"id": "0a1b2c3e", "name": "late", "schedule": {"kind": "at", "atMs": 1770000000000},
           "payload": {"message": "gone"}},
          {"id": "0a1b2c3f", "name": "odd", "schedule": {"kind": "cron", "expr": "every day"},
           "payload": {"message": "never"}}]}
        """);
    assertThat(lines(run(false)))
        .containsExactly("TAKEN cron tea", "TAKEN cron job-2", "LEFT cron late", "LEFT cron odd");
    assertThat(run(false)).extracting(Finding::outcome).doesNotContain(Outcome.TAKEN);
    var tea = store.schedules().find("0a1b2c3d").orElseThrow();
    assertThat(tea.job().errand().session()).isEqualTo(CHAT);
    assertThat(tea.job().errand().text()).isEqualTo("make tea");
    assertThat(tea.next()).hasValueSatisfying(next -> assertThat(next).isAfter(NOW));
    assertThat(store.schedules().all()).hasSize(2);
  }

  @Test
  void aJobOfAConversationMovesInWithItAndAnswersInItsChat() throws IOException {
    put(
        "workspace/cron/jobs.json",
        """
        {"version": 1, "jobs": [
          {"id": "0a1b2c3d", "name": "tea", "enabled": true, "createdAtMs": 1770000000000,
           "schedule": {"kind": "every", "atMs": null, "everyMs": 600000, "expr": null, "tz": null},
           "payload": {"kind": "agent_turn", "message": "make tea", "deliver": false,
             "channel": null, "to": null, "channelMeta": {}, "sessionKey": "telegram:42",
             "originChannel": "telegram", "originChatId": "42", "originMetadata": {}}},
          {"id": "0a1b2c3e", "name": "all", "enabled": true, "createdAtMs": 1770000000000,
           "schedule": {"kind": "every", "everyMs": 600000},
           "payload": {"message": "make tea", "sessionKey": "unified:default",
             "originChannel": "telegram", "originChatId": "42"}},
          {"id": "dream", "name": "dream", "enabled": true, "schedule": {"kind": "every",
             "everyMs": 7200000}, "payload": {"kind": "system_event", "message": ""}}]}
        """);
    assertThat(lines(run(false)))
        .containsExactly("TAKEN cron tea", "TAKEN cron all", "LEFT cron dream");
    Job.Errand tea = store.schedules().find("0a1b2c3d").orElseThrow().job().errand();
    assertThat(tea.session()).isEqualTo(CHAT);
    assertThat(tea.principal().id()).isEqualTo("telegram:42");
    assertThat(tea.answerTo()).isEqualTo(new AnswerTo.Session());
    Job.Errand all = store.schedules().find("0a1b2c3e").orElseThrow().job().errand();
    assertThat(all.session()).isEqualTo(SessionKey.of("unified", "default"));
    assertThat(all.answerTo()).isEqualTo(new AnswerTo.Chat(CHAT));
  }

  @Test
  void memoryMovesInBehindWhatIsThere() throws IOException {
    put("workspace/memory/MEMORY.md", "likes tea\n");
    put("workspace/memory/2026-02-10.md", "# 2026-02-10\n\nmet Ann\n");
    put(
        "workspace/memory/history.jsonl",
        """
        {"cursor": 1, "timestamp": "2026-02-11 09:00", "content": "moved house"}
        {"cursor": 2, "timest
        """);
    store.memories().save(new Memories.Draft("owner", "MEMORY.md", 0, "old fact", 0, "me", "k"));
    assertThat(lines(run(false)))
        .containsExactly(
            "TAKEN memory 2026-02-10.md",
            "TAKEN memory MEMORY.md",
            "LEFT memory history.jsonl",
            "TAKEN memory history.jsonl");
    assertThat(store.memories().text("owner", "MEMORY.md").body())
        .isEqualTo("old fact\n\nlikes tea\n");
    assertThat(store.memories().text("owner", "2026-02-10.md").body()).contains("met Ann");
    assertThat(store.memories().text("owner", "2026-02-11.md").body()).contains("moved house");
    assertThat(run(false)).extracting(Finding::outcome).doesNotContain(Outcome.TAKEN);
  }

  @Test
  void rowsOfTheHistoryWithOneCursorAllMoveInOnce() throws IOException {
    put(
        "workspace/memory/history.jsonl",
        """
        {"cursor": 1, "timestamp": "2026-02-11 09:00", "content": "moved house"}
        {"cursor": 1, "timestamp": "2026-02-11 09:00", "content": "bought a bed"}
        {"timestamp": "2026-02-11 09:01", "content": "slept well"}
        """);
    assertThat(run(false)).extracting(Finding::detail).containsExactly("3 notes");
    assertThat(run(false)).extracting(Finding::outcome).containsExactly(Outcome.KNOWN);
    assertThat(store.memories().text("owner", "2026-02-11.md").body())
        .endsWith("- moved house\n- bought a bed\n- slept well\n");
  }

  @Test
  void theOwnerFindsWhatWasSaidAtThisMachine() throws IOException {
    put("sessions/cli_direct.jsonl", FIRST);
    run(false);
    List<Memories.Hit> hits = store.memories().search("owner", "owner", "hello", 9);
    assertThat(hits).extracting(Memories.Hit::source).contains("cli:direct");
  }

  @Test
  void whatBreaksARuleIsToldAndTheRestIsTaken() throws IOException {
    put("sessions/telegram_42.jsonl", FIRST);
    String line = "{\"role\":\"user\",\"content\":\"hi\",\"timestamp\":\"%s\"}";
    put("sessions/telegram_43.jsonl", line.formatted("+999999999-12-31T23:59:59"));
    put(
        "sessions/telegram_44.jsonl",
        "{\"_type\":\"metadata\",\"key\":\"" + "k".repeat(1_000) + "\"}");
    put("workspace/memory/MEMORY.md", "x".repeat(Memories.TEXT_CHARS_MAX + 1));
    put("workspace/memory/2026-02-10.md", "met Ann");
    String job =
        """
        {"id": "0a1b2c3d", "name": "%s", "createdAtMs": %s,
         "schedule": {"kind": "every", "everyMs": 600000}, "payload": {"message": "make tea"}}
        """;
    put(
        "cron/jobs.json",
        "{\"jobs\":[%s,%s,%s]}"
            .formatted(
                job.formatted("long ago", Long.MIN_VALUE),
                job.formatted("far", Long.MAX_VALUE),
                job.formatted("tea", 1_770_000_000_000L)));
    put("pairing.json", "{\"approved\":{\"telegram\":[null,\"\",\"7\"]}}");
    assertThat(lines(run(false)))
        .containsExactly(
            "TAKEN session telegram:42",
            "LEFT session telegram:43",
            "TAKEN session telegram:43",
            "LEFT session " + old.resolve("sessions/telegram_44.jsonl"),
            "TAKEN memory 2026-02-10.md",
            "LEFT memory " + old.resolve("workspace/memory/MEMORY.md"),
            "LEFT cron long ago",
            "LEFT cron far",
            "TAKEN cron tea",
            "LEFT pairing telegram",
            "LEFT pairing telegram",
            "TAKEN pairing telegram:7");
  }

  @Test
  void filesOfSkillsStayWhatTheyAre() throws IOException {
    put("workspace/skills/tea/SKILL.md", "boil");
    put("workspace/skills/tea/boil.sh", "echo hot");
    assertThat(old.resolve("workspace/skills/tea/boil.sh").toFile().setExecutable(true)).isTrue();
    byte[] picture = {(byte) 0x89, 'P', 'N', 'G', 0, (byte) 0xff, (byte) 0xfe, 13, 10};
    Files.write(old.resolve("workspace/skills/tea/tea.png"), picture);
    run(false);
    Path tea = home.root().resolve("workspace/skills/tea");
    assertThat(tea.resolve("tea.png")).hasBinaryContent(picture);
    assertThat(tea.resolve("boil.sh")).isExecutable();
    assertThat(Files.isExecutable(tea.resolve("tea.png"))).isFalse();
  }

  @Test
  void whereNothingIsOneIsTold() {
    assertThatThrownBy(() -> run(false))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("There is no nanobot home in");
  }
}
