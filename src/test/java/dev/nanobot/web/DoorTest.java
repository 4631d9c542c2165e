package dev.nanobot.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class DoorTest {
  private final Door door = new Door(new Door.Limits(2, 3, Duration.ofSeconds(60), 5));

  private long nanos;

  private void pass(Duration time) {
    nanos += time.toNanos();
  }

  private static InetAddress address(String text) throws UnknownHostException {
    return InetAddress.getByName(text);
  }

  private void fail(String address, int times) throws UnknownHostException {
    for (int i = 0; i < times; i++) door.failed(address(address), nanos);
  }

  private boolean isClosed(String address) throws UnknownHostException {
    return door.isClosedTo(address(address), nanos);
  }

  @Test
  void soManyComeInAndTheNextWhenOneLeft() {
    assertThat(door.enter()).isTrue();
    assertThat(door.enter()).isTrue();
    assertThat(door.enter()).isFalse();
    door.leave();
    assertThat(door.enter()).isTrue();
    assertThat(door.enter()).isFalse();
  }

  @Test
  void theLastFailureOfTheLimitClosesTheDoorForItsAddressOnly() throws Exception {
    fail("192.0.2.1", 2);
    assertThat(isClosed("192.0.2.1")).isFalse();
    fail("192.0.2.1", 1);
    assertThat(isClosed("192.0.2.1")).isTrue();
    assertThat(isClosed("192.0.2.2")).isFalse();
  }

  @Test
  void theDoorOpensWhenTheFailuresLieBack() throws Exception {
    fail("192.0.2.1", 1);
    pass(Duration.ofSeconds(30));
    fail("192.0.2.1", 2);
    pass(Duration.ofSeconds(29));
    assertThat(isClosed("192.0.2.1")).isTrue();
    pass(Duration.ofSeconds(1));
    assertThat(isClosed("192.0.2.1")).isFalse();
    fail("192.0.2.1", 1);
    assertThat(isClosed("192.0.2.1")).isTrue();
  }

  @Test
  void addressesOfOneNetworkOfVersionSixCountTogether() throws Exception {
    fail("2001:db8::1", 1);
    fail("2001:db8::2", 1);
    fail("2001:db8:0:0:ffff::", 1);
    assertThat(isClosed("2001:db8::77")).isTrue();
    assertThat(isClosed("2001:db8:0:1::1")).isFalse();
  }

  @Test
  void onlySoManyAddressesAreRemembered() throws Exception {
    fail("192.0.2.1", 3);
    pass(Duration.ofSeconds(1));
    for (int i = 0; i < 5_000; i++) {
      fail("198.51." + i / 250 + "." + i % 250, 3);
      pass(Duration.ofMillis(1));
    }
    assertThat(isClosed("192.0.2.1")).isFalse();
    assertThat(isClosed("198.51.19.249")).isTrue();
  }
}
