package dev.nanobot.tool;

import dev.nanobot.http.Http;
import dev.nanobot.message.Json;
import dev.nanobot.message.Secret;
import java.net.URI;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Element;
import tools.jackson.databind.JsonNode;

/// A service that finds web pages. `base` is its address without a slash at the end, which the
/// operator chose.
public sealed interface SearchEngine {
  Http.Limits LIMITS =
      new Http.Limits(
          Duration.ofSeconds(10), Duration.ofSeconds(10), Duration.ofSeconds(20), 5L * 1024 * 1024);

  Http.Request ask(String query, int count);

  List<Hit> read(String body);

  /// One page found.
  record Hit(String title, String url, String snippet) {}

  /// Source: Brave Search API, "Web Search API" (address and header),
  /// api-dashboard.search.brave.com, read 2026-11-24; the fields of a result are those of its
  /// WebSearchApiResponse.
  record Brave(URI base, Secret key) implements SearchEngine {
    public static final URI BASE = URI.create("https://api.search.brave.com");

    @Override
    public Http.Request ask(String query, int count) {
      return SearchEngine.get(
          base + "/res/v1/web/search?q=" + encode(query) + "&count=" + count,
          Map.of("Accept", "application/json", "X-Subscription-Token", key.reveal()));
    }

    @Override
    public List<Hit> read(String body) {
      return hits(Json.parse(body).path("web").path("results"), "description");
    }
  }

  /// Source: Tavily API reference, "Tavily Search", docs.tavily.com, read 2026-11-24.
  record Tavily(URI base, Secret key) implements SearchEngine {
    public static final URI BASE = URI.create("https://api.tavily.com");

    @Override
    public Http.Request ask(String query, int count) {
      String body = Json.write(Json.object().put("query", query).put("max_results", count));
      return new Http.Request(
          "POST",
          URI.create(base + "/search"),
          Map.of("Content-Type", "application/json", "Authorization", "Bearer " + key.reveal()),
          body,
          LIMITS);
    }

    @Override
    public List<Hit> read(String body) {
      return hits(Json.parse(body).path("results"), "content");
    }
  }

  /// Source: SearXNG documentation, "Search API", docs.searxng.org, read 2026-11-24. The server
  /// must allow the format `json`.
  record SearXng(URI base) implements SearchEngine {
    @Override
    public Http.Request ask(String query, int count) {
      return SearchEngine.get(
          base + "/search?format=json&q=" + encode(query), Map.of("Accept", "application/json"));
    }

    @Override
    public List<Hit> read(String body) {
      return hits(Json.parse(body).path("results"), "content");
    }
  }

  /// The page for browsers without scripts: it has no description, and its look may change.
  record DuckDuckGo(URI base) implements SearchEngine {
    public static final URI BASE = URI.create("https://html.duckduckgo.com");

    @Override
    public Http.Request ask(String query, int count) {
      return SearchEngine.get(
          base + "/html/?q=" + encode(query),
          Map.of("User-Agent", "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Firefox/140.0"));
    }

    @Override
    public List<Hit> read(String body) {
      var hits = new ArrayList<Hit>();
      for (Element result : Jsoup.parse(body, BASE.toString()).select(".result:not(.result--ad)")) {
        Element link = result.selectFirst("a.result__a");
        if (link == null) continue;
        Element snippet = result.selectFirst(".result__snippet");
        hits.add(
            new Hit(
                link.text(), target(link.absUrl("href")), snippet == null ? "" : snippet.text()));
      }
      return hits;
    }

    /// The address inside a link that goes by way of the engine: `…/l/?uddg=ADDRESS&…`.
    private static String target(String link) {
      int at = link.indexOf("uddg=");
      if (at < 0) return link;
      String encoded = link.substring(at + "uddg=".length()).split("&", 2)[0];
      try {
        return URLDecoder.decode(encoded, StandardCharsets.UTF_8);
      } catch (IllegalArgumentException e) {
        return link; // One broken link among the hits.
      }
    }
  }

  private static Http.Request get(String uri, Map<String, String> headers) {
    return new Http.Request("GET", URI.create(uri), headers, "", LIMITS);
  }

  private static String encode(String query) {
    return URLEncoder.encode(query, StandardCharsets.UTF_8);
  }

  private static List<Hit> hits(JsonNode results, String snippet) {
    var hits = new ArrayList<Hit>();
    for (JsonNode result : results) {
      hits.add(
          new Hit(
              result.path("title").asString(""),
              result.path("url").asString(""),
              Jsoup.parse(result.path(snippet).asString("")).text()));
    }
    return hits;
  }
}
