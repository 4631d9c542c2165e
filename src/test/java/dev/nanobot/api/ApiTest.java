package dev.nanobot.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nanobot.api.Gateway.Answer;
import dev.nanobot.message.Inbound;
import dev.nanobot.message.Principal;
import dev.nanobot.message.SessionKey;
import dev.nanobot.message.Trust;
import dev.nanobot.store.Memories;
import dev.nanobot.store.SqliteStore;
import dev.nanobot.store.Store;
import dev.nanobot.store.Store.Refusal;
import dev.nanobot.store.Store.Room;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;

/// The native API of a gateway that runs. Each answer is held against the description, too.
@Timeout(120)
class ApiTest extends GatewayTestCase {
  private static final String DAY = "2026-01-02.md";

  /// A message to a session that another process holds: it waits.
  private long waiting(Store other, String session, String text) throws Exception {
    SessionKey key = SessionKey.parse(session);
    gateway.hold(other, key);
    var next = new Inbound("x", gateway.world.id(), key, Principal.LOCAL, Trust.OWNER, text);
    return other.post(next, 9, new Refusal("full", "")).messageId();
  }

  @Test
  void aMessagePostedTwiceIsThereOnce() throws Exception {
    String body = "{\"id\": \"a-1\", \"session\": \"web:x\", \"text\": \"hello\"}";
    Answer first = gateway.post("/api/messages", body);
    Answer again = gateway.post("/api/messages", body);
    assertThat(first.status()).isEqualTo(202);
    assertThat(first.path("isNew").booleanValue()).isTrue();
    assertThat(again.path("isNew").booleanValue()).isFalse();
    assertThat(again.path("message")).isEqualTo(first.path("message"));
    assertThat(gateway.ask("/api/messages", "").path("messages")).hasSize(1);
  }

  @Test
  void anIdThatWasUsedInAnotherSessionIsAnsweredWithThatSession() throws Exception {
    gateway.post("/api/messages", "{\"id\": \"a-1\", \"session\": \"web:x\", \"text\": \"a\"}");
    Answer again =
        gateway.post("/api/messages", "{\"id\": \"a-1\", \"session\": \"web:y\", \"text\": \"a\"}");
    assertThat(again.path("isNew").booleanValue()).isFalse();
    assertThat(again.text("session")).isEqualTo("web:x");
  }

  @Test
  void messagesAreListedNewestFirstAndByStateAndSession() throws Exception {
    long one = gateway.told("web:a", "one");
    long two = gateway.told("web:b", "two");
    gateway.told("web:b", "/help");
    JsonNode all = gateway.ask("/api/messages", "").path("messages");
    assertThat(all).hasSize(3);
    assertThat(all.get(1).path("message").longValue()).isEqualTo(two);
    assertThat(all.get(1).path("tries").intValue()).isEqualTo(1);
    assertThat(all.get(2).path("text").asString()).isEqualTo("one");
    assertThat(gateway.ask("/api/messages", "?session=web%3Aa").path("messages")).hasSize(1);
    assertThat(gateway.ask("/api/messages", "?state=dead").path("messages")).isEmpty();
    JsonNode older = gateway.ask("/api/messages", "?limit=1&before=" + two).path("messages");
    assertThat(older.get(0).path("message").longValue()).isEqualTo(one);
    assertThat(gateway.ask("/api/messages", "?state=odd").code()).isEqualTo("invalid_value");
  }

  @Test
  void aMessageThatWaitsIsTakenBack() throws Exception {
    try (Store other = SqliteStore.open(gateway.world, gateway.home.database())) {
      long message = waiting(other, "web:held", "never mind");
      JsonNode waiting =
          gateway.ask("/api/messages", "?session=web%3Aheld&state=new").path("messages");
      assertThat(waiting).hasSize(2);
      Answer withdrawn = gateway.delete("/api/messages/{message}", "" + message);
      assertThat(withdrawn.text("state")).isEqualTo("superseded");
      assertThat(withdrawn.text("reason")).isEqualTo("withdrawn");
      Answer again = gateway.delete("/api/messages/{message}", "" + message);
      assertThat(again.status()).isEqualTo(409);
      assertThat(again.code()).isEqualTo("already_taken");
    }
    assertThat(gateway.delete("/api/messages/{message}", "999").status()).isEqualTo(404);
  }

