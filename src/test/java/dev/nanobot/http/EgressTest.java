package dev.nanobot.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.nanobot.http.HttpException.Kind;
import dev.nanobot.world.RealWorld;
import dev.nanobot.world.World;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.zip.GZIPOutputStream;
import javax.net.ssl.SSLSocketFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(120)
final class EgressTest {
  private static final Duration LONG = Duration.ofSeconds(60);
  private static final Duration SHORT = Duration.ofMillis(200);
  private static final Egress.Limits PATIENT = new Egress.Limits(LONG, LONG, LONG, 1_000, 400_000);
  private static final URI A = URI.create("http://a.example/x?y");
  private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

  private final World world = new RealWorld();
  private final CountDownLatch end = new CountDownLatch(1);

  @AfterEach
  void end() {
    end.countDown();
  }

  static List<String> blockedAddresses() {
    return SsrfCorpusTest.blockedAddresses();
  }

  @Test
  void aPageArrivesOverTheCheckedAddress() throws Exception {
    try (var server = RawServer.of(OK)) {
      FakeNetwork network = network(server);
      Egress.Page page = egress(network).fetch(A, Map.of("x-a", "b"), PATIENT);
      assertThat(page.status()).isEqualTo(200);
      assertThat(text(page)).isEqualTo("ok");
      assertThat(page.uri()).isEqualTo(A);
      assertThat(network.lookUps).containsExactly("a.example");
      assertThat(network.connections)
          .containsExactly(new InetSocketAddress(FakeNetwork.PUBLIC, 80));
      assertThat(server.requests().getFirst())
          .startsWith("GET /x?y HTTP/1.1\nHost: a.example\n")
          .contains("x-a: b\n");
    }
  }

  @Test
  void aNameThatTurnsPrivateIsRefusedAtTheNextHop() throws Exception {
    try (var server = RawServer.of(redirect("/again"))) {
      FakeNetwork network = new FakeNetwork(server.port());
      network.name("a.example", "93.184.216.34").name("a.example", "127.0.0.1");
      assertRefused(network, "stands for 127.0.0.1");
      assertThat(network.lookUps).hasSize(2);
      assertThat(network.connections).hasSize(1);
    }
  }

