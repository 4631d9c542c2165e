package dev.nanobot.web;

import static dev.nanobot.web.DoorHouse.TOKEN;
import static dev.nanobot.web.DoorHouse.bearer;
import static org.assertj.core.api.Assertions.assertThat;

import dev.nanobot.message.Json;
import dev.nanobot.store.SqliteStore;
import dev.nanobot.web.DoorHouse.Answer;
import java.nio.file.Files;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/// Who may come in: the token, the cookie, the link, and the door that closes (SEC-05).
@Timeout(120)
class TokenTest extends DoorTestCase {
  private static final String OTHER = "another-token-of-thirty-two-chars";
  private static final String JSON = "Content-Type: application/json";

  private int status(String... lines) throws Exception {
    return house.get("/mine", lines).status();
  }

  // ---- the token

  @Test
  void theTokenOpensTheDoor() throws Exception {
    assertThat(status(bearer(TOKEN))).isEqualTo(200);
    assertThat(status("authorization: bEARER " + TOKEN)).isEqualTo(200);
  }

  @Test
  void withoutATokenNobodyComesInOnLoopbackEither() throws Exception {
    Answer answer = house.get("/mine");
    assertThat(answer.status()).isEqualTo(401);
    assertThat(answer.header("WWW-Authenticate")).isEqualTo("Bearer");
    assertThat(answer.body()).contains("\"code\":\"invalid_api_key\"");
  }

  @Test
  void whatTellsNothingIsOpen() throws Exception {
    assertThat(house.get("/open").status()).isEqualTo(200);
  }

