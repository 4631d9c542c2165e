package dev.nanobot.channel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BlocksTest {
  private static final int MAX = 200;

  @Test
  void aShortTextIsOnePart() {
    assertThat(Blocks.of("  hello\n\nworld ", MAX)).containsExactly("hello\n\nworld");
    assertThat(Blocks.of("x".repeat(MAX), MAX)).containsExactly("x".repeat(MAX));
  }

  @Test
  void aLongTextIsCutBetweenItsBlocks() {
    String block = "word ".repeat(28).strip();
    assertThat(Blocks.of(block + "\n\n" + block + "\n\n" + block, MAX))
        .containsExactly(block, block, block);
  }

  @Test
  void aFenceThatIsCutIsClosedAndOpenedAgain() {
    String code = "line of code\n".repeat(30);
    List<String> parts = Blocks.of("before\n\n```java\n" + code + "```\nafter", MAX);
    assertThat(parts).hasSizeGreaterThan(2);
    for (String part : parts) {
      assertThat(part.lines().filter(line -> line.startsWith("```")).count() % 2).as(part).isZero();
      assertThat(part.length()).isLessThanOrEqualTo(MAX);
    }
    assertThat(parts.get(1)).startsWith("```java\n").endsWith("```");
    String all = String.join("\n", parts);
    assertThat(all.lines().filter("line of code"::equals)).hasSize(30);
  }

  @Test
  void noCharacterIsCutInTwo() {
    for (String part : Blocks.of("\ud83d\ude00".repeat(500), MAX)) {
      assertThat(part.length() % 2).isZero();
      assertThat(Character.isHighSurrogate(part.charAt(0))).isTrue();
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void nothingIsLostAndNoPartIsTooLong(long seed) {
    RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    List<String> pieces =
        List.of("word", " ", "\n", "\n\n", "```\n", "\n```js\n", "- item\n", "x".repeat(90));
    var text = new StringBuilder();
    for (int i = 0; i < 400; i++) text.append(pieces.get(random.nextInt(pieces.size())));
    List<String> parts = Blocks.of(text.toString(), MAX);
    assertThat(parts).allMatch(part -> !part.isBlank() && part.length() <= MAX);
    assertThat(bare(String.join("", parts))).isEqualTo(bare(text.toString()));
    assertThat(Blocks.of(text.toString(), MAX)).isEqualTo(parts);
  }

  private static String bare(String text) {
    return text.replaceAll("```(js)?", "").replaceAll("\\s", "");
  }
}
