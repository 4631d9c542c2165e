package dev.nanobot.tool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import dev.nanobot.http.Egress;
import dev.nanobot.http.Http;
import dev.nanobot.http.HttpException;
import dev.nanobot.http.LocalServer;
import dev.nanobot.message.Json;
import dev.nanobot.message.Secret;
import dev.nanobot.world.RealWorld;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

class WebToolsTest {
  private final RealWorld world = new RealWorld();
  private final Http http = new Http(world);
  private final List<String> asked = Collections.synchronizedList(new ArrayList<>());
  private final LocalServer server = new LocalServer().at("/", this::answer);
  private final URI base = URI.create(server.base());
  private Desk desk;
  private volatile String answer = "{}";
  private volatile int status = 200;

  @BeforeEach
  void open(@TempDir Path directory) throws IOException {
    desk = new Desk(directory);
  }

  @AfterEach
  void stop() {
    server.close();
    http.close();
  }

  private void answer(HttpExchange exchange, byte[] body) throws IOException {
    asked.add(
        exchange.getRequestMethod()
            + " "
            + exchange.getRequestURI()
            + " "
            + exchange.getRequestHeaders().getFirst("X-Subscription-Token")
            + " "
            + exchange.getRequestHeaders().getFirst("Authorization")
            + " "
            + new String(body, StandardCharsets.UTF_8));
    LocalServer.send(exchange, status, answer.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void braveIsAskedWithItsKey() throws Exception {
    answer =
        """
        {"web":{"results":[{"title":"One","url":"https://one.example",
          "description":"<b>1</b> &amp;"},
        {"title":"Two","url":"https://two.example"}]}}\
        """;
    assertThat(search(new SearchEngine.Brave(base, new Secret("key")), "a b&c", 2))
        .isEqualTo(
            """
            Results for: a b&c
            1. One
               https://one.example
               1 &
            2. Two
               https://two.example\
            """);
    assertThat(asked).containsExactly("GET /res/v1/web/search?q=a+b%26c&count=2 key null ");
  }

  @Test
  void tavilyIsAskedWithItsKey() throws Exception {
    answer =
        "{\"results\":[{\"title\":\"One\",\"url\":\"https://one.example\",\"content\":\"1\"}]}";
    assertThat(search(new SearchEngine.Tavily(base, new Secret("key")), "q", 3))
        .contains("1. One\n   https://one.example\n   1");
    assertThat(asked)
        .containsExactly("POST /search null Bearer key {\"query\":\"q\",\"max_results\":3}");
  }

  @Test
  void searxngGivesAtMostWhatWasAskedFor() throws Exception {
    answer =
        "{\"results\":[{\"title\":\"One\",\"url\":\"u1\",\"content\":\"\"},"
            + "{\"title\":\"Two\",\"url\":\"u2\",\"content\":\"\"}]}";
    assertThat(search(new SearchEngine.SearXng(base), "q", 1))
        .contains("1. One")
        .doesNotContain("Two");
    assertThat(asked).containsExactly("GET /search?format=json&q=q null null ");
  }

  @Test
  void duckDuckGosPageIsRead() throws Exception {
    answer =
        """
        <div class="result result--ad"><a class="result__a" href="https://ad.example">Ad</a></div>
        <div class="result"><h2><a class="result__a"
         href="//duckduckgo.com/l/?uddg=https%3A%2F%2Fone.example%2Fa%3Fb%3D1&amp;rut=x">One</a>
         </h2>
         <a class="result__snippet">The <b>first</b></a></div>\
        """;
    assertThat(search(new SearchEngine.DuckDuckGo(base), "q", 5))
        .isEqualTo(
            """
            Results for: q
            1. One
               https://one.example/a?b=1
               The first\
            """);
  }

  @Test
  void aLinkThatIsNotWellEncodedSpoilsNoSearch() throws Exception {
    answer =
        """
        <div class="result"><a class="result__a" href="//e.example/l/?uddg=a%zz">Bad</a></div>
        <div class="result"><a class="result__a" href="https://one.example/">One</a></div>\
        """;
    assertThat(search(new SearchEngine.DuckDuckGo(base), "q", 5))
        .contains("1. Bad\n   https://e.example/l/?uddg=a%zz\n2. One");
  }

  @Test
  void aSearchThatFailsSaysSo() {
    var engine = new SearchEngine.Brave(base, new Secret("key"));
    answer = "not json";
    assertThatThrownBy(() -> search(engine, "q", 1)).hasMessageContaining("something else");
    status = 401;
    assertThatThrownBy(() -> search(engine, "q", 1))
        .hasMessageContaining("status 401")
        .hasMessageNotContaining("key");
    server.close();
    assertThatThrownBy(() -> search(engine, "q", 1)).isInstanceOf(ToolException.class);
  }

  @Test
  void aPageIsReadAsMarkdown() throws Exception {
    JsonNode page =
        fetch(
            "text/html; charset=utf-8",
            """
            <html><head><title>Title</title><script>evil()</script></head><body>
            <nav><a href="/x">Menu</a></nav>
            <article><h1>Head</h1><p>A paragraph with <b>bold</b> text and
            <a href="/there">a link</a>, long enough to be read.</p>
            <ul><li>one</li><li>two</li></ul><pre>code
              kept</pre><table><tr><td>a</td><td>b</td></tr></table>
            <a href="javascript:evil()">trap</a></article><footer>Foot</footer></body></html>\
            """,
            "{\"url\":\"https://example.org/page\"}");
    assertThat(page.path("extractor").asString()).isEqualTo("readability");
    assertThat(page.path("status").asInt()).isEqualTo(200);
    assertThat(page.path("finalUrl").asString()).isEqualTo("https://example.org/end");
    assertThat(page.path("truncated").asBoolean()).isFalse();
    assertThat(page.path("text").asString())
        .contains("# Title\n")
        .contains("# Head\n")
        .contains("**bold**")
        .contains("[a link](https://example.org/there)")
        .contains("- one\n- two")
        .contains("```\ncode\n  kept\n```")
        .contains("| a | b |")
        .contains("trap")
        .doesNotContain("evil")
        .doesNotContain("Menu")
        .doesNotContain("Foot");
  }

  @Test
  void theTextOfAPageHasNoMarks() throws Exception {
    JsonNode page =
        fetch(
            "text/html",
            "<p>one <b>two</b></p>",
            "{\"url\":\"https://example.org\",\"extractMode\":\"text\"}");
    assertThat(page.path("text").asString()).contains("one two").doesNotContain("**");
  }

  @Test
  void aPageCannotEndTheBoundaryAroundIt() throws Exception {
    String first =
        fetch("text/plain", "x", "{\"url\":\"https://example.org\"}").path("text").asString();
    String second =
        fetch("text/plain", first, "{\"url\":\"https://example.org\"}").path("text").asString();
    assertThat(first).startsWith("[untrusted content ");
    assertThat(second.lines().findFirst()).isNotEqualTo(first.lines().findFirst());
  }

  @Test
  void aLongPageIsCut() throws Exception {
    JsonNode page =
        fetch("text/plain", "x".repeat(500), "{\"url\":\"https://example.org\",\"maxChars\":100}");
    assertThat(page.path("truncated").asBoolean()).isTrue();
    assertThat(page.path("length").asInt()).isEqualTo(100);
  }

  @Test
  void jsonIsPrettyAndImagesAreRefused() throws Exception {
    assertThat(
            fetch("application/json", "{\"a\":1}", "{\"url\":\"https://example.org\"}")
                .path("text")
                .asString())
        .contains("\"a\" : 1");
    assertThatThrownBy(() -> fetch("image/png", "x", "{\"url\":\"https://example.org\"}"))
        .hasMessageContaining("no text");
  }

  @Test
  void onlyWebAddressesAreFetchedAndRefusalsAreTold() {
    for (String url :
        List.of(
            "file:///etc/passwd",
            "ftp://example.org",
            "javascript:1",
            "x",
            "http://",
            "http://a b",
            "http:///x")) {
      assertThatThrownBy(() -> fetch("text/plain", "", Desk.arguments("url", url)))
          .isInstanceOf(ToolException.class);
    }
    var tool =
        new WebFetch(
            world,
            (uri, headers) -> {
              throw new HttpException(HttpException.Kind.REFUSED, "10.0.0.1 is refused", null);
            });
    assertThatThrownBy(() -> desk.run(tool, "{\"url\":\"http://10.0.0.1\"}"))
        .hasMessageContaining("refused");
  }

  static Egress.Page page(String uri, String type, String body) {
    return new Egress.Page(
        URI.create(uri),
        200,
        HttpHeaders.of(Map.of("content-type", List.of(type)), (name, value) -> true),
        body.getBytes(StandardCharsets.UTF_8));
  }

  private String search(SearchEngine engine, String query, int count) throws Exception {
    return desk.run(
        new WebSearch(http, engine, 5),
        Json.write(Json.object().put("query", query).put("count", count)));
  }

  private JsonNode fetch(String type, String body, String arguments) throws Exception {
    var tool = new WebFetch(world, (uri, headers) -> page("https://example.org/end", type, body));
    return Json.parse(desk.run(tool, arguments));
  }
}
