package dev.nanobot.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nanobot.gateway.Lines.Hunk;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LinesTest {
  private static final int ROUNDS = 3_000;

  private static List<String> lines(Random random) {
    List<String> lines = new ArrayList<>();
    int count = random.nextInt(12);
    for (int i = 0; i < count; i++) lines.add(String.valueOf((char) ('a' + random.nextInt(5))));
    return lines;
  }

  private static List<String> applied(List<String> from, List<String> to, List<Hunk> hunks) {
    List<String> result = new ArrayList<>();
    int at = 0;
    for (Hunk hunk : hunks) {
      result.addAll(from.subList(at, hunk.from()));
      result.addAll(to.subList(hunk.newFrom(), hunk.newTo()));
      at = hunk.to();
    }
    result.addAll(from.subList(at, from.size()));
    return result;
  }

  @Test
  void theHunksLeadFromOneTextToTheOther() {
    var random = new Random(1);
    for (int i = 0; i < ROUNDS; i++) {
      List<String> from = lines(random);
      List<String> to = lines(random);
      assertThat(applied(from, to, Lines.diff(from, to))).isEqualTo(to);
    }
  }

  @Test
  void whereOnlyOneChangedAnythingThatIsTheResult() {
    var random = new Random(2);
    for (int i = 0; i < ROUNDS; i++) {
      String base = String.join("\n", lines(random));
      String other = String.join("\n", lines(random));
      assertThat(Lines.merged(base, other, base)).isEqualTo(other);
      assertThat(Lines.merged(base, base, other)).isEqualTo(other);
      assertThat(Lines.merged(base, other, other)).isEqualTo(other);
    }
  }

  @Test
  void whatEitherAddedIsInTheResult() {
    var random = new Random(3);
    for (int i = 0; i < ROUNDS; i++) {
      List<String> base = lines(random);
      List<String> one = new ArrayList<>(base);
      List<String> two = new ArrayList<>(base);
      one.add(random.nextInt(one.size() + 1), "ONE");
      two.add(random.nextInt(two.size() + 1), "TWO");
      two.add(random.nextInt(two.size() + 1), "THREE");
      String merged =
          Lines.merged(String.join("\n", base), String.join("\n", one), String.join("\n", two));
      List<String> left = new ArrayList<>(Lines.of(merged));
      assertThat(left).contains("ONE", "TWO", "THREE");
      left.removeAll(List.of("ONE", "TWO", "THREE"));
      assertThat(left).isEqualTo(base);
    }
  }

  @Test
  void changesOfDifferentLinesStandTogether() {
    assertThat(Lines.merged("a\nb\nc\nd\n", "A\nb\nc\nd\n", "a\nb\nd\ne\n"))
        .isEqualTo("A\nb\nd\ne\n");
  }

  @Test
  void whatBothAddedAtOnePlaceIsKeptWithoutAMark() {
    assertThat(Lines.merged("a\n", "a\nmine\n", "a\nyours\n")).isEqualTo("a\nmine\nyours\n");
  }

  @Test
  void whereBothChangedALineBothAreKeptAndMarked() {
    assertThat(Lines.merged("a\nb\nc\n", "a\nmine\nc\n", "a\nyours\nc\n"))
        .startsWith("a\n<!-- Two changed")
        .containsSubsequence("mine\n<!-- Meanwhile", "yours\n<!-- Keep what is right")
        .endsWith("c\n");
  }

  @Test
  void textsWithNothingInCommonAreComparedInTime() {
    var one = new StringBuilder();
    var other = new StringBuilder();
    for (int i = 0; i < 20_000; i++) {
      one.append("a").append(i).append('\n');
      other.append("b").append(i).append('\n');
    }
    assertThat(Lines.difference(one.toString(), other.toString()).lines()).isEqualTo(40_000);
  }
}
