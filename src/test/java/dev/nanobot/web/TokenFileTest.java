package dev.nanobot.web;

import static dev.nanobot.web.DoorHouse.TOKEN;
import static dev.nanobot.web.DoorHouse.bearer;
import static org.assertj.core.api.Assertions.assertThat;

import dev.nanobot.message.Json;
import dev.nanobot.store.Tickets.Purpose;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// What happens at the door while the file of the token is empty, gone or a riddle, and afterwards.
@Timeout(120)
class TokenFileTest extends DoorTestCase {
  private static final String JSON = "Content-Type: application/json";
  private static final String SIGN_IN = "{\"token\": \"" + TOKEN + "\"}";

  private Path aside;

  @BeforeEach
  void keepTheToken() throws Exception {
    aside = Files.copy(house.tokenFile, folder.resolve("aside"));
  }

  private void putBack() throws Exception {
    Files.copy(aside, house.tokenFile, StandardCopyOption.REPLACE_EXISTING);
  }

  private void callWithTheRightToken() throws Exception {
    for (int i = 0; i < 11; i++) {
      assertThat(house.get("/mine", bearer(TOKEN)).status()).isEqualTo(401);
      assertThat(house.get("/ticketed", bearer(TOKEN)).status()).isEqualTo(401);
      assertThat(house.post("/api/login", SIGN_IN, JSON).status()).isEqualTo(401);
    }
  }

  @Test
  void whoCallsWithTheRightTokenWhileThereIsNoneIsNotKeptOutAfterwards() throws Exception {
    Files.writeString(house.tokenFile, "");
    callWithTheRightToken();
    Files.delete(house.tokenFile);
    callWithTheRightToken();
    putBack();
    assertThat(house.get("/mine", bearer(TOKEN)).status()).isEqualTo(200);
  }

  @Test
  void aLinkThatLeadsToItselfCannotBeRead() throws Exception {
    Files.delete(house.tokenFile);
    Files.createSymbolicLink(house.tokenFile, house.tokenFile.getFileName());
    assertThat(house.get("/mine", bearer(TOKEN)).body()).contains("token_unreadable");
  }

  @Test
  void aSignInLinkIsNotUsedUpWhileThereIsNoTokenOrItCannotBeRead() throws Exception {
    house.store.tickets().issue("once", Purpose.LOGIN, Duration.ofMinutes(10));
    Files.writeString(house.tokenFile, "");
    assertThat(house.get("/login/once").status()).isEqualTo(401);
    Files.delete(house.tokenFile);
    Files.createSymbolicLink(house.tokenFile, house.tokenFile.getFileName());
    assertThat(house.get("/login/once").status()).isEqualTo(503);
    putBack();
    assertThat(house.get("/login/once").status()).isEqualTo(303);
  }

  @Test
  void aTicketOfAnotherTokenOpensNothing() throws Exception {
    String body = house.post("/api/ws-ticket", "{}", JSON, bearer(TOKEN)).body();
    String path = "/ticketed?ticket=" + Json.parse(body).path("ticket").asString();
    Files.writeString(house.tokenFile, "another-token-of-thirty-two-chars");
    assertThat(house.get(path).status()).isEqualTo(401);
    Files.writeString(house.tokenFile, "");
    assertThat(house.get(path).status()).isEqualTo(401);
    putBack();
    assertThat(house.get(path).status()).isEqualTo(200);
  }
}
