package dev.nanobot.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What happened to messages that did not go straight, as `nanobot trace` tells it afterwards.
@Tag("slow")
final class TraceStoriesTest {
  private static final String ASKED = "select count(*) from step where state = 'running'";

  @TempDir Path folder;
  private Cli cli;

  @BeforeEach
  void makeHome() throws IOException {
    cli = new Cli(Files.createDirectories(folder.resolve("home")));
  }

  private void configure(ModelServer model, String name) throws IOException {
    cli.configure(
        """
        {"agents": {"defaults": {"model": "vllm/%s", "provider": "vllm",
           "contextWindowTokens": 5000, "maxTokens": 500, "compaction": {"share": 0.1}}},
         "providers": {"vllm": {"apiKey": "none", "apiBase": "%s"}},
         "channels": {"stdio": {"enabled": true}}, "gateway": {"port": 0}}
        """
            .formatted(name, model.base()));
  }

  /// The trace of a message: what and detail of each moment, without the times.
  private String trace(long message) throws IOException, InterruptedException {
    Cli.Ended ended = cli.run("trace", Long.toString(message));
    List<String> lines =
        ended.out().lines().map(line -> line.replaceFirst("^20\\S+ +\\+\\S+ \\S+ +", "")).toList();
    return String.join("\n", lines).replaceAll(" {2,}", " ").replaceAll(" \\([^)]* m?s\\)", "");
  }

  @Test
  void aStopWithAQueuedFollowUpTellsWhatBecameOfEach() throws Exception {
    try (var model = new ModelServer(cli.home())) {
      configure(model, "fake");
      try (var bridge = new Bridge(cli.home())) {
        model.hold("");
        bridge.say("queue", "/queue followup");
        long poem = bridge.say("poem", "write a poem");
        bridge.until("the model is asked", ASKED, 1);
        long another = bridge.say("another", "and another");
        long stop = bridge.say("stop", "/stop");
        bridge.hears("Stopped. One message that waited will not be answered.");
        bridge.untilQuiet();
        model.release();
        long after = bridge.say("after", "what now");
        bridge.hears("echo: what now");
        String by = "stopped by message " + stop + ", /stop, from stdio:person";
        assertThat(trace(poem))
            .contains("message " + poem + " in stdio:c: superseded, stopped")
            .contains("model asked, no answer: the turn ended first")
            .contains(by, "superseded not answered: stopped")
            .doesNotContain("outbox");
        assertThat(trace(another))
            .contains(by, "superseded not answered: stopped")
            .doesNotContain("leased", "outbox");
        assertThat(trace(stop))
            .contains("stopped message " + poem + ", which was at work")
            .contains("stopped message " + another + ", which waited")
            .contains("answered at once, without a model, /stop", "sent");
        assertThat(trace(after)).contains("answered", "sent").doesNotContain("stopped");
      }
    }
  }

  @Test
  void aNewConversationDuringACompactionTellsThatNothingWasCompacted() throws Exception {
    try (var model = new ModelServer(cli.home())) {
      configure(model, "fake");
      try (var bridge = new Bridge(cli.home())) {
        fill(bridge, 2);
        model.hold("");
        long compact = bridge.say("compact", "/compact");
        bridge.until("it is compacted", ASKED, 1);
        long anew = bridge.say("new", "/new");
        bridge.hears("A new conversation begins. What I was doing is stopped.");
        bridge.untilQuiet();
        assertThat(trace(compact))
            .contains("to compact the conversation")
            .contains("model asked, no answer: the turn ended first")
            .contains("stopped by message " + anew + ", /new")
            .contains("superseded not answered: stopped")
            .doesNotContain("compacted", "outbox");
        assertThat(trace(anew)).contains("stopped message " + compact + ", which was at work");
        assertThat(bridge.count("select count(*) from summary")).isZero();
      }
    }
  }

  @Test
  void aNewConversationDuringASummaryOnTheWayTellsWhatWasAskedFor() throws Exception {
    try (var model = new ModelServer(cli.home())) {
      configure(model, "fake");
      try (var bridge = new Bridge(cli.home())) {
        fill(bridge, 2);
        model.hold("");
        long last = bridge.say("last", "go on " + "words ".repeat(300));
        bridge.until("it is compacted", ASKED + " and name = 'summary'", 1);
        long anew = bridge.say("new", "/new");
        bridge.untilQuiet();
        assertThat(trace(last))
            .contains("model asked for a summary, no answer: the turn ended first")
            .contains("stopped by message " + anew + ", /new")
            .contains("superseded not answered: stopped")
            .doesNotContain("compacted", "outbox");
        assertThat(bridge.count("select count(*) from summary")).isZero();
      }
    }
  }

  @Test
  void aConversationIsNotDeletedDuringATurnAndAfterwardsTheTraceSaysSo() throws Exception {
    try (var model = new ModelServer(cli.home())) {
      configure(model, "fake");
      try (var bridge = new Bridge(cli.home())) {
        model.hold("");
        long message = bridge.say("poem", "write a poem");
        bridge.until("the model is asked", ASKED, 1);
        assertThat(cli.run("sessions", "delete", "stdio:c", "--yes").exit()).isEqualTo(5);
        model.release();
        bridge.hears("echo: write a poem");
        bridge.untilQuiet();
        assertThat(trace(message)).contains("model fake done", "answered", "sent");
        assertThat(cli.run("sessions", "delete", "stdio:c", "--yes").exit()).isZero();
        assertThat(trace(message))
            .contains("answered its conversation was deleted later, and the steps with it");
      }
    }
  }

  private static void fill(Bridge bridge, int messages) throws InterruptedException {
    for (int i = 0; i < messages; i++) {
      bridge.say("m" + i, "message " + i + " " + "words ".repeat(300));
      bridge.hears("echo: message " + i);
    }
  }
}
