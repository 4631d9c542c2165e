package dev.nanobot.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nanobot.message.Json;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

final class MsgpackTest {
  private static byte[] hex(String text) {
    return HexFormat.of().parseHex(text);
  }

  /// The forms of the specification.
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "00|0",
        "7f|127",
        "ff|-1",
        "e0|-32",
        "cc80|128",
        "cdffff|65535",
        "ceffffffff|4294967295",
        "cf0000000000000001|1",
        "d080|-128",
        "d18000|-32768",
        "d280000000|-2147483648",
        "d3ffffffffffffffff|-1",
        "cb3ff8000000000000|1.5",
        "ca3fc00000|1.5",
        "c0|null",
        "c2|false",
        "c3|true",
        "a161|\"a\"",
        "d90161|\"a\"",
        "da000161|\"a\"",
        "db0000000161|\"a\"",
        "c403616263|null",
        "d40000|null",
        "d6ff00000000|null",
        "c70100aa|null",
        "9101|[1]",
        "dc000101|[1]",
        "dd0000000101|[1]",
        "81a16101|{\"a\":1}",
        "de0001a16101|{\"a\":1}",
        "df00000001a16101|{\"a\":1}",
      })
  void everyFormIsRead(String bytes, String json) {
    assertThat(Json.write(Msgpack.read(hex(bytes)))).isEqualTo(json);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"type\":2,\"nsp\":\"/\",\"data\":[\"e\",{\"n\":-5,\"big\":70000,\"f\":1.5,\"b\":true}]}",
        "[null,false,\"ä€😀\",\"this text is longer than thirty-one bytes, as most are\"]",
        "[0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17]",
      })
  void whatIsWrittenIsReadAsItWas(String json) {
    assertThat(Json.write(Msgpack.read(Msgpack.write(Json.parse(json))))).isEqualTo(json);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "c1",
        "cc",
        "a5616263",
        "92",
        "9201",
        "81a161",
        "0000",
        "dbffffffff61",
        "ddffffffff",
        "dfffffffff",
        "c6ffffffff"
      })
  void whatIsNoValueIsRefused(String bytes) {
    assertThatThrownBy(() -> Msgpack.read(hex(bytes))).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void depthAndNumberOfValuesHaveLimits() {
    assertThat(Msgpack.read(hex("91".repeat(Json.DEPTH_MAX) + "00")).isArray()).isTrue();
    assertThatThrownBy(() -> Msgpack.read(hex("91".repeat(Json.DEPTH_MAX + 1) + "00")))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Msgpack.read(hex("91".repeat(1_000_000))))
        .isInstanceOf(IllegalArgumentException.class);
    String many = "dd" + HexFormat.of().toHexDigits(Json.TOKENS_MAX) + "00".repeat(Json.TOKENS_MAX);
    assertThatThrownBy(() -> Msgpack.read(hex(many))).isInstanceOf(IllegalArgumentException.class);
    JsonNode fewer = Msgpack.read(hex("dd0000ffff" + "00".repeat(65_535)));
    assertThat(fewer.size()).isEqualTo(65_535);
  }
}