  @Test
  void whatIsOpenIsToldToItsEndWhateverBecomesOfTheToken() throws Exception {
    assertThat(house.get("/open/told").body()).contains("one", "two", "three");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Authorization: Bearer null",
        "Authorization: Bearer undefined",
        "Authorization: Bearer",
        "Authorization: Bearer ",
        "Authorization: ",
        "Authorization: Bearer YOUR_TOKEN_HERE",
        "Authorization: Bearer 0123456789abcdefghijklmnopqrstu",
        "Authorization: Bearer 0123456789abcdefghijklmnopqrstuvw",
        "Authorization: Bearer 0123456789ABCDEFGHIJKLMNOPQRSTUV",
        "Authorization: Basic MDEyMzQ1Njc4OWFiY2RlZmdoaWprbG1ub3BxcnN0dXY=",
        "Authorization: 0123456789abcdefghijklmnopqrstuv",
        "X-Api-Key: 0123456789abcdefghijklmnopqrstuv",
        "Cookie: nanobot=0123456789abcdefghijklmnopqrstuv"
      })
  void aWrongTokenOpensNothing(String line) throws Exception {
    assertThat(status(line)).isEqualTo(401);
  }

  @Test
  void twoTokensAreNone() throws Exception {
    assertThat(status(bearer(TOKEN), bearer(TOKEN))).isEqualTo(401);
    assertThat(status(bearer(TOKEN), bearer(OTHER))).isEqualTo(401);
  }

  @Test
  void aTokenThatIsNoAsciiIsWrongAndNoFault() throws Exception {
    assertThat(status(bearer("\u00e4".repeat(32)))).isIn(400, 401);
    assertThat(status(bearer(TOKEN + "\u00ff"))).isIn(400, 401);
    assertThat(status(bearer(TOKEN))).isEqualTo(200);
  }

  @Test
  void aTokenThatIsMuchTooLongIsWrongAndNoFault() throws Exception {
    assertThat(status(bearer("x".repeat(8_000)))).isEqualTo(401);
    assertThat(status(bearer("x".repeat(40_000)))).isEqualTo(431);
    assertThat(status(bearer(TOKEN))).isEqualTo(200);
  }

  @Test
  void aTokenInTheAddressOpensNothing() throws Exception {
    for (String name : new String[] {"token", "access_token", "ticket", "key"}) {
      assertThat(house.get("/mine?" + name + "=" + TOKEN).status()).isEqualTo(401);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "null",
        "undefined",
        "short-of-twenty-four-c",
        "has a space in its middle, so no"
      })
  void aFileThatHoldsNoTokenLetsNobodyIn(String content) throws Exception {
    String cookie = house.cookie();
    Files.writeString(house.tokenFile, content);
    assertThat(status(bearer(content))).isEqualTo(401);
    assertThat(status(cookie)).isEqualTo(401);
  }

  @Test
  void aFileThatIsGoneLetsNobodyIn() throws Exception {
    Files.delete(house.tokenFile);
    assertThat(status(bearer(TOKEN))).isEqualTo(401);
  }

  @Test
  void anotherTokenEndsTheOldOneAndAllLoginsAtOnce() throws Exception {
    String cookie = house.cookie();
    assertThat(status(cookie)).isEqualTo(200);
    Files.writeString(house.tokenFile, OTHER);
    assertThat(status(bearer(TOKEN))).isEqualTo(401);
    assertThat(status(cookie)).isEqualTo(401);
    assertThat(status(bearer(OTHER))).isEqualTo(200);
  }

  @Test
  void anotherTokenEndsWhatIsBeingToldUnderTheOldOne() throws Exception {
    for (String proof : new String[] {bearer(TOKEN), house.cookie()}) {
      Files.writeString(house.tokenFile, TOKEN);
      Answer told = house.get("/told", proof);
      assertThat(told.body()).contains("one", "two").doesNotContain("three");
    }
  }

  @Test
  void whatAnybodyMaySendToSignInIsShort() throws Exception {
    String body = "{\"token\": \"" + "x".repeat(4 * 1024) + "\"}";
    assertThat(house.post("/api/login", body, JSON).status()).isEqualTo(413);
  }

  // ---- the cookie

  @Test
  void aBrowserIsSignedInWithACookieThatPagesCannotRead() throws Exception {
    String body = "{\"token\": \"" + TOKEN + "\"}";
    Answer answer = house.post("/api/login", body, JSON);
    assertThat(answer.header("Set-Cookie"))
        .contains("HttpOnly", "SameSite=Strict", "Path=/", "Max-Age=")
        .doesNotContain(TOKEN);
    assertThat(status(house.cookie())).isEqualTo(200);
  }

  @Test
  void aCookieLastsAMonthAndNoLonger() throws Exception {
    String cookie = house.cookie();
    house.world.pass(Duration.ofDays(30).minusMinutes(1));
    assertThat(status(cookie)).isEqualTo(200);
    house.world.pass(Duration.ofMinutes(2));
    assertThat(status(cookie)).isEqualTo(401);
  }

  @Test
  void aForgedCookieOpensNothing() throws Exception {
    String cookie = house.cookie();
    String value = cookie.substring(cookie.indexOf('=') + 1);
    String[] parts = value.split("\\.");
    String later = Long.toString(Long.parseLong(parts[0]) + 1);
    for (String forged :
        new String[] {
          later + "." + parts[1] + "." + parts[2],
          parts[0] + ".x" + parts[1] + "." + parts[2],
          parts[0] + "." + parts[1] + "." + "0".repeat(64),
          parts[0] + "." + parts[1] + "." + parts[2].substring(1),
          parts[0] + "." + parts[1] + ".",
          parts[0] + "." + parts[1],
          "99999999999999999999." + parts[1] + "." + parts[2],
          "-1." + parts[1] + "." + parts[2],
          ".." + parts[2],
          "",
          "\"" + value + "\""
        }) {
      assertThat(status("Cookie: nanobot-" + house.port + "=" + forged)).as(forged).isEqualTo(401);
    }
    assertThat(status(cookie)).isEqualTo(200);
  }

  @Test
  void aCookieOfAnotherPortOpensNothing() throws Exception {
    String cookie = house.cookie();
    String named = "nanobot-" + house.port + "=";
    assertThat(cookie).startsWith("Cookie: " + named);
    assertThat(status(cookie.replace(named, "nanobot-1="))).isEqualTo(401);
    assertThat(status(cookie.replace(named, "x" + named))).isEqualTo(401);
  }

  @Test
  void aWrongTokenBesideAGoodCookieOpensNothing() throws Exception {
    assertThat(status(house.cookie(), bearer(OTHER))).isEqualTo(401);
  }

  @Test
  void whoSignsOutIsToldToForgetTheCookie() throws Exception {
    Answer answer = house.post("/api/logout", "{}", JSON, house.cookie());
    assertThat(answer.header("Set-Cookie")).contains("nanobot-" + house.port + "=;", "Max-Age=0");
  }

  @Test
  void aCopiedCookieOpensNothingOnceItsBrowserSignedOut() throws Exception {
    String cookie = house.cookie();
    String other = house.cookie();
    assertThat(status(cookie)).isEqualTo(200);
    assertThat(house.post("/api/logout", "{}", JSON, cookie).status()).isEqualTo(200);
    assertThat(status(cookie)).isEqualTo(401);
    assertThat(status(other)).isEqualTo(200);
  }

  @Test
  void aLoginThatEndedInAnotherProcessOpensNothingHere() throws Exception {
    String cookie = house.cookie();
    try (var other = SqliteStore.open(house.world, folder.resolve("store.db"))) {
      String mark =
          Json.parse(house.get("/api/logins", cookie).body()).findValuesAsString("id").getFirst();
      assertThat(other.logins().end(mark)).isTrue();
    }
    assertThat(status(cookie)).isEqualTo(401);
  }

  @Test
  void theLoginsAreListedAndEachCanBeEnded() throws Exception {
    String one = house.cookie();
    house.world.pass(Duration.ofSeconds(1));
    String two = house.cookie();
    JsonNode logins = Json.parse(house.get("/api/logins", two).body()).path("logins");
    assertThat(logins).hasSize(2);
    assertThat(logins.path(0).path("isThis").booleanValue()).isTrue();
    assertThat(logins.path(1).path("isThis").booleanValue()).isFalse();
    String path = "/api/logins/" + logins.path(1).path("id").asString();
    assertThat(house.send("DELETE " + path, "", two).status()).isEqualTo(200);
    assertThat(house.send("DELETE " + path, "", two).status()).isEqualTo(404);
    assertThat(status(one)).isEqualTo(401);
    assertThat(status(two)).isEqualTo(200);
    assertThat(status("Cookie: nanobot-" + house.port + "=" + path)).isEqualTo(401);
  }

  @Test
  void whoSignsOutEndsWhatTheLoginFollows() throws Exception {
    String cookie = house.cookie();
    try (var following = house.follow(cookie)) {
      house.post("/api/logout", "{}", JSON, cookie);
      house.world.pass(Duration.ofSeconds(1));
      following.getInputStream().readAllBytes();
    }
    try (var program = house.follow(bearer(TOKEN))) {
      house.world.pass(Duration.ofSeconds(1));
      assertThat(program.getInputStream().readNBytes(1_000)).hasSize(1_000);
    }
  }

  @Test
  void aTicketOfALoginThatHasEndedOpensNothing() throws Exception {
    String cookie = house.cookie();
    String good = ticket(cookie);
    String late = ticket(cookie);
    assertThat(house.get("/ticketed?ticket=" + good).status()).isEqualTo(200);
    house.post("/api/logout", "{}", JSON, cookie);
    assertThat(house.get("/ticketed?ticket=" + late).status()).isEqualTo(401);
    assertThat(house.get("/ticketed?ticket=" + ticket(bearer(TOKEN))).status()).isEqualTo(200);
  }

  private String ticket(String proof) throws Exception {
    String body = house.post("/api/ws-ticket", "{}", JSON, proof).body();
    return Json.parse(body).path("ticket").asString();
  }

  @Test
  void aStrangerBringsNoMoreThanAToken() throws Exception {
    String long4 = "{\"token\": \"" + "x".repeat(4 * 1024) + "\"}";
    assertThat(house.post("/api/login", long4, JSON).status()).isEqualTo(413);
    String body = "{\"token\": \"" + TOKEN + "\"}" + " ".repeat(3 * 1024);
    assertThat(house.post("/api/login", body, JSON).status()).isEqualTo(200);
  }

  // ---- the link

  @Test
  void aLookAtTheHeadOfALinkDoesNotUseItUp() throws Exception {
    house.link("once");
    Answer look = house.send("HEAD /login/once", "");
    assertThat(look.header("Set-Cookie")).isEmpty();
    assertThat(house.get("/login/once").status()).isEqualTo(303);
  }

  @Test
  void aLinkSignsInOnceAndWithinItsTime() throws Exception {
    house.link("once");
    Answer first = house.get("/login/once");
    assertThat(first.status()).isEqualTo(303);
    assertThat(first.header("Location")).isEqualTo("/");
    assertThat(status("Cookie: " + first.header("Set-Cookie").split(";")[0])).isEqualTo(200);
    assertThat(house.get("/login/once").status()).isEqualTo(401);
    house.link("late");
    house.world.pass(Duration.ofMinutes(11));
    assertThat(house.get("/login/late").status()).isEqualTo(401);
  }

  // ---- the door

  private void fail(int times) throws Exception {
    for (int i = 0; i < times; i++) assertThat(status(bearer(OTHER + i))).isEqualTo(401);
  }

  @Test
  void tenWrongTokensCloseTheDoorForFiveMinutes() throws Exception {
    fail(10);
    Answer closed = house.get("/mine", bearer(TOKEN));
    assertThat(closed.status()).isEqualTo(429);
    assertThat(closed.header("Retry-After")).isEqualTo("300");
    assertThat(closed.body()).contains("too_many_failures");
    house.world.pass(Duration.ofMinutes(5));
    assertThat(status(bearer(TOKEN))).isEqualTo(200);
  }

  @Test
  void nineWrongTokensDoNot() throws Exception {
    fail(9);
    assertThat(status(bearer(TOKEN))).isEqualTo(200);
  }

  @Test
  void loginsLinksAndTicketsCountAsGuessesToo() throws Exception {
    for (int i = 0; i < 5; i++) {
      String body = "{\"token\": \"" + OTHER + i + "\"}";
      assertThat(house.post("/api/login", body, JSON).status()).isEqualTo(401);
      assertThat(house.get("/login/guess" + i).status()).isEqualTo(401);
    }
    assertThat(house.post("/api/login", "{\"token\": \"" + TOKEN + "\"}", JSON).status())
        .isEqualTo(429);
    assertThat(house.get("/login/guess").status()).isEqualTo(429);
  }

  @Test
  void whoHasNoTokenAtAllGuessesNothing() throws Exception {
    for (int i = 0; i < 20; i++) assertThat(status()).isEqualTo(401);
    assertThat(status(bearer(TOKEN))).isEqualTo(200);
  }

  @Test
  void aClosedDoorKeepsNoBrowserOutThatIsSignedIn() throws Exception {
    String cookie = house.cookie();
    fail(10);
    assertThat(status(bearer(TOKEN))).isEqualTo(429);
    assertThat(status(cookie)).isEqualTo(200);
    assertThat(house.get("/open").status()).isEqualTo(200);
  }

  @Test
  void onlySoManyAddressesAreRememberedAtTheDoor() {
    assertThat(Guard.FAILURES.addressesMax()).isEqualTo(10_000);
    assertThat(Guard.FAILURES.failuresMax()).isEqualTo(10);
  }
}
