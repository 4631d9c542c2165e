package dev.nanobot.web;

import static dev.nanobot.web.DoorHouse.TOKEN;
import static dev.nanobot.web.DoorHouse.bearer;
import static org.assertj.core.api.Assertions.assertThat;

import dev.nanobot.message.Json;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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

  @ParameterizedTest
  @ValueSource(strings = {"gateway.token", "/proc/self/mem"}) // itself; fails whoever reads it
  void whileTheFileCannotBeReadNobodyComesInAndNobodyGuesses(String target) throws Exception {
    String cookie = house.cookie();
    Files.delete(house.tokenFile);
    Files.createSymbolicLink(house.tokenFile, Path.of(target));
    for (int i = 0; i < 11; i++) {
      assertThat(house.get("/mine", bearer(TOKEN)).body()).contains("token_unreadable");
    }
    assertThat(house.get("/mine", cookie).status()).isEqualTo(503);
    assertThat(house.post("/api/login", SIGN_IN, JSON).status()).isEqualTo(503);
    assertThat(house.get("/open").status()).isEqualTo(200);
    putBack();
    assertThat(house.get("/mine", bearer(TOKEN)).status()).isEqualTo(200);
    assertThat(house.get("/mine", cookie).status()).isEqualTo(200);
  }

  @Test
  void aSignInLinkIsNotUsedUpWhileThereIsNoTokenOrItCannotBeRead() throws Exception {
    house.link("once");
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

  @Test
  void aSignInLinkOfAnotherTokenOpensNothing() throws Exception {
    house.link("early");
    Files.writeString(house.tokenFile, "another-token-of-thirty-two-chars");
    assertThat(house.get("/login/early").status()).isEqualTo(401);
    putBack();
    assertThat(house.get("/login/early").status()).isEqualTo(303);
  }
}
