package dev.nanobot.web;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.nanobot.channel.Arrival;
import dev.nanobot.channel.Channel;
import dev.nanobot.channel.Webhook;
import dev.nanobot.message.Cursor;
import dev.nanobot.message.Inbound;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// The door of a platform that calls, over real HTTP.
@Timeout(120)
class ChannelDoorTest {
  private static final String PATH = "/channels/fake";
  private static final String GENUINE = "X-Secret: right";
  private static final String FORGED = "X-Secret: wrong";

  @TempDir private Path folder;
  private final LaterWorld world = new LaterWorld();
  private final BlockingQueue<String> heard = new LinkedBlockingQueue<>();
  private DoorHouse house;

  @BeforeEach
  void open() throws Exception {
    house =
        new DoorHouse(folder, new ChannelDoor(world, "fake", new Calling(), new Nowhere()).route());
  }

  @AfterEach
  void close() {
    house.close();
  }

  /// A platform whose calls show a word.
  private final class Calling implements Webhook {
    @Override
    public boolean isGenuine(Function<String, Optional<String>> headers) {
      return headers.apply("X-Secret").filter("right"::equals).isPresent();
    }

    @Override
    public int take(byte[] body, Channel.Intake intake) {
      String text = new String(body, UTF_8);
      if (text.equals("full")) throw new IllegalStateException("the disk is full");
      heard.add(text);
      return text.equals("nonsense") ? 400 : 200;
    }
  }

  /// The platform above brings nothing further.
  private static final class Nowhere implements Channel.Intake {
    @Override
    public boolean hear(Arrival arrival) {
      throw new UnsupportedOperationException();
    }

    @Override
    public long accept(Inbound message) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Optional<String> cursor(String name) {
      return Optional.empty();
    }

    @Override
    public void passed(Cursor cursor) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void connected() {
      throw new UnsupportedOperationException();
    }
  }

  private int call(String body, String proof) throws Exception {
    return answer(body, proof).status();
  }

  private DoorHouse.Answer answer(String body, String proof) throws Exception {
    return house.post(PATH, body, "Content-Type: application/json", proof);
  }

  @Test
  void aCallIsTakenWithItsProofAndNoOther() throws Exception {
    assertThat(call("one", GENUINE)).isEqualTo(200);
    assertThat(call("two", FORGED)).isEqualTo(401);
    assertThat(call("three", "X-Other: right")).isEqualTo(401);
    assertThat(call("four", DoorHouse.bearer(DoorHouse.TOKEN))).isEqualTo(401);
    assertThat(call("nonsense", GENUINE)).isEqualTo(400);
    assertThat(heard).containsExactly("one", "nonsense");
  }

  @Test
  void whatCouldNotBeTakenIsNotSaidToBe() throws Exception {
    assertThat(call("full", GENUINE)).isGreaterThanOrEqualTo(500);
    assertThat(heard).isEmpty();
  }

  @Test
  void whoFailsTooOftenIsToldToWaitAndThePlatformIsNot() throws Exception {
    for (int i = 0; i < 20; i++) assertThat(call("x", FORGED)).isEqualTo(401);
    DoorHouse.Answer closed = answer("x", FORGED);
    assertThat(closed.status()).isEqualTo(429);
    assertThat(closed.header("Retry-After")).isEqualTo("60");
    assertThat(call("one", GENUINE)).isEqualTo(200);
    world.pass(Duration.ofMinutes(2));
    assertThat(call("x", FORGED)).isEqualTo(401);
    assertThat(heard).containsExactly("one");
  }

  @Test
  void aBodyHasALimit() throws Exception {
    assertThat(call("x".repeat(8 * 1024 * 1024), GENUINE)).isEqualTo(413);
    assertThat(call("x", FORGED)).isEqualTo(401);
    assertThat(heard).isEmpty();
  }

  @Test
  void aPlatformThatIsNotThereHasNoDoor() throws Exception {
    assertThat(house.post("/channels/other", "x", GENUINE).status()).isEqualTo(404);
    assertThat(house.get(PATH, GENUINE).status()).isEqualTo(405);
  }
}
