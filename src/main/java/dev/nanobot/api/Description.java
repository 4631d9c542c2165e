package dev.nanobot.api;

import dev.nanobot.web.Response;
import dev.nanobot.web.Route;
import dev.nanobot.web.Visit;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;

/// The description of the native API for programs, an OpenAPI 3.1 document.
final class Description {
  private static final String DOCUMENT = "openapi.json";

  private Description() {}

  static List<Route> routes() {
    return List.of(Route.get("/api/" + DOCUMENT, Description::document));
  }

  private static Response document(Visit visit) {
    try (InputStream in = Description.class.getResourceAsStream(DOCUMENT)) {
      if (in == null) throw new IllegalStateException("the program contains " + DOCUMENT);
      return new Response(
          200,
          Map.of("Content-Type", "application/json"),
          new Response.Content.Whole(in.readAllBytes()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
