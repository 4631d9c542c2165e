package dev.nanobot.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class QueryTest {
  @Test
  void whatIsEncodedIsDecodedOnce() {
    assertThat(Query.decoded("a%20b%2525")).isEqualTo("a b%25");
    assertThat(Query.decoded("%C3%a4")).isEqualTo("\u00e4");
    assertThat(Query.first("a=1&b=x+y%2B&b=2", "b")).contains("x y+");
  }

  /// Digits of other scripts are none here, though Java's own methods take them.
  @ParameterizedTest
  @ValueSource(
      strings = {"%", "%4", "%4g", "%+1", "%\u0664\u0661", "%\uff14\uff11", "%4\u0661", "a%\uff41"})
  void onlyHexDigitsOfAsciiEncode(String encoded) {
    assertThatThrownBy(() -> Query.decoded(encoded))
        .isInstanceOf(Rejected.class)
        .hasMessageContaining("percent-encoded");
  }
}
