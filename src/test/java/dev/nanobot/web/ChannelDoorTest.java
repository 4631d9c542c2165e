package dev.nanobot.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nanobot.channel.Arrival;
import dev.nanobot.channel.Channel;
import dev.nanobot.channel.Webhook;
import dev.nanobot.message.Cursor;
import dev.nanobot.message.Inbound;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

class ChannelDoorTest {
  private static final String SECRET = "right";
  private static final String OURS = "10.0.0.1";
  private static final String THEIRS = "10.0.0.2";

  private final LaterWorld world = new LaterWorld();
  private final Route route = new ChannelDoor(world, "chat", new Calls(), new Nothing()).route();

  /// A platform whose calls show a word.
  private static final class Calls implements Webhook {
    @Override
    public boolean isGenuine(Function<String, Optional<String>> headers) {
      return headers.apply("X-Secret").filter(SECRET::equals).isPresent();
    }

    @Override
    public int take(byte[] body, Channel.Intake intake) {
      return 200;
    }
  }

  /// Nothing is heard here.
  private static final class Nothing implements Channel.Intake {
    @Override
    public boolean hear(Arrival arrival) {
      return false;
    }

    @Override
    public long accept(Inbound message) {
      return 0;
    }

    @Override
    public Optional<String> cursor(String name) {
      return Optional.empty();
    }

    @Override
    public void passed(Cursor cursor) {}

    @Override
    public void connected() {}
  }

  private record Call(InetAddress address, String secret) implements Request {
    @Override
    public String method() {
      return "POST";
    }

    @Override
    public String path() {
      return "/channels/chat";
    }

    @Override
    public String query() {
      return "";
    }

    @Override
    public List<String> headers(String name) {
      return name.equals("X-Secret") ? List.of(secret) : List.of();
    }

    @Override
    public int headerCount() {
      return 1;
    }

    @Override
    public int port() {
      return 1;
    }

    @Override
    public Body body(int bytesMax, Duration longest) {
      return new Body.Whole(new byte[0]);
    }
  }

  private int status(String address, String secret) throws Exception {
    var call = new Call(InetAddress.ofLiteral(address), secret);
    try {
      return route.endpoint().answer(new Visit(call, Map.of(), 100, () -> {})).status();
    } catch (Rejected e) {
      return e.status();
    }
  }

  @Test
  void afterManyWrongCallsTheDoorIsClosedToTheirAddressForAWhile() throws Exception {
    for (int i = 0; i < 20; i++) assertThat(status(THEIRS, "wrong")).isEqualTo(401);
    assertThat(status(THEIRS, "wrong")).isEqualTo(429);
    assertThat(status(OURS, "wrong")).isEqualTo(401);
    world.pass(Duration.ofSeconds(61));
    assertThat(status(THEIRS, "wrong")).isEqualTo(401);
  }

  @Test
  void whoeverSharesAProxyWithThemIsHeardAllTheSame() throws Exception {
    for (int i = 0; i < 30; i++) status(THEIRS, "wrong");
    assertThat(status(THEIRS, SECRET)).isEqualTo(200);
  }

  @Test
  void whoIsShutOutIsToldWhenToComeAgain() throws Exception {
    for (int i = 0; i < 20; i++) assertThat(status(THEIRS, "wrong")).isEqualTo(401);
    var call = new Call(InetAddress.ofLiteral(THEIRS), "wrong");
    assertThatThrownBy(() -> route.endpoint().answer(new Visit(call, Map.of(), 100, () -> {})))
        .isInstanceOfSatisfying(
            Rejected.class,
            refused -> assertThat(refused.response().headers()).containsEntry("Retry-After", "60"));
  }
}
