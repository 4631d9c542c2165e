package dev.nanobot.web;

import static dev.nanobot.web.DoorHouse.TOKEN;
import static dev.nanobot.web.DoorHouse.bearer;
import static org.assertj.core.api.Assertions.assertThat;

import dev.nanobot.web.DoorHouse.Answer;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What pages of other sites, and names that were made to lead here, can do: nothing (SEC-05).
@Timeout(120)
class ForeignPageTest {
  private static final String JSON = "Content-Type: application/json";

  @TempDir private Path folder;
  private DoorHouse house;
  private String cookie;

  @BeforeEach
  void open() throws Exception {
    house = new DoorHouse(folder);
    cookie = house.cookie();
  }

  @AfterEach
  void close() {
    house.close();
  }

  private int post(String... lines) throws Exception {
    return house.post("/mine", "{}", lines).status();
  }

  // ---- proxies

  @ParameterizedTest
  @ValueSource(
      strings = {
        "X-Forwarded-For: 127.0.0.1",
        "x-forwarded-for: 192.0.2.1",
        "X-Forwarded-Host: localhost",
        "X-Forwarded-Proto: https",
        "X-Real-IP: 127.0.0.1",
        "Forwarded: for=127.0.0.1",
        "Via: 1.1 proxy",
        "Via: "
      })
  void whatCameThroughAProxyIsNotFromThisMachine(String line) throws Exception {
    for (String proof : new String[] {cookie, bearer(TOKEN)}) {
      Answer answer = house.get("/mine", proof, line);
      assertThat(answer.status()).isEqualTo(403);
      assertThat(answer.body()).contains("\"code\":\"forwarded\"", "gateway.publicHosts");
    }
    house.link("link");
    assertThat(house.get("/login/link", line).status()).isEqualTo(403);
    assertThat(house.get("/login/link").status()).isEqualTo(303);
    String body = "{\"token\": \"" + TOKEN + "\"}";
    assertThat(house.post("/api/login", body, JSON, line).status()).isEqualTo(403);
    assertThat(house.get("/ticketed", bearer(TOKEN), line).status()).isEqualTo(403);
  }

  @Test
  void whatCameThroughAProxyUnderAPublicNameIsTakenAndTheProxyIsWhereItCameFrom() throws Exception {
    String line = "X-Forwarded-For: 192.0.2.";
    assertThat(throughProxy(bearer(TOKEN), line + 1)).isEqualTo(200);
    for (int i = 0; i < 10; i++) {
      assertThat(throughProxy(bearer("x".repeat(24)), line + i)).isEqualTo(401);
    }
    assertThat(throughProxy(bearer(TOKEN), line + 99)).isEqualTo(429);
  }

  private int throughProxy(String... lines) throws Exception {
    String head = "GET /mine HTTP/1.1\r\nHost: bot.example.org\r\nConnection: close\r\n";
    return house.raw(head + String.join("\r\n", lines) + "\r\n\r\n").status();
  }

  @Test
  void whereItDoesNotMatterAProxyIsNoHindrance() throws Exception {
    String line = "X-Forwarded-For: 192.0.2.1";
    assertThat(house.get("/open", line).status()).isEqualTo(200);
    assertThat(house.post("/hooks/none", "{}", line).status()).isEqualTo(404);
  }

