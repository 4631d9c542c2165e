package dev.nanobot.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nanobot.message.Json;
import java.io.IOException;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// HMAC-SHA256 against Project Wycheproof's vectors.
class HmacTest {
  private static final int TAG_BITS = 256;

  private static JsonNode vectors() throws IOException {
    try (var in = HmacTest.class.getResourceAsStream("/corpora/signatures/hmac_sha256_test.json")) {
      return Json.MAPPER.readTree(in);
    }
  }

  private static byte[] hex(JsonNode node) {
    return HexFormat.of().parseHex(node.stringValue());
  }

  @Test
  void validTagsAreRightAndInvalidOnesWrong() throws IOException {
    int valid = 0;
    int invalid = 0;
    for (JsonNode group : vectors().path("testGroups")) {
      boolean isWhole = group.path("tagSize").intValue() == TAG_BITS;
      for (JsonNode test : group.path("tests")) {
        byte[] tag = Hmac.sha256(hex(test.path("key")), hex(test.path("msg")));
        byte[] given = hex(test.path("tag"));
        boolean isValid = test.path("result").stringValue().equals("valid");
        String name = "vector " + test.path("tcId");
        if (isValid) valid++;
        else invalid++;
        // A cut tag is never enough, though the vectors allow it.
        assertThat(Hmac.isSame(tag, given)).as(name).isEqualTo(isValid && isWhole);
        byte[] part = Arrays.copyOf(tag, given.length);
        assertThat(Hmac.isSame(part, given)).as(name).isEqualTo(isValid);
      }
    }
    assertThat(valid).isGreaterThan(50);
    assertThat(invalid).isGreaterThan(50);
    assertThat(valid + invalid).isEqualTo(vectors().path("numberOfTests").intValue());
  }

  @Test
  void partsCountAsOneText() {
    byte[] key = {1, 2, 3};
    byte[] whole = {4, 5, 6, 7};
    assertThat(Hmac.sha256(key, new byte[] {4, 5}, new byte[] {6, 7}))
        .isEqualTo(Hmac.sha256(key, whole));
  }
}
