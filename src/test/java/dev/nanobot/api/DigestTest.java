package dev.nanobot.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.nanobot.message.Json;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

/// What tells a question from another one under its key.
class DigestTest {
  private static final int CHARS = 8 * 1024 * 1024;

  private static String digest(ObjectNode body) {
    return Asking.digest("/v1/responses", "", body);
  }

  private static ObjectNode question(String input) {
    return Json.object().put("model", "nanobot").put("input", input);
  }

  @Test
  void aLongQuestionIsToldFromAnotherWithoutACopyOfIt() {
    ObjectNode question = question("x".repeat(CHARS));
    digest(question("warm"));
    var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long before = threads.getCurrentThreadAllocatedBytes();
    digest(question);
    assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(CHARS / 8);
  }

  @Test
  void theDigestIsOfAllThatIsAsked() {
    String one = digest(question("x"));
    assertThat(digest(question("y"))).isNotEqualTo(one);
    assertThat(digest(question("x").put("user", "u"))).isNotEqualTo(one);
    assertThat(digest(question("x").put("stream", true))).isEqualTo(one);
    assertThat(digest(Json.object().put("input", "x").put("model", "nanobot"))).isEqualTo(one);
    assertThat(Asking.digest("/v1/chat/completions", "", question("x"))).isNotEqualTo(one);
    assertThat(Asking.digest("/v1/responses", "s", question("x"))).isNotEqualTo(one);
  }
}