  // ---- Origin

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://evil.example",
        "null",
        "",
        "http://localhost",
        "http://127.0.0.1",
        "http://127.0.0.1:1",
        "http://127.0.0.1.evil.example",
        "file://",
        "chrome-extension://abc"
      })
  void aForeignOriginIsRefusedAlsoWithTheCookie(String origin) throws Exception {
    assertThat(post(JSON, cookie, "Origin: " + origin)).isEqualTo(403);
    assertThat(house.get("/mine", cookie, "Origin: " + origin).status()).isEqualTo(403);
    assertThat(house.get("/open", "Origin: " + origin).status()).isEqualTo(403);
  }

  @Test
  void theOwnOriginPasses() throws Exception {
    assertThat(post(JSON, cookie, "Origin: http://127.0.0.1:" + house.port)).isEqualTo(200);
    assertThat(post(JSON, cookie, "Origin: HTTP://127.0.0.1:" + house.port)).isEqualTo(200);
  }

  @Test
  void twoOriginsAreForeign() throws Exception {
    String own = "Origin: http://127.0.0.1:" + house.port;
    assertThat(post(JSON, cookie, own, own)).isEqualTo(403);
  }

  @Test
  void theOriginMustBeTheNameThatWasCalled() throws Exception {
    assertThat(post(JSON, cookie, "Origin: http://localhost:" + house.port)).isEqualTo(403);
  }

  @ParameterizedTest
  @ValueSource(strings = {"cross-site", "same-site", "odd"})
  void aChangeFromAnotherSiteIsRefusedWithoutAnOriginToo(String site) throws Exception {
    assertThat(post(JSON, cookie, "Sec-Fetch-Site: " + site)).isEqualTo(403);
    String line = "Sec-Fetch-Site: " + site;
    assertThat(house.send("DELETE /mine", "", cookie, line).status()).isEqualTo(403);
  }

  @ParameterizedTest
  @ValueSource(strings = {"same-origin", "none"})
  void aChangeFromTheOwnPagePasses(String site) throws Exception {
    assertThat(post(JSON, cookie, "Sec-Fetch-Site: " + site)).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(strings = {"no-cors image", "no-cors script", "navigate iframe", "cors empty"})
  void whatAnotherSiteLoadsByItselfClosesNoDoor(String how) throws Exception {
    String[] head = {
      "Sec-Fetch-Site: cross-site",
      "Sec-Fetch-Mode: " + how.split(" ")[0],
      "Sec-Fetch-Dest: " + how.split(" ")[1]
    };
    for (int i = 0; i < 10; i++) {
      assertThat(house.get("/login/guess" + i, head).status()).isEqualTo(403);
    }
    assertThat(house.get("/mine", bearer(TOKEN)).status()).isEqualTo(200);
  }

  @Test
  void aLinkInAMailOfAnotherSiteMayBeFollowed() throws Exception {
    house.link("mailed");
    String[] head = {
      "Sec-Fetch-Site: cross-site", "Sec-Fetch-Mode: navigate", "Sec-Fetch-Dest: document"
    };
    assertThat(house.get("/login/mailed", head).status()).isEqualTo(303);
  }

  @Test
  void nothingIsSharedWithOtherOrigins() throws Exception {
    Answer asked =
        house.send(
            "OPTIONS /mine",
            "",
            "Origin: https://evil.example",
            "Access-Control-Request-Method: POST");
    assertThat(asked.status()).isIn(403, 405);
    assertThat(asked.head()).noneMatch(line -> line.toLowerCase().startsWith("access-control"));
  }

  // ---- kinds of bodies

  @ParameterizedTest
  @ValueSource(
      strings = {
        "text/plain",
        "text/plain; application/json",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
        "application/jsonx",
        "text/json",
        ""
      })
  void aBodyThatAFormCanSendIsRefused(String kind) throws Exception {
    assertThat(post(cookie, "Content-Type: " + kind)).isEqualTo(415);
  }

  @Test
  void aBodyWithoutAKindIsRefused() throws Exception {
    assertThat(post(cookie)).isEqualTo(415);
  }

  @Test
  void twoKindsAreNone() throws Exception {
    assertThat(post(cookie, JSON, "Content-Type: text/plain")).isIn(400, 415);
  }

  @Test
  void whatNoFormCanSendPasses() throws Exception {
    assertThat(post(cookie, "Content-Type: APPLICATION/JSON; charset=utf-8")).isEqualTo(200);
    assertThat(post(cookie, "X-Nanobot: 1")).isEqualTo(200);
    assertThat(post(bearer(TOKEN))).isEqualTo(200);
  }

  // ---- Host

  @ParameterizedTest
  @ValueSource(
      strings = {
        "evil.example",
        "evil.example:PORT",
        "127.0.0.1",
        "localhost",
        "localhost:1",
        "127.0.0.1.evil.example:PORT",
        "localhost.:PORT",
        "127.0.0.2:PORT",
        "0.0.0.0:PORT",
        "[::]:PORT",
        "2130706433:PORT",
        "bot.example.org.evil.example"
      })
  void aNameThatIsNotOursLeadsNowhere(String name) throws Exception {
    String host = name.replace("PORT", Integer.toString(house.port));
    Answer answer =
        house.raw(
            "GET /mine HTTP/1.1\r\nHost: "
                + host
                + "\r\n"
                + bearer(TOKEN)
                + "\r\nConnection: close\r\n\r\n");
    assertThat(answer.status()).isEqualTo(421);
    assertThat(answer.body()).doesNotContain("mine");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "127.0.0.1:PORT",
        "localhost:PORT",
        "LOCALHOST:PORT",
        "[::1]:PORT",
        "bot.example.org",
        "BOT.example.org:443"
      })
  void ourNamesLeadHere(String name) throws Exception {
    String host = name.replace("PORT", Integer.toString(house.port));
    Answer answer =
        house.raw("GET /open HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n");
    assertThat(answer.status()).isEqualTo(200);
  }

  @Test
  void twoHostsAreABadRequest() throws Exception {
    assertThat(house.get("/open", house.host()).status()).isEqualTo(400);
    assertThat(house.get("/open", "Host: evil.example").status()).isEqualTo(400);
  }

  @Test
  void noHostIsABadRequest() throws Exception {
    assertThat(house.raw("GET /open HTTP/1.1\r\nConnection: close\r\n\r\n").status())
        .isEqualTo(400);
  }

  @Test
  void anAddressWithANameOfItsOwnDoesNotGetAroundTheHost() throws Exception {
    Answer answer =
        house.raw(
            "GET http://evil.example/open HTTP/1.1\r\n"
                + house.host()
                + "\r\nConnection: close\r\n\r\n");
    assertThat(answer.status()).isIn(400, 421);
  }

  @Test
  void whatAProxyAddsMakesNobodyTheOwner() throws Exception {
    String[] lines = {
      "X-Forwarded-For: 127.0.0.1", "Forwarded: for=127.0.0.1", "X-Real-IP: 127.0.0.1", "Via: 1.1 x"
    };
    assertThat(house.get("/mine", lines).status()).isEqualTo(403);
  }

  // ---- what every answer tells a browser

  @ParameterizedTest
  @ValueSource(strings = {"/open", "/mine", "/nothing", "/api/login"})
  void everyAnswerTellsABrowserToDoNothingWithIt(String path) throws Exception {
    Answer answer = house.get(path);
    assertThat(answer.header("X-Content-Type-Options")).isEqualTo("nosniff");
    assertThat(answer.header("Referrer-Policy")).isEqualTo("no-referrer");
    assertThat(answer.header("Cross-Origin-Opener-Policy")).isEqualTo("same-origin");
    assertThat(answer.header("Cross-Origin-Resource-Policy")).isEqualTo("same-origin");
    assertThat(answer.header("Content-Security-Policy")).contains("frame-ancestors 'none'");
    assertThat(answer.header("Cache-Control")).isEqualTo("no-store");
    assertThat(answer.header("Server")).isEmpty();
  }
}
