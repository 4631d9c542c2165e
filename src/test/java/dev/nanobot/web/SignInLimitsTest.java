package dev.nanobot.web;

import static dev.nanobot.web.DoorHouse.TOKEN;
import static dev.nanobot.web.DoorHouse.bearer;
import static org.assertj.core.api.Assertions.assertThat;

import dev.nanobot.store.Logins;
import dev.nanobot.store.Tickets;
import dev.nanobot.web.DoorHouse.Answer;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// How many logins and tickets there are at a time, over real connections: at the limit, one more,
/// and a hundred times as many logins (SEC-08).
@Timeout(300)
class SignInLimitsTest extends DoorTestCase {
  private static final int CLIENTS = 16;
  private static final int TICKETS_OVER = 100;

  /// Does the same so often, by several clients at once.
  private static <T> List<T> often(int times, Callable<T> work) throws Exception {
    List<Future<List<T>>> clients = new ArrayList<>();
    try (var executor = Executors.newFixedThreadPool(CLIENTS)) {
      for (int client = 0; client < CLIENTS; client++) {
        int share = times / CLIENTS + (client < times % CLIENTS ? 1 : 0);
        clients.add(
            executor.submit(
                () -> {
                  List<T> results = new ArrayList<>();
                  for (int i = 0; i < share; i++) results.add(work.call());
                  return results;
                }));
      }
    }
    List<T> all = new ArrayList<>();
    for (Future<List<T>> client : clients) all.addAll(client.get());
    return all;
  }

  private int status(String cookie) throws IOException {
    return house.get("/mine", cookie).status();
  }

  @Test
  void soManyLoginsGoOnAndOneMoreEndsTheOldest() throws Exception {
    List<String> cookies = new ArrayList<>();
    for (int i = 0; i < Logins.MAX; i++) {
      cookies.add(house.cookie());
      house.world.pass(Duration.ofSeconds(1));
    }
    for (String cookie : cookies) assertThat(status(cookie)).isEqualTo(200);
    String more = house.cookie();
    assertThat(status(cookies.getFirst())).isEqualTo(401);
    assertThat(status(cookies.get(1))).isEqualTo(200);
    house.world.pass(Duration.ofSeconds(1));
    often(100 * Logins.MAX, house::cookie);
    assertThat(status(more)).isEqualTo(401);
    Answer listed = house.get("/api/logins", bearer(TOKEN));
    assertThat(listed.body().split("\"id\"", -1)).hasSize(Logins.MAX + 1);
    assertThat(status(house.cookie())).isEqualTo(200);
  }

  private int ticket() throws IOException {
    return house
        .post("/api/ws-ticket", "{}", bearer(TOKEN), "Content-Type: application/json")
        .status();
  }

  @Test
  void soManyTicketsAreValidAndMoreAreRefusedUntilTheseAreOver() throws Exception {
    house.world.stand(); // However long it takes to make them, none is over.
    assertThat(often(Tickets.VALID_MAX, this::ticket)).containsOnly(200);
    assertThat(often(TICKETS_OVER, this::ticket)).containsOnly(429);
    assertThat(house.get("/mine", bearer(TOKEN)).status()).isEqualTo(200);
    house.world.pass(Duration.ofSeconds(31));
    assertThat(ticket()).isEqualTo(200);
  }
}
