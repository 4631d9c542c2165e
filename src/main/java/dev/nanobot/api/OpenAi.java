package dev.nanobot.api;

import dev.nanobot.web.Route;
import java.util.ArrayList;
import java.util.List;

/// The ways in for programs that know OpenAI's API.
final class OpenAi {
  private OpenAi() {}

  static List<Route> routes(Api.Means means) {
    List<Route> routes = new ArrayList<>(new ChatCompletions(means).routes());
    routes.addAll(new Responses(means).routes());
    routes.addAll(means.models().routes());
    return routes;
  }
}