  @Test
  void aSessionIsCalledAfterItsFirstMessageUntilItIsRenamed() throws Exception {
    gateway.told("web:t", "\n  What is the capital of France?\nAnd of Spain?");
    String one = "/api/sessions/{session}";
    Answer found = gateway.get(one, "web:t");
    assertThat(found.text("title")).isEqualTo("What is the capital of France?");
    assertThat(found.path("isTitleChosen").booleanValue()).isFalse();
    Answer renamed = gateway.patch(one, "{\"title\": \" Capitals\\n \"}", "web:t");
    assertThat(renamed.text("title")).isEqualTo("Capitals");
    assertThat(renamed.path("isTitleChosen").booleanValue()).isTrue();
    gateway.told("web:t", "/new");
    assertThat(gateway.get(one, "web:t").text("title")).isEqualTo("Capitals");
    Answer back = gateway.patch(one, "{\"title\": \"\"}", "web:t");
    assertThat(back.text("title")).isEqualTo("What is the capital of France?");
    String tooLong = "{\"title\": \"" + "x".repeat(81) + "\"}";
    assertThat(gateway.patch(one, tooLong, "web:t").status()).isEqualTo(400);
    assertThat(gateway.patch(one, "{}", "web:none").status()).isEqualTo(404);
  }

  @Test
  void aPinnedSessionComesFirst() throws Exception {
    gateway.told("web:old", "one");
    gateway.told("web:new", "two");
    gateway.patch("/api/sessions/{session}", "{\"isPinned\": true}", "web:old");
    JsonNode sessions = gateway.ask("/api/sessions", "").path("sessions");
    assertThat(sessions.get(0).path("session").asString()).isEqualTo("web:old");
    assertThat(sessions.get(0).path("isPinned").booleanValue()).isTrue();
    JsonNode cut = gateway.ask("/api/sessions", "?limit=1").path("sessions");
    assertThat(cut.get(0).path("session").asString()).isEqualTo("web:old");
    gateway.patch("/api/sessions/{session}", "{\"isPinned\": false}", "web:old");
    assertThat(gateway.ask("/api/sessions", "").path("sessions").get(0).path("session").asString())
        .isEqualTo("web:new");
  }

  @Test
  void aDeletedSessionComesBackWithoutItsTitle() throws Exception {
    gateway.told("web:d", "first life");
    String one = "/api/sessions/{session}";
    gateway.patch(one, "{\"title\": \"Old\", \"isPinned\": true}", "web:d");
    assertThat(gateway.delete(one, "web:d").status()).isEqualTo(200);
    assertThat(gateway.get(one, "web:d").status()).isEqualTo(404);
    gateway.told("web:d", "second life");
    Answer again = gateway.get(one, "web:d");
    assertThat(again.text("title")).isEqualTo("second life");
    assertThat(again.path("isPinned").booleanValue()).isFalse();
  }

  @Test
  void whatWasSaidIsFoundByItsWords() throws Exception {
    gateway.told("web:s", "The harbour of Rotterdam is large");
    JsonNode hits = gateway.ask("/api/search", "?q=harbour+rotterdam").path("hits");
    assertThat(hits).isNotEmpty();
    assertThat(hits.get(0).path("session").asString()).isEqualTo("web:s");
    assertThat(hits.get(0).path("snippet").asString()).contains("Rotterdam");
    assertThat(gateway.ask("/api/search", "?q=%22%2A%20OR").path("hits")).isEmpty();
  }

  @Test
  void theEntriesOfASessionArePaged() throws Exception {
    for (int i = 0; i < 3; i++) gateway.told("web:e", "message " + i);
    String entries = "GET /api/sessions/{session}/entries";
    JsonNode all = gateway.call(entries, List.of("web:e"), "", "").path("entries");
    assertThat(all).hasSize(6);
    JsonNode last =
        gateway.call(entries, List.of("web:e"), "?before=6&limit=2", "").path("entries");
    assertThat(last.get(0).path("seq").intValue()).isEqualTo(4);
    assertThat(last.get(1).path("seq").intValue()).isEqualTo(5);
    JsonNode next = gateway.call(entries, List.of("web:e"), "?after=5", "").path("entries");
    assertThat(next).hasSize(1);
  }

