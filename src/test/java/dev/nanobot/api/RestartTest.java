package dev.nanobot.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nanobot.message.Json;
import dev.nanobot.provider.FakeModel;
import dev.nanobot.world.RealWorld;
import dev.nanobot.world.Until;
import java.io.IOException;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotLinkException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// A gateway that starts again in its process.
@Timeout(120)
class RestartTest {
  @TempDir private Path folder;
  private FakeModel model;
  private LivingGateway gateway;

  @BeforeEach
  void open() throws Exception {
    model = new FakeModel(0, 0);
    gateway = new LivingGateway(folder.resolve("home"), config("fake-slow"), Map.of());
  }

  private String config(String name) {
    return """
    {"agents": {"defaults": {"model": "vllm/NAME"}}, "gateway": {"heartbeat": {"enabled": false}},
     "providers": {"vllm": {"apiBase": "BASE"}}}
    """
        .replace("NAME", name)
        .replace("BASE", model.openAiBase());
  }

  @AfterEach
  void close() {
    gateway.close();
    model.close();
  }

  private LivingGateway.Begun restart() throws Exception {
    assertThat(gateway.post("/api/restart", "{}").status()).isEqualTo(202);
    return gateway.next();
  }

  @Test
  void whatWasChangedIsInForceAtTheSameAddress() throws Exception {
    String address = gateway.address();
    gateway.change("{\"values\": {\"agents.defaults.temperature\": 0.5}}");
    assertThat(restart()).isEqualTo(new LivingGateway.Begun(address, ""));
    JsonNode field = gateway.field("agents.defaults.temperature");
    assertThat(field.path("inForce").asDouble(0)).isEqualTo(0.5);
    assertThat(gateway.state().path("isPending").asBoolean(true)).isFalse();
    gateway.undo();
    assertThat(restart().address()).isEqualTo(address);
    assertThat(gateway.field("agents.defaults.temperature").path("inForce").asDouble(0))
        .isEqualTo(0.1);
  }

  @Test
  void aTurnThatRunsIsAnsweredOnce() throws Exception {
    String sent = "{\"session\": \"web:slow\", \"id\": \"one\", \"text\": \"Take your time\"}";
    long message = gateway.post("/api/messages", sent).path("message").longValue();
    while (model.count("Take your time") == 0) Thread.onSpinWait();
    restart();
    JsonNode status =
        gateway.call("GET /api/messages/" + message + "?wait=30", Json.parse("null")).body();
    assertThat(status.path("state").asString("")).isEqualTo("answered");
    assertThat(gateway.post("/api/messages", sent).path("isNew").asBoolean(true)).isFalse();
  }

  @Test
  void aConfigurationThatDoesNotStartIsToldAndTheOneBeforeGoesOn() throws Exception {
    String address = gateway.address();
    gateway.write(config("fake-slow").replace("\"defaults\"", "\"default\""));
    LivingGateway.Begun begun = restart();
    assertThat(begun.address()).isEqualTo(address);
    assertThat(begun.trouble()).contains("agents.default: unknown key; did you mean defaults?");
    JsonNode state = gateway.state();
    assertThat(state.path("trouble").asString("")).isEqualTo(begun.trouble());
    assertThat(state.path("isPending").asBoolean(false)).isTrue();
    gateway.write(config("fake-slow"));
    assertThat(restart().trouble()).isEmpty();
  }

  @Test
  void aHomeThatIsLostEndsTheGatewayInsteadOfHalfOfOne() throws Exception {
    Path lock = gateway.home.root().resolve("gateway.lock");
    Files.delete(lock);
    Files.createDirectory(lock);
    gateway.post("/api/restart", "{}");
    assertThat(gateway.next().trouble()).startsWith("failed: The file " + lock + " cannot be");
  }

  /// What is open, by kind. How often a poller of the virtual machine is made is its own matter.
  private static Map<String, Integer> fds() {
    Map<String, Integer> open = new TreeMap<>();
    try (var all = Files.list(Path.of("/proc/self/fd"))) {
      for (Path one : all.toList()) {
        String kind = kind(one);
        boolean isCounted = !kind.isEmpty() && !kind.contains("eventpoll");
        if (isCounted) open.merge(kind, 1, Integer::sum);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return open;
  }

  /// Empty for one that was closed meanwhile, as the one that lists them.
  private static String kind(Path open) throws IOException {
    try {
      return Files.readSymbolicLink(open).toString().replaceAll("[0-9]+", "N");
    } catch (NoSuchFileException | NotLinkException e) {
      return "";
    }
  }

  @Test
  @EnabledOnOs(OS.LINUX) // Others do not list what a process has open.
  void manyRestartsLeaveNothingOpen() throws Exception {
    int restarts = 6;
    restart();
    gateway.post("/api/settings/try", "{}");
    Map<String, Integer> before = fds();
    for (int i = 0; i < restarts; i++) {
      gateway.post("/api/settings/try", "{}");
      restart();
    }
    // What a life had open may be closed a little after the next one began.
    Until.is(
        new RealWorld(),
        Duration.ofSeconds(60),
        "no more is open than before, which was " + before,
        () ->
            fds().entrySet().stream()
                .allMatch(
                    now -> now.getValue() < before.getOrDefault(now.getKey(), 0) + restarts / 2));
  }

  @Test
  void aSaveDuringARestartIsWholeOrNotThere() throws Exception {
    String revision = gateway.state().path("revision").asString("");
    gateway.post("/api/restart", "{}");
    String edit = "{\"values\": {\"agents.defaults.temperature\": 0.5}}";
    int status = 0;
    while (status == 0) {
      try {
        status = gateway.change(revision, edit).status();
      } catch (IOException e) {
        status = 0; // Its answer was cut off, or it is away.
      }
      // One that was cut off may be written after that, and then stands in the way of the next.
      if (status != 200 && gateway.file().contains("0.5")) status = 200;
    }
    assertThat(status).isEqualTo(200);
    assertThat(gateway.next().trouble()).isEmpty();
    assertThat(gateway.field("agents.defaults.temperature").path("value").asDouble(0))
        .isEqualTo(0.5);
  }

  @Test
  void twoWishesAtOnceAreOneRestart() throws Exception {
    List<Socket> wishes = new ArrayList<>();
    for (int i = 0; i < 4; i++) wishes.add(gateway.connect());
    try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Socket wish : wishes) executor.submit(() -> gateway.restart(wish));
    }
    assertThat(gateway.next().trouble()).isEmpty();
    assertThat(gateway.state().path("trouble").asString("x")).isEmpty();
    gateway.stop();
    assertThat(gateway.next().trouble()).isEqualTo("stopped");
  }

  @Test
  void withAPipeTheOneWhoStartedItStartsItAgain() throws Exception {
    gateway.close();
    var in = System.in;
    var out = System.out;
    // By its own input the process that runs the tests is spoken to.
    System.setIn(new PipedInputStream(new PipedOutputStream()));
    try {
      gateway =
          new LivingGateway(
              folder.resolve("piped"),
              "{\"channels\": {\"stdio\": {\"enabled\": true}}}",
              Map.of());
      assertThat(gateway.post("/api/restart", "{}").code()).isEqualTo("no_restart");
    } finally {
      System.setIn(in);
      System.setOut(out);
    }
  }
}
