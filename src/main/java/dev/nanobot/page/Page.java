package dev.nanobot.page;

import dev.nanobot.web.Rejected;
import dev.nanobot.web.Request;
import dev.nanobot.web.Response;
import dev.nanobot.web.Route;
import dev.nanobot.web.Visit;
import java.util.List;
import java.util.Map;

/// The page at `/`, open to anybody: it has no data, and what it asks for needs a login.
public final class Page {
  /// Nothing from elsewhere, nothing inline, no frames, and no HTML out of text.
  static final String POLICY =
      "default-src 'self'; img-src 'self' data: blob:; connect-src 'self'; object-src 'none';"
          + " base-uri 'none'; form-action 'self'; frame-ancestors 'none';"
          + " require-trusted-types-for 'script'; trusted-types lit-html";

  private static final String FOREVER = "public, max-age=31536000, immutable";
  private static final String ICON = "icon.svg";

  private Page() {}

  public static List<Route> routes() {
    return List.of(
        Route.get("/", Page::index).open(),
        Route.get("/favicon.ico", Page::icon).open(),
        Route.get("/assets/{version}/{a}", Page::asset).open(),
        Route.get("/assets/{version}/{a}/{b}", Page::asset).open(),
        Route.get("/assets/{version}/{a}/{b}/{c}", Page::asset).open(),
        Route.get("/assets/{version}/{a}/{b}/{c}/{d}", Page::asset).open());
  }

  private static Response index(Visit visit) {
    return served(visit, Assets.INDEX)
        .with(Map.of("Cache-Control", "no-cache", "Content-Security-Policy", POLICY));
  }

  private static Response icon(Visit visit) {
    return served(visit, ICON);
  }

  private static Response asset(Visit visit) {
    if (!visit.part("version").equals(Assets.assets().version())) throw Rejected.notFound("file");
    String path = visit.request().path();
    String name = path.substring(path.indexOf('/', "/assets/".length()) + 1);
    return served(visit, name).with(Map.of("Cache-Control", FOREVER));
  }

  private static Response served(Visit visit, String name) {
    Assets.Packed file = Assets.assets().file(name).orElseThrow(() -> Rejected.notFound("file"));
    boolean isPacked = takesGzip(visit.request());
    byte[] bytes = isPacked ? file.gzip() : file.bytes();
    var answer =
        new Response(
            200,
            Map.of("Content-Type", file.type(), "Vary", "Accept-Encoding"),
            new Response.Content.Whole(bytes));
    return isPacked ? answer.with(Map.of("Content-Encoding", "gzip")) : answer;
  }

  private static boolean takesGzip(Request request) {
    return request.header("Accept-Encoding").orElse("").contains("gzip");
  }
}
