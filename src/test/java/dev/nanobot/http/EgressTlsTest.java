package dev.nanobot.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.nanobot.http.HttpException.Kind;
import dev.nanobot.world.RealWorld;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
final class EgressTlsTest {
  private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

  private static final Duration LONG = Duration.ofSeconds(60);
  private static final Egress.Limits PATIENT = new Egress.Limits(LONG, LONG, LONG, 1_000, 1_000);

  @TempDir static Path folder;
  private static SSLContext context;

  /// A certificate for a.example and 93.184.216.34, which only this test trusts.
  @BeforeAll
  static void makeCertificate() throws Exception {
    context = OwnCertificate.of(folder, "dns:a.example,ip:93.184.216.34");
  }

  @Test
  void tlsProvesTheNameWhileTheConnectionGoesToTheCheckedAddress() throws Exception {
    try (var server = server(OK)) {
      FakeNetwork network = new FakeNetwork(server.port()).name("a.example", "93.184.216.34");
      Egress.Page page = fetch(network, "https://a.example/");
      assertThat(page.body()).asString().isEqualTo("ok");
      assertThat(network.connections)
          .containsExactly(new InetSocketAddress(FakeNetwork.PUBLIC, 443));
    }
  }

  @Test
  void anAddressIsProvedLikeAName() throws Exception {
    try (var server = server(OK)) {
      FakeNetwork network = new FakeNetwork(server.port());
      assertThat(fetch(network, "https://93.184.216.34/").status()).isEqualTo(200);
      assertThat(network.lookUps).isEmpty();
    }
  }

  @Test
  void aCertificateOfAnotherNameIsNotTrusted() throws Exception {
    try (var server = server(OK)) {
      FakeNetwork network = new FakeNetwork(server.port()).name("b.example", "93.184.216.34");
      HttpException e = failure(network, "https://b.example/");
      assertThat(e.kind()).isEqualTo(Kind.UNREACHABLE);
      assertThat(e).hasMessage("no trusted TLS connection to b.example came about");
      assertThat(server.requests()).filteredOn(head -> !head.isEmpty()).isEmpty();
    }
  }

  @Test
  void aRedirectFromHttpsToHttpIsRefused() throws Exception {
    String down = "HTTP/1.1 301 Moved\r\nLocation: http://a.example/\r\n\r\n";
    try (var server = server(down)) {
      FakeNetwork network = new FakeNetwork(server.port()).name("a.example", "93.184.216.34");
      HttpException e = failure(network, "https://a.example/");
      assertThat(e.kind()).isEqualTo(Kind.REFUSED);
      assertThat(network.connections).hasSize(1);
    }
  }

  private static RawServer server(String answer) throws Exception {
    var socket =
        context
            .getServerSocketFactory()
            .createServerSocket(0, 50, InetAddress.getLoopbackAddress());
    return new RawServer(
        socket, (ignored, out) -> out.write(answer.getBytes(StandardCharsets.UTF_8)));
  }

  private static Egress.Page fetch(FakeNetwork network, String uri) throws InterruptedException {
    var egress = new Egress(new RealWorld(), Allowed.NOTHING, network, context::getSocketFactory);
    return egress.fetch(URI.create(uri), Map.of(), PATIENT);
  }

  private static HttpException failure(FakeNetwork network, String uri) {
    return catchThrowableOfType(HttpException.class, () -> fetch(network, uri));
  }
}
