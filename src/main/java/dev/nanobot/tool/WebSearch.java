package dev.nanobot.tool;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.nanobot.http.Http;
import dev.nanobot.http.HttpException;
import dev.nanobot.message.Effect;
import dev.nanobot.message.ToolSpec;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/// Searches the web by one search engine.
public final class WebSearch implements Tool {
  private static final int HITS_MAX = 10;
  private static final int QUERY_CHARS_MAX = 1_000;

  private static final ToolSpec SPEC =
      new ToolSpec(
          "web_search",
          "Search the web. Returns titles, addresses and snippets, which were written by "
              + "strangers.",
          Parameters.none()
              .required("query", "string", "What to search for")
              .optional("count", "How many results", 1, HITS_MAX)
              .schema());

  private final Http http;
  private final SearchEngine engine;
  private final int countDefault;

  WebSearch(Http http, SearchEngine engine, int countDefault) {
    this.http = http;
    this.engine = engine;
    this.countDefault = Math.clamp(countDefault, 1, HITS_MAX);
  }

  @Override
  public ToolSpec spec() {
    return SPEC;
  }

  @Override
  public Effect effect() {
    return Effect.PURE;
  }

  @Override
  public Output run(JsonNode arguments, Call call) throws InterruptedException {
    String query = arguments.path("query").asString("").strip();
    if (query.isEmpty()) throw new ToolException("a query is never blank");
    if (query.length() > QUERY_CHARS_MAX) {
      throw new ToolException("a query has at most " + QUERY_CHARS_MAX + " characters");
    }
    int count = arguments.path("count").asInt(countDefault);
    return Output.of(told(query, hits(query, count), count));
  }

  private List<SearchEngine.Hit> hits(String query, int count) throws InterruptedException {
    try {
      String body =
          http.exchange(
              engine.ask(query, count),
              answer -> {
                if (answer.status() != 200) {
                  throw new ToolException(
                      "the search engine answered with status " + answer.status());
                }
                return new String(answer.body().readAllBytes(), UTF_8);
              });
      return engine.read(body);
    } catch (HttpException e) {
      throw new ToolException("the search failed: " + e.getMessage(), e);
    } catch (JacksonException e) {
      throw new ToolException("the search engine answered something else than results", e);
    }
  }

  private static String told(String query, List<SearchEngine.Hit> hits, int count) {
    if (hits.isEmpty()) return "No results for: " + query;
    var text = new StringBuilder("Results for: " + query + "\n");
    int number = 0;
    for (SearchEngine.Hit hit : hits.subList(0, Math.min(count, hits.size()))) {
      text.append(++number)
          .append(". ")
          .append(hit.title())
          .append("\n   ")
          .append(hit.url())
          .append('\n');
      if (!hit.snippet().isEmpty()) text.append("   ").append(hit.snippet()).append('\n');
    }
    return text.toString().stripTrailing();
  }
}