  @Test
  void memoryIsSavedAgainstItsVersion() throws Exception {
    String one = "/api/memory/{name}";
    assertThat(gateway.get(one, Memories.LONG_TERM).path("version").longValue()).isZero();
    String first = "{\"text\": \"# Facts\\n\", \"version\": 0, \"upto\": 0}";
    Answer saved = gateway.put(one, first, Memories.LONG_TERM);
    assertThat(saved.path("version").longValue()).isEqualTo(1);
    Path file = gateway.home.root().resolve("workspace/memory/MEMORY.md");
    assertThat(Files.readString(file)).isEqualTo("# Facts\n");
    String stale = "{\"text\": \"mine\", \"version\": 0, \"upto\": 0}";
    Answer conflict = gateway.put(one, stale, Memories.LONG_TERM);
    assertThat(conflict.status()).isEqualTo(409);
    assertThat(conflict.text("mine")).isEqualTo("mine");
    assertThat(conflict.path("theirs").path("text").asString()).isEqualTo("# Facts\n");
    assertThat(conflict.path("base").isNull()).isTrue();
    gateway.put(one, "{\"text\": \"more\", \"version\": 1, \"upto\": 0}", Memories.LONG_TERM);
    JsonNode versions = gateway.get(one + "/versions", Memories.LONG_TERM).path("versions");
    assertThat(versions).hasSize(2);
    Answer old = gateway.get(one + "/versions/{version}", Memories.LONG_TERM, "1");
    assertThat(old.text("text")).isEqualTo("# Facts\n");
    Answer restored = gateway.post(one + "/restore", "{\"version\": 1}", Memories.LONG_TERM);
    assertThat(restored.path("version").longValue()).isEqualTo(3);
    assertThat(restored.text("text")).isEqualTo("# Facts\n");
    assertThat(gateway.ask("/api/memory", "").path("documents")).hasSize(1);
    assertThat(gateway.get(one, "config.json").status()).isEqualTo(404);
  }

  @Test
  void aSaveThatClaimsToKnowNotesOfTheFutureHidesNone() throws Exception {
    String body = "{\"text\": \"# Day\\n\", \"version\": 0, \"upto\": 999999}";
    gateway.put("/api/memory/{name}", body, DAY);
    var note =
        new dev.nanobot.message.Write.Remember(
            dev.nanobot.message.Sharing.OWNER, DAY, "a later note", "cli", gateway.world.id());
    gateway.store().memories().add(note);
    assertThat(gateway.get("/api/memory/{name}", DAY).text("text")).contains("a later note");
  }

  @Test
  void aJobIsAddedChangedRunAndRemoved() throws Exception {
    String jobs = "/api/cron/jobs";
    String one = jobs + "/{job}";
    Answer added =
        gateway.post(
            jobs,
            """
            {"name": "tea", "message": "make tea", "session": "web:tea",
             "schedule": {"kind": "cron", "expr": "0 9 * * 1-5", "tz": "Europe/Berlin"}}
            """);
    assertThat(added.status()).isEqualTo(201);
    assertThat(added.text("answerTo")).isEqualTo("web:tea");
    String id = added.text("id");
    Answer changed = gateway.patch(one, "{\"version\": 0, \"name\": \"coffee\"}", id);
    assertThat(changed.text("name")).isEqualTo("coffee");
    assertThat(changed.text("next")).isEqualTo(added.text("next"));
    Answer stale = gateway.patch(one, "{\"version\": 0, \"name\": \"water\"}", id);
    assertThat(stale.status()).isEqualTo(409);
    assertThat(stale.code()).isEqualTo("conflict");
    assertThat(gateway.post(one + "/disable", "{}", id).path("enabled").booleanValue()).isFalse();
    assertThat(gateway.post(one + "/enable", "{}", id).path("enabled").booleanValue()).isTrue();
    Answer run = gateway.post(one + "/run", "{}", id);
    assertThat(run.status()).isEqualTo(202);
    String message = run.path("message").asString();
    gateway.call("GET /api/messages/{message}", List.of(message), "?wait=30", "");
    assertThat(gateway.get(one + "/slots", id).path("slots")).hasSize(1);
    JsonNode slots = gateway.ask("/api/cron/slots", "").body();
    assertThat(slots.path("past").get(0).path("job").asString()).isEqualTo(id);
    assertThat(slots.path("next")).hasSizeBetween(4, 6);
    assertThat(gateway.delete(one, id).status()).isEqualTo(200);
    assertThat(gateway.get(one, id).status()).isEqualTo(404);
  }

  @Test
  void aScheduleIsShownBeforeItIsMade() throws Exception {
    String preview = "/api/cron/preview";
    Answer times =
        gateway.post(
            preview, "{\"schedule\": {\"kind\": \"cron\", \"expr\": \"0 0 1 1 *\"}, \"count\": 3}");
    assertThat(times.path("times")).hasSize(3);
    Answer wrong =
        gateway.post(preview, "{\"schedule\": {\"kind\": \"cron\", \"expr\": \"nonsense\"}}");
    assertThat(wrong.code()).isEqualTo("invalid_job");
    String over = "{\"message\": \"x\", \"schedule\": {\"kind\": \"at\", \"atMs\": 1}}";
    assertThat(gateway.post("/api/cron/jobs", over).code()).isEqualTo("invalid_job");
    String lost =
        "{\"message\": \"x\", \"schedule\": {\"kind\": \"every\", \"everyMs\": 60000},"
            + " \"answerTo\": \"pigeon:1\"}";
    assertThat(gateway.post("/api/cron/jobs", lost).code()).isEqualTo("invalid_job");
  }

