package dev.nanobot.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nanobot.message.Principal;
import dev.nanobot.message.SessionKey;
import dev.nanobot.message.Trust;
import dev.nanobot.store.Gates.Offer;
import dev.nanobot.store.Gates.State;
import dev.nanobot.store.Gates.Station;
import dev.nanobot.store.Gates.Stranger;
import dev.nanobot.store.SqliteStore;
import dev.nanobot.store.Store;
import dev.nanobot.store.Store.Attempt;
import dev.nanobot.store.Store.Room;
import dev.nanobot.world.RealWorld;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `pairing` and `channels` beside a store that another process has open.
class PairingCommandTest {
  private static final Principal EVE = new Principal("telegram:66");

  @TempDir Path folder;
  private Desktop desktop;
  private Store store;
  private final RealWorld world = new RealWorld();

  @BeforeEach
  void makeHome() {
    desktop = new Desktop(folder);
    assertThat(desktop.run("onboard", "--yes").code()).isZero();
    store = SqliteStore.open(world, desktop.home().resolve("nanobot.db"));
    knock("66", "ABCDEFGH");
  }

  @AfterEach
  void close() {
    store.close();
  }

  private void knock(String sender, String code) {
    var session = SessionKey.of("telegram", sender);
    store
        .gates()
        .knock(
            new Stranger("telegram", sender, "Eve", session), new Offer.Code(code, "code " + code));
  }

  @Test
  void whoeverWaitsIsListedWithoutTheirCode() {
    assertThat(desktop.run("pairing", "list").out())
        .contains("waiting", "telegram:66", "Eve", "min left")
        .doesNotContain("ABCDEFGH");
    assertThat(desktop.run("pairing", "--json").out())
        .contains("\"state\":\"waiting\",\"who\":\"telegram:66\"")
        .doesNotContain("ABCDEFGH");
  }

  @Test
  void whoeverIsApprovedMayTalkAtOnce() {
    assertThat(store.gates().trust(EVE)).isEmpty();
    var done = desktop.run("pairing", "approve", "abcd-efgh");
    assertThat(done.out()).contains("approved telegram:66");
    assertThat(store.gates().trust(EVE)).contains(Trust.ALLOWED);
    assertThat(desktop.run("pairing", "list").out()).contains("allowed", "telegram:66");
    assertThat(desktop.run("pairing", "revoke", "telegram:66").code()).isZero();
    assertThat(store.gates().trust(EVE)).isEmpty();
    var again = desktop.run("pairing", "revoke", "telegram:66");
    assertThat(again.code()).isEqualTo(4);
    assertThat(again.err()).contains("not let in by a code");
  }

  @Test
  void aCodeIsGoodOnceAndOnlyAsItWasTold() {
    assertThat(desktop.run("pairing", "approve", "ABCDEFGX").code()).isEqualTo(4);
    assertThat(desktop.run("pairing", "deny", "ABCDEFGH").out()).contains("denied telegram:66");
    var late = desktop.run("pairing", "approve", "ABCDEFGH");
    assertThat(late.code()).isEqualTo(4);
    assertThat(late.err()).contains("No such code is good");
  }

  @Test
  void aChannelTellsHowItIsWhileItsGatewayRuns() throws IOException {
    assertThat(desktop.run("channels").out()).contains("No channels are enabled");
    Path config = desktop.home().resolve("config.json");
    String telegram = "{\"channels\":{\"telegram\":{\"enabled\":true,\"token\":\"1:a\"}}}";
    Files.writeString(config, telegram);
    Files.setPosixFilePermissions(config, PosixFilePermissions.fromString("rw-------"));
    assertThat(desktop.run("channels", "status").out())
        .contains("telegram", "off", "1 to deliver, 0 dead");
    note(world.worker());
    assertThat(desktop.run("channels", "status").out())
        .contains("failing for", "nobody answers", "1 to deliver");
    assertThat(desktop.run("channels", "--json").out())
        .contains("\"state\":\"failing\"", "\"failures\":3", "\"toDeliver\":1");
  }

  @Test
  void aChannelTellsWhyAMessageHasNotLeft() throws IOException {
    Path config = desktop.home().resolve("config.json");
    String telegram = "{\"channels\":{\"telegram\":{\"enabled\":true,\"token\":\"1:a\"}}}";
    Files.writeString(config, telegram);
    Files.setPosixFilePermissions(config, PosixFilePermissions.fromString("rw-------"));
    var taken = store.take("w", "telegram", Duration.ofMinutes(1), Room.of(9), List.of());
    store.putOff(Attempt.of(taken.getFirst()), Duration.ofMinutes(1), "no connection");
    assertThat(desktop.run("channels").out()).contains("1 to deliver (no connection), 0 dead");
    assertThat(desktop.run("channels", "--json").out()).contains("\"trouble\":\"no connection\"");
    assertThat(desktop.run("outbox", "list", "--state", "pending").out()).contains("no connection");
  }

  private void note(String worker) {
    var now = world.now();
    store
        .gates()
        .note(new Station("telegram", State.FAILING, "nobody answers", 3, now, now, worker));
  }
}
