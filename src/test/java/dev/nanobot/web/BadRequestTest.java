package dev.nanobot.web;

import static dev.nanobot.web.DoorHouse.TOKEN;
import static dev.nanobot.web.DoorHouse.bearer;
import static org.assertj.core.api.Assertions.assertThat;

import dev.nanobot.web.DoorHouse.Answer;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Requests that are malformed, ambiguous or too big, with the right token (SEC-05, SEC-08).
@Timeout(120)
class BadRequestTest extends DoorTestCase {
  private static final String JSON = "Content-Type: application/json";
  private static final int LIMIT = Route.BODY_BYTES_MAX;

  private Answer post(String body) throws Exception {
    return house.post("/mine", body, JSON, bearer(TOKEN));
  }

  /// The lines of a head that what a test adds completes.
  private String head() {
    return String.join("\r\n", "POST /mine HTTP/1.1", house.host(), bearer(TOKEN), JSON, "");
  }

  // ---- smuggling

  private Answer smuggled(String rest) throws Exception {
    return house.raw(head() + rest + "GET /mine HTTP/1.1\r\n" + house.host() + "\r\n\r\n");
  }

  private void isRefusedAndEnds(String rest) throws Exception {
    Answer answer = smuggled(rest);
    assertThat(answer.status()).as(rest).isIn(400, 501);
    assertThat(answer.body()).as(rest).doesNotContain("HTTP/1.1");
  }

  @Test
  void aLengthBesideChunksIsRefused() throws Exception {
    isRefusedAndEnds("Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n");
    isRefusedAndEnds("Transfer-Encoding: chunked\r\nContent-Length: 2\r\n\r\n0\r\n\r\n");
  }

  @Test
  void lengthsThatDifferAreRefused() throws Exception {
    isRefusedAndEnds("Content-Length: 2\r\nContent-Length: 3\r\n\r\n{}");
    isRefusedAndEnds("Content-Length: 2, 3\r\n\r\n{}");
  }

  @Test
  void codingsThatAreNotExactlyChunkedAreRefused() throws Exception {
    isRefusedAndEnds("Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n");
    isRefusedAndEnds("Transfer-Encoding: gzip\r\n\r\n0\r\n\r\n");
    isRefusedAndEnds("Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n");
  }

  @Test
  void aBareLineFeedIsRefused() throws Exception {
    isRefusedAndEnds("X-A: b\nContent-Length: 2\r\n\r\n{}");
    isRefusedAndEnds("Content-Length: 2\n\n{}");
  }

  @Test
  void aBareCarriageReturnIsRefused() throws Exception {
    isRefusedAndEnds("X-A: b\rc\r\nContent-Length: 2\r\n\r\n{}");
  }

  @Test
  void aFoldedLineIsRefused() throws Exception {
    isRefusedAndEnds("X-A: b\r\n c\r\nContent-Length: 2\r\n\r\n{}");
    isRefusedAndEnds("X-A: b\r\n\tContent-Length: 9\r\nContent-Length: 2\r\n\r\n{}");
  }

  @Test
  void aSpaceBeforeTheColonIsRefused() throws Exception {
    isRefusedAndEnds("Content-Length : 2\r\n\r\n{}");
    isRefusedAndEnds("X-A : b\r\nContent-Length: 2\r\n\r\n{}");
  }

  // ---- sizes

  @Test
  void aHeadOfTooManyBytesIsRefused() throws Exception {
    assertThat(house.get("/open", "X-Big: " + "x".repeat(17_000)).status()).isEqualTo(431);
    String[] many = new String[2_000];
    for (int i = 0; i < many.length; i++) many[i] = "X-" + i + ": y";
    assertThat(house.get("/open", many).status()).isEqualTo(431);
  }

  @Test
  void anAddressAtTheLimitPassesAndALongerOneDoesNot() throws Exception {
    assertThat(house.get("/open?" + "x".repeat(8 * 1024 - 5)).status()).isEqualTo(200);
    assertThat(house.get("/open?" + "x".repeat(8 * 1024 - 4)).status()).isEqualTo(414);
    assertThat(house.get("/open?" + "x".repeat(800 * 1024)).status()).isIn(0, 414, 431);
  }

  @Test
  void aBodyAtTheLimitPassesAndALongerOneIsRefusedBeforeItIsRead() throws Exception {
    String body = "{\"a\": \"" + "x".repeat(LIMIT - 9) + "\"}";
    assertThat(post(body).status()).isEqualTo(200);
    assertThat(post(body + " ").status()).isEqualTo(413);
    Answer claimed = house.raw(head() + "Content-Length: 100000000\r\n\r\n{");
    assertThat(claimed.status()).isEqualTo(413);
    assertThat(claimed.body()).contains("\"code\":\"body_too_long\"");
  }

  @Test
  void allBodiesTogetherHaveALimitUntilTheyAreNotNeededAnyMore() throws Exception {
    assertThat(statusBeside("/held")).isEqualTo("503\n");
    assertThat(statusBeside("/forgotten")).isEqualTo("200\n");
    assertThat(post("{}").status()).isEqualTo(200);
  }

  /// A body of chunks takes as much room as it may be long.
  private String statusBeside(String path) throws Exception {
    String head = "POST " + path + " HTTP/1.1\r\n" + house.host() + "\r\n" + bearer(TOKEN);
    String ending = "\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n0\r\n\r\n";
    return house.raw(head + ending).body();
  }

  @RepeatedTest(5)
  void whoSendsAllOfABodyThatIsTooLongGetsTheAnswerToo() throws Exception {
    house.world.stand(); // The server waits for the rest, however long it takes to send it.
    String length = "Content-Length: " + 20 * LIMIT + "\r\n\r\n";
    assertThat(house.whole(head() + length + "x".repeat(20 * LIMIT)).status()).isEqualTo(413);
  }