  @Test
  void usageIsToldByAndOfWhatIsAskedFor() throws Exception {
    gateway.told("web:u", "count me");
    Answer days = gateway.ask("/api/usage", "");
    assertThat(days.path("rows")).hasSize(30);
    assertThat(days.path("total").path("calls").intValue()).isEqualTo(1);
    Answer sessions = gateway.ask("/api/usage", "?by=session&session=web%3Au");
    assertThat(sessions.path("rows").get(0).path("name").asString()).isEqualTo("web:u");
    Answer none = gateway.ask("/api/usage", "?by=model&session=web%3Aother");
    assertThat(none.path("rows")).isEmpty();
    assertThat(gateway.ask("/api/usage", "?by=weather").code()).isEqualTo("invalid_value");
    assertThat(gateway.ask("/api/usage", "?from=2020-01-01").code()).isEqualTo("invalid_value");
    assertThat(gateway.ask("/api/usage", "?from=yesterday").code()).isEqualTo("invalid_value");
  }

  @Test
  void whatWasGivenUpIsListed() throws Exception {
    Store store = gateway.store();
    SessionKey nowhere = SessionKey.of("pigeon", "1");
    var message = new Inbound("pigeon", "1", nowhere, new Principal("p"), Trust.ALLOWED, "/help");
    store.controls().answer(message, "an answer");
    var taken = store.take("w", "pigeon", Duration.ofMinutes(1), Room.of(1), List.of()).getFirst();
    store.bury(Store.Attempt.of(taken), false, "the pigeon is gone");
    JsonNode dead = gateway.ask("/api/outbox", "").path("messages");
    assertThat(dead).hasSize(1);
    assertThat(dead.get(0).path("reason").asString()).isEqualTo("the pigeon is gone");
    assertThat(gateway.ask("/api/outbox", "?state=lost").status()).isEqualTo(400);
    String id = dead.get(0).path("id").asString();
    String retry = "/api/outbox/{outbound}/retry";
    String drop = "/api/outbox/{outbound}/drop";
    assertThat(gateway.post(retry, "{}", id).text("state")).isEqualTo("pending");
    assertThat(gateway.post(retry, "{}", id).status()).isEqualTo(200);
    assertThat(gateway.post(drop, "{}", id).text("state")).isEqualTo("dropped");
    assertThat(gateway.post(retry, "{}", id).code()).isEqualTo("dropped");
    assertThat(gateway.post(drop, "{}", "4711").status()).isEqualTo(404);
    assertThat(gateway.post(drop, "{}", "none").status()).isEqualTo(404);
    assertThat(gateway.ask("/api/outbox", "?state=dropped").path("messages")).hasSize(1);
  }

  @Test
  void theGatewayTellsHowItIs() throws Exception {
    gateway.told("web:h", "how are you");
    Answer health = gateway.get("/api/health");
    assertThat(health.path("checks"))
        .extracting(check -> check.path("name").asString())
        .containsExactly("store", "dispatcher", "queue", "outbox", "dead", "disk", "heap");
    while (!health.path("checks").get(1).path("status").asString().equals("ok")) {
      health = gateway.get("/api/health"); // It did not ask for work for a moment.
    }
    Answer settings = gateway.get("/api/settings");
    assertThat(settings.path("settings").path("gateway").path("host").asString())
        .isEqualTo("127.0.0.1");
    JsonNode channels = gateway.get("/api/channels").path("channels");
    assertThat(channels)
        .extracting(channel -> channel.path("name").asString())
        .contains("web", "api", "cli");
    assertThat(gateway.get("/api/commands").path("commands"))
        .extracting(command -> command.path("name").asString())
        .contains("stop", "new", "help");
  }

  @Test
  void subagentsAreListedWithWhoAskedForThem() throws Exception {
    gateway.told("web:boss", "delegate say hello");
    JsonNode all = gateway.ask("/api/subagents", "").path("subagents");
    assertThat(all).hasSize(1);
    assertThat(all.get(0).path("parent").asString()).isEqualTo("web:boss");
    assertThat(gateway.get("/api/sessions/{session}/subagents", "web:boss").path("subagents"))
        .hasSize(1);
    String unknown = "/api/sessions/{session}/subagents/{subagent}";
    assertThat(gateway.delete(unknown, "web:boss", "nobody").status()).isEqualTo(404);
  }

  @Test
  void aTicketForASocketIsMadeForTheOwner() throws Exception {
    Answer ticket = gateway.post("/api/ws-ticket", "{}");
    assertThat(ticket.text("ticket")).matches("[0-9a-z]{26}\\.token");
    assertThat(ticket.path("expires_in").intValue()).isEqualTo(30);
  }
}