  @Test
  void aNameWithOnePrivateAddressIsRefusedBeforeASocketOpens() throws Exception {
    FakeNetwork network = new FakeNetwork(0).name("a.example", "93.184.216.34", "10.0.0.1");
    assertRefused(network, "stands for 10.0.0.1");
    assertThat(network.lookUps).hasSize(1);
    assertThat(network.connections).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("blockedAddresses")
  void aRedirectToAClosedAddressIsRefusedBeforeASocketOpens(String address) throws Exception {
    String host = address.contains(":") && !address.startsWith("[") ? "[" + address + "]" : address;
    try (var server = RawServer.of(redirect("http://" + host + "/"))) {
      FakeNetwork network = network(server);
      assertRefused(network, "refused");
      assertThat(network.connections).hasSize(1);
      assertThat(network.lookUps).hasSize(1);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "file:///etc/passwd",
        "//127.0.0.1/",
        "http://a.example:22/",
        "gopher:x",
        "http:\\\\a.example/",
        "http://u:p@a.example/",
        "/ /"
      })
  void aRedirectToSomethingElseIsRefused(String location) throws Exception {
    try (var server = RawServer.of(redirect(location))) {
      FakeNetwork network = network(server);
      assertRefused(network, "refused");
      assertThat(network.connections).hasSize(1);
    }
  }

  @Test
  void fiveRedirectsAreFollowedEachWithOneLookUpAndTheSixthIsRefused() throws Exception {
    try (var server = RawServer.of(redirect("next"))) {
      FakeNetwork network = network(server);
      assertRefused(network, "more than 5 redirects");
      assertThat(network.lookUps).hasSize(6);
      assertThat(network.connections).hasSize(6);
    }
  }

  @ParameterizedTest
  @CsvSource({"/b,/b", "b,/b", "?z=1,/x?z=1", "//a.example/c,/c", "http://a.example/d#e,/d"})
  void aRedirectLeadsWhereABrowserWouldGo(String location, String path) throws Exception {
    try (var server = new RawServer(once(redirect(location)))) {
      Egress.Page page = egress(network(server)).fetch(A, Map.of(), PATIENT);
      assertThat(page.uri()).isEqualTo(URI.create("http://a.example" + path));
      assertThat(server.requests().getLast()).startsWith("GET " + path + " ");
    }
  }

  @Test
  void anotherOriginGetsNoSecret() throws Exception {
    try (var server = new RawServer(once(redirect("http://b.example/")))) {
      FakeNetwork network = network(server).name("b.example", "93.184.216.34");
      var headers = Map.of("Authorization", "k", "cookie", "k", "X-Key", "k", "Accept", "text/*");
      egress(network).fetch(A, headers, PATIENT);
      assertThat(server.requests().getFirst()).contains("Authorization: k", "cookie: k");
      assertThat(server.requests().getLast())
          .contains("Host: b.example\n", "Accept: text/*\n")
          .doesNotContain(": k");
    }
  }

  @Test
  void theSameOriginGetsTheHeadersAgain() throws Exception {
    try (var server = new RawServer(once(redirect("/b")))) {
      egress(network(server)).fetch(A, Map.of("X-Key", "k"), PATIENT);
      assertThat(server.requests().getLast()).contains("X-Key: k");
    }
  }

  @Test
  void aPostBecomesAGetByA302AndStaysAPostByA307() throws Exception {
    try (var server = new RawServer(once(redirect("/b")))) {
      egress(network(server)).send("POST", A, Map.of("Content-Type", "a/b"), "body", PATIENT);
      assertThat(server.requests().getFirst()).startsWith("POST /x").contains("Content-Length: 4");
      assertThat(server.requests().getLast()).startsWith("GET /b").doesNotContain("Content-");
    }
    String keeps = redirect("/b").replace("302", "307");
    try (var server = new RawServer(once(keeps))) {
      egress(network(server)).send("POST", A, Map.of(), "body", PATIENT);
      assertThat(server.requests().getLast()).startsWith("POST /b").contains("Content-Length: 4");
    }
  }

  @Test
  void aBodyIsNotRedirectedToAnotherOrigin() throws Exception {
    String away = redirect("http://b.example/").replace("302", "308");
    try (var server = RawServer.of(away)) {
      HttpException e =
          catchThrowableOfType(
              HttpException.class,
              () -> egress(network(server)).send("POST", A, Map.of(), "body", PATIENT));
      assertThat(e.kind()).isEqualTo(Kind.REFUSED);
    }
  }

  @Test
  void aHeaderCannotSmuggleAnother() {
    for (var bad : List.of(Map.of("A", "b\r\nC: d"), Map.of("A b", "c"), Map.of("Host", "c"))) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> egress(new FakeNetwork(0)).fetch(A, bad, PATIENT));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\no\r\n1;a=b\r\nk\r\n0\r\n\r\n",
        "HTTP/1.1 200 OK\r\n\r\nok",
        "HTTP/1.0 200\nContent-Length: 2\n\nok and more",
        "HTTP/1.1 103 Early\r\nLink: x\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length:2\r\n\r\nok",
        "HTTP/1.1 200 OK\r\nContent-Length: 2\r\ncontent-length: 2\r\n\r\nok",
      })
  void everyFramingIsRead(String answer) throws Exception {
    try (var server = RawServer.of(answer)) {
      assertThat(text(egress(network(server)).fetch(A, Map.of(), PATIENT))).isEqualTo("ok");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "HTTP/2 200 OK\r\n\r\n",
        "SSH-2.0\r\n\r\n",
        "HTTP/1.1 200 OK\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nok",
        "HTTP/1.1 200 OK\r\nContent-Length: +2\r\n\r\nok",
        "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\nok",
        "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked, gzip\r\n\r\n0\r\n\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nx\r\nok\r\n0\r\n\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nok\r\n0\r\n\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n",
        "HTTP/1.1 200 OK\r\nA : b\r\n\r\nok",
        "HTTP/1.1 200 OK\r\nA: b\r\n c\r\n\r\nok",
        "HTTP/1.1 200 OK\r\nContent-Encoding: br\r\n\r\nok",
        "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\nok",
        "HTTP/1.1 101 Switching\r\n\r\nHTTP/1.1 200 OK\r\n\r\nok",
      })
  void whatIsNotClearIsBroken(String answer) throws Exception {
    try (var server = RawServer.of(answer)) {
      assertThat(failure(network(server), PATIENT).kind()).isEqualTo(Kind.BROKEN);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Content-Length: 1001\r\n\r\n",
        "\r\n",
        "Transfer-Encoding: chunked\r\n\r\n3e9\r\n",
        "Transfer-Encoding: chunked\r\n\r\nffffffff\r\n"
      })
  void aBodyOverTheLimitIsTooLarge(String head) throws Exception {
    String answer = "HTTP/1.1 200 OK\r\n" + head + "x".repeat(1_001);
    try (var server = RawServer.of(answer)) {
      assertThat(failure(network(server), PATIENT).kind()).isEqualTo(Kind.TOO_LARGE);
    }
  }

  @Test
  void gzipIsDecodedAndABombIsTooLarge() throws Exception {
    try (var server = new RawServer((ignored, out) -> writeGzip(out, 260_000))) {
      var limits = new Egress.Limits(LONG, LONG, LONG, 1_000, 400_000);
      byte[] body = egress(network(server)).fetch(A, Map.of(), limits).body();
      assertThat(body).hasSize(260_000);
      var tighter = new Egress.Limits(LONG, LONG, LONG, 1_000, 259_999);
      assertThat(failure(network(server), tighter).kind()).isEqualTo(Kind.TOO_LARGE);
    }
    try (var server = new RawServer((ignored, out) -> writeGzip(out, 3_000_000))) {
      var roomy = new Egress.Limits(LONG, LONG, LONG, 10_000, 10_000_000);
      HttpException e = failure(network(server), roomy);
      assertThat(e.kind()).as("a ratio over 100").isEqualTo(Kind.TOO_LARGE);
    }
  }

  @Test
  void aSilentServerTimesOut() throws Exception {
    var limits = new Egress.Limits(LONG, SHORT, LONG, 1_000, 1_000);
    try (var server = new RawServer((ignored, alsoIgnored) -> end.await())) {
      HttpException e = failure(network(server), limits);
      assertThat(e.kind()).isEqualTo(Kind.TIMEOUT);
      assertThat(e).hasMessage("a.example did not answer in time");
    }
  }

  @Test
  void aServerThatDripsPassesTheTotal() throws Exception {
    RawServer.Script drip =
        (ignored, out) -> {
          write(out, "HTTP/1.1 200 OK\r\n\r\n");
          while (end.getCount() > 0) write(out, "x");
        };
    try (var server = new RawServer(drip)) {
      // One that passes before the server is asked says nothing of it: then there is more time.
      for (var total = SHORT; server.requests().isEmpty(); total = total.multipliedBy(2)) {
        var limits = new Egress.Limits(LONG, LONG, total, 1_000_000_000, 1_000_000_000);
        FakeNetwork network = network(server);
        HttpException e = failure(network, limits);
        if (!network.connections.isEmpty()) assertThat(e.kind()).isEqualTo(Kind.TIMEOUT);
      }
    }
  }

  @Test
  void nothingIsAskedWhenTheTotalIsUsedUp() {
    FakeNetwork network = new FakeNetwork(0);
    var limits = new Egress.Limits(LONG, LONG, Duration.ZERO, 1_000, 1_000);
    assertThat(failure(network, limits).kind()).isEqualTo(Kind.TIMEOUT);
    assertThat(network.lookUps).isEmpty();
  }

  @Test
  void anInterruptEndsAFetch() throws Exception {
    var asked = new CountDownLatch(1);
    RawServer.Script stall =
        (ignored, alsoIgnored) -> {
          asked.countDown();
          end.await();
        };
    try (var server = new RawServer(stall)) {
      var outcome = new FutureTask<>(() -> egress(network(server)).fetch(A, Map.of(), PATIENT));
      Thread fetching = world.start("fetching", outcome);
      asked.await();
      fetching.interrupt();
      assertThatThrownBy(outcome::get).hasCauseInstanceOf(InterruptedException.class);
    }
  }

  @Test
  void anUnknownNameIsUnreachable() {
    HttpException e = failure(new FakeNetwork(0), PATIENT);
    assertThat(e.kind()).isEqualTo(Kind.UNREACHABLE);
    assertThat(e).hasMessage("no address is known for a.example");
  }

  @Test
  void theNextAddressIsTriedWhenOneDoesNotAnswer() throws Exception {
    try (var server = RawServer.of(OK)) {
      FakeNetwork network = network(server).refuse("93.184.216.34");
      assertThat(egress(network).fetch(A, Map.of(), PATIENT).status()).isEqualTo(200);
      assertThat(network.connections).hasSize(2);
      assertThat(network.lookUps).hasSize(1);
    }
  }

  private Egress egress(Network network) {
    return new Egress(
        world, Allowed.NOTHING, network, () -> (SSLSocketFactory) SSLSocketFactory.getDefault());
  }

  private static FakeNetwork network(RawServer server) {
    return new FakeNetwork(server.port()).name("a.example", "93.184.216.34", "93.184.216.35");
  }

  private void assertRefused(FakeNetwork network, String reason) {
    HttpException e = failure(network, PATIENT);
    assertThat(e.kind()).isEqualTo(Kind.REFUSED);
    assertThat(e).hasMessageContaining(reason);
  }

  private HttpException failure(Network network, Egress.Limits limits) {
    return catchThrowableOfType(
        HttpException.class, () -> egress(network).fetch(A, Map.of(), limits));
  }

  private static String redirect(String location) {
    return "HTTP/1.1 302 Found\r\nLocation: " + location + "\r\nContent-Length: 0\r\n\r\n";
  }

  /// Sends `first` for the path `/x` and a page for all others.
  private static RawServer.Script once(String first) {
    return (head, out) ->
        write(out, head.contains(" /x?y ") && !head.contains("b.example") ? first : OK);
  }

  private static void writeGzip(OutputStream out, int bytes) throws IOException {
    var body = new ByteArrayOutputStream();
    try (var gzip = new GZIPOutputStream(body)) {
      gzip.write(new byte[bytes]);
    }
    write(out, "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n");
    body.writeTo(out);
  }

  private static String text(Egress.Page page) {
    return new String(page.body(), StandardCharsets.UTF_8);
  }

  private static void write(OutputStream out, String text) throws IOException {
    out.write(text.getBytes(StandardCharsets.UTF_8));
    out.flush();
  }
}