  @Test
  void whoWaitsToBeAskedForABodyIsAnsweredAtOnce() throws Exception {
    Answer answer = house.raw(head() + "Content-Length: 100000000\r\nExpect: 100-continue\r\n\r\n");
    assertThat(answer.status()).isEqualTo(413);
  }

  @Test
  void aBodyInChunksIsMeasuredToo() throws Exception {
    var chunks = new StringBuilder();
    String chunk = "x".repeat(64 * 1024);
    for (int i = 0; i < 20; i++) chunks.append("10000\r\n").append(chunk).append("\r\n");
    Answer answer = house.raw(head() + "Transfer-Encoding: chunked\r\n\r\n" + chunks + "0\r\n\r\n");
    assertThat(answer.status()).isEqualTo(413);
  }

  // ---- JSON

  @ParameterizedTest
  @ValueSource(strings = {"[", "{\"a\":[", "{\"a\":"})
  void aHundredThousandBracketsAreRefused(String bracket) throws Exception {
    Answer answer = post(bracket.repeat(100_000));
    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.body()).contains("\"code\":\"invalid_json\"");
    assertThat(post("{}").status()).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[]",
        "null",
        "1",
        "\"text\"",
        "{",
        "{}}",
        "{\"a\": NaN}",
        "{'a': 1}",
        "{\"a\": 1,}",
        "\u00ff\u00fe",
        "{\"a\": \"\u00c3(\"}"
      })
  void whatIsNoJsonObjectIsRefused(String body) throws Exception {
    assertThat(post(body).status()).isEqualTo(400);
  }

  @Test
  void aNumberOfTooManyDigitsIsRefused() throws Exception {
    assertThat(post("{\"a\": " + "9".repeat(1_000) + "}").status()).isEqualTo(200);
    assertThat(post("{\"a\": " + "9".repeat(1_001) + "}").status()).isEqualTo(400);
  }

  @Test
  void theDepthOfABodyHasALimit() throws Exception {
    assertThat(post("{\"a\":" + "[".repeat(63) + "]".repeat(63) + "}").status()).isEqualTo(200);
    assertThat(post("{\"a\":" + "[".repeat(64) + "]".repeat(64) + "}").status()).isEqualTo(400);
  }

  @Test
  void theBracketsAndValuesOfABodyHaveALimit() throws Exception {
    String most = "{},".repeat(49_996) + "{}"; // and five around them
    assertThat(post("{\"a\":[" + most + "]}").status()).isEqualTo(200);
    assertThat(post("{\"a\":[{}," + most + "]}").body()).contains("\"code\":\"invalid_json\"");
  }

  // ---- addresses

  @ParameterizedTest
  @ValueSource(strings = {"/parts/..", "/parts/%2e%2e", "/parts/%2e%2e/x", "/parts/a;b"})
  void anAddressWithTwoReadingsIsRefusedOrLeadsNowhere(String path) throws Exception {
    Answer answer = house.get(path, bearer(TOKEN));
    assertThat(answer.status()).isIn(400, 404);
  }

  @Test
  void anEncodedSlashBelongsToItsPart() throws Exception {
    assertThat(house.get("/parts/a%2fb", bearer(TOKEN)).body()).isEqualTo("a/b\n");
    assertThat(house.get("/parts/%2e%2e%2fx", bearer(TOKEN)).body()).isEqualTo("../x\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"%c3%28", "%ff", "%f0%82%82%ac"})
  void aPartThatIsNoUtf8IsRefused(String part) throws Exception {
    assertThat(house.get("/parts/" + part, bearer(TOKEN)).status()).isEqualTo(400);
  }

  @Test
  void aFaultOfOursIsToldAsOneAndTellsNothing() throws Exception {
    Answer answer = house.get("/fault", bearer(TOKEN));
    assertThat(answer.status()).isEqualTo(500);
    assertThat(answer.body()).contains("internal_error").doesNotContain("secret", "Exception");
    assertThat(house.get("/open").status()).isEqualTo(200);
  }

  @Test
  void theHeadAloneIsAnsweredWithoutABody() throws Exception {
    Answer answer = house.send("HEAD /open", "");
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.body()).isEmpty();
  }

  @Test
  void aMethodThatIsNotTakenIsToldWhichIs() throws Exception {
    Answer answer = house.send("PUT /open", "", bearer(TOKEN), JSON);
    assertThat(answer.status()).isEqualTo(405);
    assertThat(answer.header("Allow")).isEqualTo("GET");
    assertThat(house.send("BREW /open", "", bearer(TOKEN)).status()).isIn(405, 501);
    assertThat(house.get("/nothing", bearer(TOKEN)).status()).isEqualTo(404);
  }

  // ---- bodies that nobody wants

  @Test
  void aBodyThatIsNotWantedAndNotThereYetEndsTheConnectionAndThatIsSaid() throws Exception {
    String head =
        "POST /mine HTTP/1.1\r\n" + house.host() + "\r\n" + JSON + "\r\nContent-Length: 2\r\n\r\n";
    Answer early = house.raw(head);
    assertThat(early.status()).isEqualTo(401);
    assertThat(early.header("Connection")).isEqualTo("close");
    String next = "GET /mine HTTP/1.1\r\n" + house.host() + "\r\nConnection: close\r\n\r\n";
    Answer whole = house.raw(head + "{}" + next);
    assertThat(whole.status()).isEqualTo(401);
    assertThat(whole.header("Connection")).isEmpty();
    assertThat(whole.body()).contains("HTTP/1.1 401 ");
  }
}
