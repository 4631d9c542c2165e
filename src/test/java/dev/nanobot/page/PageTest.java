package dev.nanobot.page;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nanobot.web.Rejected;
import dev.nanobot.web.Request;
import dev.nanobot.web.Response;
import dev.nanobot.web.Route;
import dev.nanobot.web.Visit;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PageTest {
  private record Asked(String path, Map<String, String> headers) implements Request {
    @Override
    public String method() {
      return "GET";
    }

    @Override
    public String query() {
      return "";
    }

    @Override
    public List<String> headers(String name) {
      return headers.containsKey(name) ? List.of(headers.get(name)) : List.of();
    }

    @Override
    public int headerCount() {
      return headers.size();
    }

    @Override
    public InetAddress address() {
      return InetAddress.getLoopbackAddress();
    }

    @Override
    public int port() {
      return 80;
    }

    @Override
    public Body body(int bytesMax, Duration longest) {
      return new Body.Whole(new byte[0]);
    }
  }

  private static Response get(String path, Map<String, String> headers)
      throws InterruptedException {
    var request = new Asked(path, headers);
    String version = path.startsWith("/assets/") ? path.split("/")[2] : "";
    for (Route route : Page.routes()) {
      boolean isIt =
          route.pattern().equals(path)
              || (version.length() > 0
                  && route.pattern().split("/").length == path.split("/").length
                  && route.pattern().startsWith("/assets/"));
      var visit = new Visit(request, Map.of("version", version), 0, () -> {});
      if (isIt) return route.endpoint().answer(visit);
    }
    throw new AssertionError("no route for " + path);
  }

  private static String asset(String name) {
    return "/assets/" + Assets.assets().version() + "/" + name;
  }

  private static byte[] bytes(Response response) {
    return ((Response.Content.Whole) response.content()).bytes();
  }

  @Test
  void thePageMayLoadNothingFromElsewhereAndNothingInline() throws Exception {
    Response page = get("/", Map.of());
    String policy = page.headers().get("Content-Security-Policy");
    assertThat(policy)
        .contains("default-src 'self';", "connect-src 'self';", "object-src 'none';")
        .contains("base-uri 'none';", "form-action 'self';", "frame-ancestors 'none';")
        .doesNotContain("unsafe", "http");
    assertThat(page.headers()).containsEntry("Cache-Control", "no-cache");
    assertThat(new String(bytes(page), UTF_8))
        .contains("/assets/" + Assets.assets().version() + "/js/main.js")
        .doesNotContain(Assets.VERSION_MARK)
        .doesNotContainPattern("<script>|<style|style=| on[a-z]+=");
  }

  @Test
  void aFileIsKeptForeverUnderItsVersionAndNotFoundUnderAnother() throws Exception {
    Response file = get(asset("js/main.js"), Map.of());
    assertThat(file.headers())
        .containsEntry("Cache-Control", "public, max-age=31536000, immutable")
        .containsEntry("Content-Type", "text/javascript; charset=utf-8");
    String other = asset("js/main.js").replace(Assets.assets().version(), "0123456789abcdef");
    assertThatThrownBy(() -> get(other, Map.of())).isInstanceOf(Rejected.class);
    assertThatThrownBy(() -> get(asset("files.txt"), Map.of())).isInstanceOf(Rejected.class);
    assertThatThrownBy(() -> get(asset("../page/libraries.txt"), Map.of()))
        .isInstanceOf(Rejected.class);
  }

  @Test
  void aFileIsCompressedForThoseWhoTakeThat() throws Exception {
    Response packed = get(asset("js/main.js"), Map.of("Accept-Encoding", "gzip, br"));
    Response plain = get(asset("js/main.js"), Map.of());
    assertThat(packed.headers()).containsEntry("Content-Encoding", "gzip");
    assertThat(plain.headers()).doesNotContainKey("Content-Encoding");
    assertThat(bytes(packed).length).isLessThan(bytes(plain).length);
    assertThat(bytes(plain)).isEqualTo(Assets.read("js/main.js"));
  }

  @Test
  void thereIsAnIcon() throws Exception {
    assertThat(get("/favicon.ico", Map.of()).headers())
        .containsEntry("Content-Type", "image/svg+xml");
    assertThat(new String(bytes(get(asset("icons.svg"), Map.of())), UTF_8)).contains("id=\"send\"");
  }
}
