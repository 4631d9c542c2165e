package dev.nanobot.api;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.URLEncoder;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// Secrets of a gateway, as they are and in disguise: what must not be found anywhere.
record Canaries(List<String> secrets) {
  static final String MODEL_KEY = "canary-model/key+2b7e151628aed2a6";
  static final String HEADER = "canary-header-abf7158809cf4f3c";
  static final String SEARCH_KEY = "canary-search-762e7160f38b4da5";
  static final String HOOK = "canary hook 6a784d9045190cfe";

  /// Each secret in each disguise.
  List<String> all() {
    Set<String> all = new LinkedHashSet<>();
    for (String secret : secrets) {
      byte[] bytes = secret.getBytes(UTF_8);
      all.add(secret);
      all.add(new StringBuilder(secret).reverse().toString());
      all.add(Base64.getEncoder().encodeToString(bytes));
      all.add(URLEncoder.encode(secret, UTF_8).replace("+", "%20"));
      all.add(HexFormat.of().formatHex(bytes));
      all.add(secret.replaceAll("(.{4})(?=.)", "$1\n"));
    }
    return List.copyOf(all);
  }

  /// All of them in a text.
  String song() {
    return "begin " + String.join(" and ", all()) + " end";
  }

  /// None is there, in one piece, or with its line breaks escaped.
  void absent(String where, String text) {
    assertThat(text).as(where).isNotEmpty();
    String joined = text.replace("\\n", "\n");
    for (String canary : all()) assertThat(joined).as(where).doesNotContain(canary);
  }

  void absent(String where, byte[] bytes) {
    absent(where, new String(bytes, ISO_8859_1));
  }
}
