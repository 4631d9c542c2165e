package dev.nanobot.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.nanobot.http.HttpException.Kind;
import dev.nanobot.message.Json;
import dev.nanobot.world.RealWorld;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

final class SsrfCorpusTest {
  private static final Duration LOOK_UP_MAX = Duration.ofSeconds(60);

  private final FakeNetwork network = new FakeNetwork(0);
  private final Guard guard = new Guard(new RealWorld(), Allowed.NOTHING, network);

  static Stream<String> closed() {
    return Stream.of(
            strings("must_block"),
            strings("malformed_must_block"),
            strings("legacy_ipv4_must_block"),
            strings("blocked_hostnames"))
        .flatMap(List::stream);
  }

  static List<String> blockedAddresses() {
    return strings("must_block");
  }

  /// What carries no other address and is no documentation.
  static List<String> plainPublic() {
    List<String> plain =
        strings("must_allow").stream()
            .filter(a -> !a.startsWith("64:ff9b") && !a.startsWith("2002:"))
            .filter(a -> !a.startsWith("2001:db8"))
            .toList();
    assertThat(plain).hasSizeGreaterThan(4);
    return plain;
  }

  /// Whatever the standard reads as an address that is closed.
  static Stream<JsonNode> disguises() {
    List<JsonNode> found =
        read("urltestdata.json")
            .valueStream()
            .filter(JsonNode::isObject)
            .filter(test -> test.path("href").asString("").startsWith("http"))
            .filter(test -> isClosed(test.path("hostname").asString("")))
            .toList();
    assertThat(found).hasSizeGreaterThan(9);
    return found.stream();
  }

  @ParameterizedTest
  @MethodSource("closed")
  void whatMustBeBlockedIsRefusedUnasked(String host) throws Exception {
    assertRefused("http://" + inUrl(host) + "/");
    assertRefused("https://" + inUrl(host) + ":8443/a?b=c");
    assertThat(network.lookUps).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("blockedAddresses")
  void aNameForWhatMustBeBlockedIsRefused(String address) throws Exception {
    String bare = address.replaceAll("[\\[\\]]|%.*", "");
    network.name("a.example", FakeNetwork.PUBLIC.getHostAddress(), bare);
    assertRefused("http://a.example/");
    assertThat(network.lookUps).hasSize(1);
  }

  @ParameterizedTest
  @MethodSource("plainPublic")
  void whatIsPublicPasses(String address) throws Exception {
    InetAddress expected = FakeNetwork.address(address);
    assertThat(check("https://" + inUrl(address) + "/")).containsExactly(expected);
    network.name("a.example", address);
    assertThat(check("https://a.example/")).containsExactly(expected);
  }

  @ParameterizedTest
  @MethodSource("disguises")
  void aDisguisedAddressIsRefused(JsonNode test) throws Exception {
    assertRefused(test.get("input").stringValue());
  }

  @Test
  void everyUrlOfTheTestDataIsReadOrRefusedAndNothingElse() {
    for (JsonNode test : read("urltestdata.json")) {
      if (!test.isObject()) continue;
      assertThatCode(() -> refusal(test.get("input").stringValue())).doesNotThrowAnyException();
    }
  }

  /// Where both read it, both read the same host. Names that are encoded already are left out: the
  /// standard refuses some of them, to us they are names to look up like any other.
  @Test
  void noUrlIsReadWithAnotherHostThanTheStandardReads() {
    int read = 0;
    for (JsonNode test : read("urltestdata.json")) {
      String input = test.path("input").asString("");
      if (!input.startsWith("http://") || input.matches("(?i).*xn--.*")) continue;
      if (refusal(input).isPresent()) continue;
      assertThat(test.has("failure")).as(input).isFalse();
      String host = test.get("hostname").stringValue();
      String ours = Url.of(input).host();
      assertThat(ours).as(input).isIn(host, host.replaceAll("\\.$", ""), v6(host));
      read++;
    }
    assertThat(read).isGreaterThan(20);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ftp://a.example/",
        "file:///etc/passwd",
        "http:a.example",
        "http:///a",
        "//a.example/",
        "http://u@a.example/",
        "http://u:p@a.example/",
        "http://a.example\\@127.0.0.1/",
        "http://a.example /",
        "http://a.example/\n",
        "http://a.example/\u0000",
        "http://a%2eb/",
        "http://a.example:0/",
        "http://a.example:65536/",
        "http://a.example:/",
        "http://a.example:80:80/",
        "http://a..example/",
        "http://a.example../",
        "http://.a/",
        "http://a_b.example/",
        "http://-a.example/",
        "http://2130706433/",
        "http://0/",
        "http://1.2.3/",
        "http://1.2.3.4.5/",
        "http://0x7f.1/",
        "http://127.0.0.1./",
        "http://[::1]/",
        "http://[fe80::1%25eth0]/",
        "http://[::1]a/",
        "http://[127.0.0.1]/",
        "http://１２７.０.０.１/",
        "http://127。0。0。1/",
      })
  void whatIsWrongIsRefused(String url) throws Exception {
    assertRefused(url);
    assertThat(network.lookUps).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://a.example:22/",
        "http://LOCALHOST/",
        "http://faß.example/",
        "http://。/",
        "http://[8.8.8.8]/",
        "http://x.localhost/",
        "http://localhost./",
        "http://printer/",
        "http://nas.local/",
        "http://metadata.google.internal./",
        "http://a.example/%zz",
        "http://[::ffff:0:127.0.0.1]/",
        "http://[64:ff9b::7f00:1]/",
        "http://[3fff::1]/",
        "http://[5f00::1]/",
        "http://[2606:4700::5efe:10.0.0.1]/",
        "http://[2606:4700::200:5efe:7f00:1]/",
        "http://[2002:7f00:1::]/",
        "http://[100::1]/",
        "http://[fd00:ec2::254]/",
        "http://168.63.129.16/",
      })
  void whatIsClosedIsRefused(String url) throws Exception {
    assertRefused(url);
    assertThat(network.lookUps).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "HTTP://A.example",
        "https://a.example.:443/",
        "http://a.example:8080/x?y=[1]|{2}#z",
        "http://a.example/ä/日本?q=ü",
        "http://a.example?x",
      })
  void whatIsUsualPasses(String url) throws Exception {
    network.name("a.example", "93.184.216.34");
    assertThat(check(url)).containsExactly(FakeNetwork.PUBLIC);
  }

  @Test
  void anInternationalNameIsLookedUpInItsAsciiForm() throws Exception {
    network.name("xn--bcher-kva.example", "93.184.216.34");
    check("https://bücher.example/");
    assertThat(network.lookUps).containsExactly("xn--bcher-kva.example");
  }

  @Test
  void whatTheOperatorOpenedIsOpenAndNothingBesides() throws Exception {
    var places = List.of("10.1.0.0/16", "fd12::/64", "searx.lan", "nas");
    var allowed = new Allowed(places, List.of(3000));
    var open = new Guard(new RealWorld(), allowed, network);
    network.name("nas", "192.168.1.5").name("searx.lan", "192.168.1.6");
    network.name("other.lan", "192.168.1.6").name("in.lan", "10.1.2.3");
    for (String url :
        List.of(
            "http://10.1.2.3/",
            "http://[fd12::5]:3000/",
            "http://nas/",
            "http://searx.lan:3000/",
            "http://in.lan/")) {
      assertThat(open.check(Url.of(url), LOOK_UP_MAX)).as(url).hasSize(1);
    }
    for (String url :
        List.of(
            "http://10.2.0.1/",
            "http://[fd12:0:0:1::5]/",
            "http://other.lan/",
            "http://nas:3001/",
            "http://a.nas/",
            "http://127.0.0.1:3000/")) {
      assertThat(
              catchThrowableOfType(HttpException.class, () -> open.check(Url.of(url), LOOK_UP_MAX)))
          .as(url)
          .isNotNull();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "169.254.169.254",
        "fd00:ec2::254",
        "168.63.129.16",
        "100.100.100.200",
        "::ffff:169.254.169.254",
        "64:ff9b::a9fe:a9fe",
        "2002:a9fe:a9fe::1"
      })
  void aMetadataServiceCannotBeOpened(String address) throws Exception {
    var allowed = new Allowed(List.of("0.0.0.0/0", "::/0", address, "nas"), List.of());
    var open = new Guard(new RealWorld(), allowed, network);
    network.name("nas", address);
    for (String url : List.of("http://" + inUrl(address) + "/", "http://nas/")) {
      HttpException e =
          catchThrowableOfType(HttpException.class, () -> open.check(Url.of(url), LOOK_UP_MAX));
      assertThat(e).isNotNull().extracting(HttpException::kind).isEqualTo(Kind.REFUSED);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"10.0.0.0/33", "10.0.0/8", "*", "a b", "http://a", "10.0.0.0/x", ""})
  void whatOpensNothingIsAnErrorOfTheOperator(String place) {
    assertThat(
            catchThrowableOfType(
                IllegalArgumentException.class, () -> new Allowed(List.of(place), List.of())))
        .isNotNull();
  }

  private List<InetAddress> check(String url) throws InterruptedException {
    return guard.check(Url.of(url), LOOK_UP_MAX);
  }

  private void assertRefused(String url) throws InterruptedException {
    HttpException e = catchThrowableOfType(HttpException.class, () -> check(url));
    assertThat(e).as(url).isNotNull();
    assertThat(e.kind()).as(url).isEqualTo(Kind.REFUSED);
    assertThat(e.getMessage()).contains("refused").doesNotContain("\n");
  }

  private static Optional<HttpException> refusal(String url) {
    try {
      Url.of(url);
      return Optional.empty();
    } catch (HttpException e) {
      return Optional.of(e);
    }
  }

  private static boolean isClosed(String hostname) {
    return AddressRange.literal(hostname).filter(a -> !Addresses.isPublic(a)).isPresent();
  }

  private static String v6(String host) {
    if (!host.startsWith("[")) return host;
    return FakeNetwork.address(host.substring(1, host.length() - 1)).getHostAddress();
  }

  private static String inUrl(String host) {
    return host.contains(":") && !host.startsWith("[") ? "[" + host + "]" : host;
  }

  private static List<String> strings(String list) {
    return read("openclaw-ip-vectors.json")
        .get(list)
        .valueStream()
        .map(JsonNode::stringValue)
        .toList();
  }

  private static JsonNode read(String file) {
    try (InputStream in = SsrfCorpusTest.class.getResourceAsStream("/corpora/ssrf/" + file)) {
      return Json.MAPPER.readTree(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
